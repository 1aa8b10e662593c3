package dev.intarsia.ir.encoding;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Unit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text form of command words, field by field: {@code store address=0 memory=4096 rows=1 …}. Tokens are
 * {@code wait=load,compute give=store}. A field that is 0 is left out, and so is one that is derived.
 */
public final class CommandText {

    private static final List<String> UNITS = Stream.of(Unit.values())
            .map(unit -> unit.name().toLowerCase(Locale.ROOT))
            .toList();

    private CommandText() {}

    /** A command as one line. */
    public static String disassemble(Command command, int entryBytes) {
        CommandWord word = EncodeCommand.word(command, entryBytes);
        StringBuilder line = new StringBuilder(word.format().text());
        for (String sync : List.of("wait", "give")) {
            String units = UNITS.stream().filter(u -> word.flag(sync + "_" + u)).collect(Collectors.joining(","));
            line.append(units.isEmpty() ? "" : " " + sync + "=" + units);
        }
        for (Field field : word.format().fields()) {
            if (written(field) && word.at(field.name()) != 0) {
                line.append(' ').append(field.name()).append('=').append(word.at(field.name()));
            }
        }
        return line.toString();
    }

    private static boolean written(Field field) {
        return field.at() >= CommandFormat.common().getLast().at() + 1 && !field.derived();
    }

    /**
     * The command that a line says.
     *
     * @throws EncodingException for an unknown mnemonic, field or unit, a number that does not fit its field, or one given twice
     */
    public static Command assemble(String line, int entryBytes) {
        String[] words = line.strip().split("\\s+");
        CommandFormat format = format(words[0]);
        Map<String, Long> values = new LinkedHashMap<>();
        format.fields().stream()
                .map(Field::name)
                .filter(name -> !Set.of("version", "opcode").contains(name))
                .forEach(name -> values.put(name, 0L));
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new EncodingException("'" + words[i] + "' is not a field and its value, as in address=0");
            }
            String name = words[i].substring(0, equals);
            String value = words[i].substring(equals + 1);
            if (!seen.add(name)) {
                throw new EncodingException(name + " is given twice");
            }
            if (name.equals("wait") || name.equals("give")) {
                for (String unit : value.split(",")) {
                    if (!UNITS.contains(unit)) {
                        throw new EncodingException("'" + unit + "' is no unit; there are " + String.join(", ", UNITS));
                    }
                    values.put(name + "_" + unit, 1L);
                }
            } else {
                values.put(known(format, name).name(), number(words[i], value));
            }
        }
        return DecodeCommand.of(new CommandWord(format, values), entryBytes, false);
    }

    private static CommandFormat format(String mnemonic) {
        for (CommandFormat format : CommandFormat.values()) {
            if (format.text().equals(mnemonic)) {
                return format;
            }
        }
        throw new EncodingException("'" + mnemonic + "' is no command; there are "
                + List.of(CommandFormat.values()).stream()
                        .map(CommandFormat::text)
                        .collect(Collectors.joining(", ")));
    }

    private static Field known(CommandFormat format, String name) {
        return format.field(name)
                .filter(CommandText::written)
                .orElseThrow(
                        () -> new EncodingException("'" + name + "' is no field of " + format.text() + "; there are "
                                + format.fields().stream()
                                        .filter(CommandText::written)
                                        .map(Field::name)
                                        .collect(Collectors.joining(", "))));
    }

    private static long number(String word, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new EncodingException("'" + word + "' does not end in a whole number");
        }
    }
}
