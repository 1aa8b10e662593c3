package dev.intarsia.ir.encoding;

import dev.intarsia.ir.command.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The one table of the binary form: for each kind of command word, its fields. A word has {@value #WORD_BITS} bits, bit 0 the lowest bit
 * of its first byte; bits that no field names are 0.
 *
 * <p>Fields named {@code derived} repeat what follows from others, so that hardware need not multiply or divide.
 */
public enum CommandFormat {
    LOAD(1) {
        @Override
        List<Field> own() {
            return new Fields()
                    .unsigned("to", 2, "scratchpad: 0 activations, 1 weights, 2 tables, 3 parameters")
                    .unsigned("address", 24, "first byte in the scratchpad")
                    .unsigned("memory", 31, "first byte in memory")
                    .transfer()
                    .unsigned("top", 8, "rows of padding above")
                    .unsigned("bottom", 8, "rows of padding below")
                    .unsigned("left", 8, "pixels of padding before each row")
                    .unsigned("right", 8, "pixels of padding behind each row")
                    .signed("word", 17, "the padding word")
                    .unsigned("wide_word", 1, "the padding word has 2 bytes instead of 1")
                    .unsigned("left_bytes", 20, "derived: left · bytes")
                    .unsigned("right_bytes", 20, "derived: right · bytes")
                    .unsigned("top_bytes", 24, "derived: top · (left + pixels + right) · bytes")
                    .unsigned("bottom_bytes", 24, "derived: bottom · (left + pixels + right) · bytes")
                    .unsigned("frame", 1, "only the padding is written, memory is not read")
                    .list;
        }
    },
    MULTIPLY(2) {
        @Override
        List<Field> own() {
            return new Fields()
                    .window()
                    .unsigned("weights", 24, "first byte of the weight tile")
                    .unsigned("wide_weights", 1, "a weight has 2 bytes instead of 1")
                    .unsigned("accumulators", 24, "entry of the first output pixel")
                    .unsigned("channels", 16, "columns in use")
                    .unsigned("accumulate", 1, "add to the entries instead of overwriting them")
                    .list;
        }
    },
    VECTOR(3) {
        @Override
        List<Field> own() {
            return new Fields()
                    .window()
                    .unsigned(
                            "weights",
                            24,
                            "first byte of the weights of operation 0, of the second operand of operation 3")
                    .unsigned("wide_weights", 1, "a weight has 2 bytes instead of 1")
                    .unsigned("accumulators", 24, "entry of the first output pixel")
                    .unsigned("channels", 16, "channels in use")
                    .unsigned("operation", 2, "0 multiply-add, 1 maximum, 2 total, 3 sum of two rescaled operands")
                    .unsigned(
                            "left_shift",
                            5,
                            "of operation 3: both operands, less their zeros, are shifted left by so much")
                    .signed("first_zero", 17, "of operation 3: zero of the first operand")
                    .signed("first_multiplier", 32, "of operation 3")
                    .unsigned("first_shift", 7, "of operation 3: total right shift")
                    .signed("second_zero", 17, "of operation 3: zero of the second operand")
                    .signed("second_multiplier", 32, "of operation 3")
                    .unsigned("second_shift", 7, "of operation 3: total right shift")
                    .form()
                    .list;
        }
    },
    POST(4) {
        @Override
        List<Field> own() {
            return new Fields()
                    .unsigned("to", 2, "scratchpad: 0 activations, 2 output")
                    .unsigned("address", 24, "first byte in it")
                    .unsigned("accumulators", 24, "entry of the first output pixel")
                    .unsigned("pixels", 24, "output pixels")
                    .unsigned("channels", 16, "channels of each")
                    .signed("pixel_stride", 24, "bytes from pixel to pixel")
                    .unsigned("parameters", 24, "derived: first byte of the parameters, entry times its bytes")
                    .unsigned("entry", 16, "first entry of the parameters")
                    .signed("zero_point", 18, "added behind the requantizer")
                    .signed("low", 18, "least word")
                    .signed("high", 18, "greatest word")
                    .unsigned("wide", 1, "a word has 2 bytes instead of 1")
                    .form()
                    .unsigned("look_up", 1, "what is written is the byte of a table at the word's place")
                    .unsigned("table", 16, "of a look-up: the table's first byte")
                    .unsigned("kept_address", 24, "first byte among the activations, where words go as well")
                    .unsigned("kept_columns", 24, "pixels of a row there; 0: words go nowhere else")
                    .unsigned("kept_pixel_stride", 24, "bytes from pixel to pixel there")
                    .unsigned("kept_row_stride", 24, "bytes from row to row there")
                    .list;
        }
    },
    STORE(5) {
        @Override
        List<Field> own() {
            return new Fields()
                    .unsigned("address", 24, "first byte in the output buffer")
                    .unsigned("memory", 31, "first byte in memory")
                    .transfer()
                    .list;
        }
    };

    /** Changes with every change of a field. */
    public static final int VERSION = 4;

    public static final int WORD_BITS = 512;

    public static final int WORD_BYTES = WORD_BITS / 8;

    private final int opcode;
    private final List<Field> fields;

    CommandFormat(int opcode) {
        this.opcode = opcode;
        this.fields = List.copyOf(own());
    }

    abstract List<Field> own();

    /** The value of the field {@code opcode}. */
    public int opcode() {
        return opcode;
    }

    /** All fields in the order of their bits, those that all words have first. */
    public List<Field> fields() {
        return fields;
    }

    /** The mnemonic. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The field of that name. */
    public Optional<Field> field(String name) {
        return fields.stream().filter(f -> f.name().equals(name)).findFirst();
    }

    /** The fields that all words have, with the version in a place that no version changes. */
    public static List<Field> common() {
        return new Fields().list;
    }

    /** Puts fields one behind the other. */
    private static final class Fields {
        private static final List<String> UNITS = Stream.of(Unit.values())
                .map(unit -> unit.name().toLowerCase(Locale.ROOT))
                .toList();

        private final List<Field> list = new ArrayList<>();
        private int end;

        Fields() {
            unsigned("version", 8, "of this table");
            unsigned("opcode", 4, "which command");
            for (String unit : UNITS) {
                unsigned("wait_" + unit, 1, "takes a token from the " + unit + " unit before it begins");
            }
            for (String unit : UNITS) {
                unsigned("give_" + unit, 1, "gives a token to the " + unit + " unit when its results are written");
            }
        }

        private Fields add(String name, int bits, boolean signed, String meaning) {
            list.add(new Field(name, end, bits, signed, meaning));
            end += bits;
            if (end > WORD_BITS) {
                throw new IllegalStateException(name + " leaves the word");
            }
            return this;
        }

        Fields unsigned(String name, int bits, String meaning) {
            return add(name, bits, false, meaning);
        }

        Fields signed(String name, int bits, String meaning) {
            return add(name, bits, true, meaning);
        }

        /** Rows of pixels of bytes in memory. */
        Fields transfer() {
            return unsigned("rows", 16, "rows")
                    .signed("row_stride", 32, "bytes from row to row in memory")
                    .unsigned("pixels", 24, "pixels of a row")
                    .signed("pixel_stride", 32, "bytes from pixel to pixel in memory")
                    .unsigned("bytes", 24, "bytes of a pixel")
                    .unsigned(
                            "runs", 24, "derived: runs of neighbouring bytes in a row, 1 where pixels lie side by side")
                    .unsigned(
                            "run_rows",
                            16,
                            "derived: rows of runs, 1 where rows lie side by side without padding between")
                    .unsigned("run_bytes", 24, "derived: bytes of a run");
        }

        /** Activations around each output pixel. */
        Fields window() {
            return unsigned("address", 24, "first activation byte")
                    .unsigned("heights", 16, "output rows")
                    .signed("height_stride", 24, "bytes from output row to output row")
                    .unsigned("widths", 16, "output columns")
                    .signed("width_stride", 24, "bytes from output column to output column")
                    .unsigned("taps", 16, "taps")
                    .unsigned("depth", 16, "channels of a tap's place")
                    .unsigned("columns", 16, "kernel columns")
                    .signed("column_stride", 24, "bytes from kernel column to kernel column")
                    .signed("row_stride", 24, "bytes from kernel row to kernel row")
                    .unsigned("wide_elements", 1, "an activation has 2 bytes instead of 1")
                    .unsigned("signed_elements", 1, "activations are signed")
                    .unsigned("first_row", 16, "kernel row of the first tap")
                    .unsigned("first_column", 16, "kernel column of the first tap")
                    .unsigned("first_channel", 16, "channel of the first tap")
                    .signed("column_offset", 24, "derived: first_row · row_stride")
                    .signed("first_offset", 24, "derived: bytes from the window to the first tap");
        }

        /** A requantizer with a multiplier and a shift. */
        Fields form() {
            return unsigned(
                            "mode",
                            3,
                            "0 floor, 1 toward_zero, 2 half_up, 3 half_down, 4 half_away, 5 half_toward_zero, 6 half_even; 7 twice: half_up, then half_away")
                    .unsigned("multiplier_bits", 6, "of the requantizer's multiplier");
        }
    }
}
