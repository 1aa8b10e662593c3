package dev.intarsia.ir.encoding;

import java.util.List;
import java.util.Locale;

/** The table as a page for people. */
public final class FormatPage {

    private FormatPage() {}

    /** The tables of {@code docs/commands.md}, in Markdown. */
    public static String print() {
        StringBuilder text = new StringBuilder();
        table(text, "All words", CommandFormat.common());
        for (CommandFormat format : CommandFormat.values()) {
            List<Field> fields = format.fields();
            table(
                    text,
                    "`" + format.name().toLowerCase(Locale.ROOT) + "`, opcode " + format.opcode(),
                    fields.subList(CommandFormat.common().size(), fields.size()));
        }
        return text.toString();
    }

    private static void table(StringBuilder text, String title, List<Field> fields) {
        text.append("### ").append(title).append("\n\n| bits | field | | meaning |\n|---|---|---|---|\n");
        for (Field field : fields) {
            int last = field.at() + field.bits() - 1;
            String bits = field.bits() == 1 ? "" + field.at() : last + ":" + field.at();
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | `%s` | %s | %s |%n",
                    bits,
                    field.name(),
                    field.signed() ? "signed" : "",
                    field.meaning()));
        }
        text.append('\n');
    }
}
