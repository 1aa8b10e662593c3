package dev.intarsia.ir.encoding;

import dev.intarsia.ir.arithmetic.LittleEndian;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The fields of one command word with their values.
 *
 * @param values a value for every field but {@code version} and {@code opcode}, in the order of the bits
 */
record CommandWord(CommandFormat format, Map<String, Long> values) {

    private static final Set<String> IMPLIED = Set.of("version", "opcode");

    /** @throws EncodingException when a value does not fit its field */
    CommandWord {
        Map<String, Long> ordered = new LinkedHashMap<>();
        for (Field field : format.fields()) {
            if (IMPLIED.contains(field.name())) {
                continue;
            }
            Long value = values.get(field.name());
            if (value == null) {
                throw new IllegalArgumentException(format + " needs a value for " + field.name());
            }
            if (value < field.least() || value > field.greatest()) {
                throw new EncodingException(format.text() + ": " + field.name() + " is " + value + ", the field holds "
                        + field.least() + " … " + field.greatest());
            }
            ordered.put(field.name(), value);
        }
        if (ordered.size() != values.size()) {
            throw new IllegalArgumentException(format + " has no field " + values.keySet());
        }
        values = ordered;
    }

    long at(String field) {
        return values.get(field);
    }

    int number(String field) {
        return Math.toIntExact(at(field));
    }

    boolean flag(String field) {
        return at(field) != 0;
    }

    byte[] bytes() {
        BigInteger word = BigInteger.ZERO;
        for (Field field : format.fields()) {
            long value = switch (field.name()) {
                case "version" -> CommandFormat.VERSION;
                case "opcode" -> format.opcode();
                default -> at(field.name());
            };
            BigInteger bits = BigInteger.valueOf(value).mod(BigInteger.TWO.pow(field.bits()));
            word = word.or(bits.shiftLeft(field.at()));
        }
        byte[] bytes = new byte[CommandFormat.WORD_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = word.byteValue();
            word = word.shiftRight(Byte.SIZE);
        }
        return bytes;
    }

    /** @throws EncodingException when the bytes are no word of this version */
    static CommandWord of(byte[] bytes) {
        if (bytes.length != CommandFormat.WORD_BYTES) {
            throw new EncodingException(
                    "a command word has " + CommandFormat.WORD_BYTES + " bytes, found " + bytes.length);
        }
        BigInteger word = BigInteger.ZERO;
        for (int i = bytes.length - 1; i >= 0; i--) {
            word = word.shiftLeft(Byte.SIZE).or(BigInteger.valueOf(LittleEndian.octet(bytes[i], 0)));
        }
        long version = value(word, CommandFormat.common().get(0));
        if (version != CommandFormat.VERSION) {
            throw new EncodingException(
                    "the word is of version " + version + ", this is version " + CommandFormat.VERSION);
        }
        long opcode = value(word, CommandFormat.common().get(1));
        for (CommandFormat format : CommandFormat.values()) {
            if (format.opcode() == opcode) {
                return of(word, format);
            }
        }
        throw new EncodingException("no command has the opcode " + opcode);
    }

    private static CommandWord of(BigInteger word, CommandFormat format) {
        Map<String, Long> values = new LinkedHashMap<>();
        BigInteger rest = word;
        for (Field field : format.fields()) {
            BigInteger mask =
                    BigInteger.TWO.pow(field.bits()).subtract(BigInteger.ONE).shiftLeft(field.at());
            rest = rest.andNot(mask);
            if (!IMPLIED.contains(field.name())) {
                values.put(field.name(), value(word, field));
            }
        }
        if (rest.signum() != 0) {
            throw new EncodingException(
                    format.text() + ": bit " + rest.getLowestSetBit() + " is set, which no field names");
        }
        return new CommandWord(format, values);
    }

    private static long value(BigInteger word, Field field) {
        BigInteger modulus = BigInteger.TWO.pow(field.bits());
        long value = word.shiftRight(field.at()).mod(modulus).longValueExact();
        return field.signed() && value > field.greatest() ? value - modulus.longValueExact() : value;
    }
}
