package dev.intarsia.ir.encoding;

import java.util.Locale;

/** The table as a SystemVerilog package, from which the RTL takes every place and width of a field. */
public final class FormatConstants {

    private FormatConstants() {}

    /** The text of {@code inlay_format.sv}. */
    public static String print() {
        StringBuilder text = new StringBuilder();
        text.append(
                "// Where the fields of a command word lie. Generated from CommandFormat; a test compares the two.\n\n");
        text.append("// A field of a command word by its name.\n");
        text.append("`define INLAY_FIELD(word, name) word[inlay_format::name``_AT+:inlay_format::name``_BITS]\n\n");
        text.append("/* verilator lint_off UNUSEDPARAM */\npackage inlay_format;\n\n");
        constant(text, "VERSION", CommandFormat.VERSION);
        constant(text, "WORD_BITS", CommandFormat.WORD_BITS);
        for (CommandFormat format : CommandFormat.values()) {
            constant(text, format.name(), format.opcode());
        }
        text.append('\n');
        for (Field field : CommandFormat.common()) {
            field(text, "", field);
        }
        for (CommandFormat format : CommandFormat.values()) {
            text.append('\n');
            format.fields().stream()
                    .skip(CommandFormat.common().size())
                    .forEach(field -> field(text, format.name() + "_", field));
        }
        return text.append("\nendpackage\n/* verilator lint_on UNUSEDPARAM */\n")
                .toString();
    }

    private static void field(StringBuilder text, String prefix, Field field) {
        String name = prefix + field.name().toUpperCase(Locale.ROOT);
        constant(text, name + "_AT", field.at());
        constant(text, name + "_BITS", field.bits());
    }

    private static void constant(StringBuilder text, String name, int value) {
        text.append("  localparam int ")
                .append(name)
                .append(" = ")
                .append(value)
                .append(";\n");
    }
}
