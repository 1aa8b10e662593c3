package dev.intarsia.ir.encoding;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.command.Unit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Gives a command its word. */
public final class EncodeCommand {

    private final Map<String, Long> values = new LinkedHashMap<>();

    private EncodeCommand() {}

    /**
     * The word of a command, {@value CommandFormat#WORD_BYTES} bytes.
     *
     * @param entryBytes of a parameter entry of the target
     * @throws EncodingException when a number does not fit its field
     */
    public static byte[] apply(Command command, int entryBytes) {
        return word(command, entryBytes).bytes();
    }

    static CommandWord word(Command command, int entryBytes) {
        EncodeCommand encode = new EncodeCommand();
        encode.sync(command.sync());
        CommandFormat format = switch (command) {
            case Command.Load load -> encode.load(load);
            case Command.Multiply multiply -> encode.multiply(multiply);
            case Command.Vector vector -> encode.vector(vector);
            case Command.Post post -> encode.post(post, entryBytes);
            case Command.Store store -> encode.store(store);
        };
        return new CommandWord(format, encode.values);
    }

    private EncodeCommand put(String name, long value) {
        values.put(name, value);
        return this;
    }

    private EncodeCommand put(String name, boolean value) {
        return put(name, value ? 1 : 0);
    }

    private void sync(Sync sync) {
        for (Unit unit : Unit.values()) {
            String name = unit.name().toLowerCase(Locale.ROOT);
            put("wait_" + name, sync.waits().contains(unit));
            put("give_" + name, sync.gives().contains(unit));
        }
    }

    private CommandFormat load(Command.Load l) {
        Surround pad = l.padding();
        long rowBytes = ((long) pad.left() + l.pixels() + pad.right()) * l.bytes();
        put("to", loadCode(l.to())).put("address", l.address()).put("memory", l.from());
        transfer(l.rows(), l.rowStride(), l.pixels(), l.pixelStride(), l.bytes());
        // A frame goes round whole rows, wherever they would lie in memory.
        int pixelStride = pad.frame() ? l.bytes() : l.pixelStride();
        int rowStride = pad.frame() ? l.pixels() * l.bytes() : l.rowStride();
        runs(Runs.of(l.rows(), rowStride, l.pixels(), pixelStride, l.bytes(), pad.left() + pad.right() > 0));
        put("top", pad.top())
                .put("bottom", pad.bottom())
                .put("left", pad.left())
                .put("right", pad.right());
        put("word", pad.word()).put("wide_word", wide(pad.wordBytes()));
        put("left_bytes", (long) pad.left() * l.bytes()).put("right_bytes", (long) pad.right() * l.bytes());
        put("top_bytes", pad.top() * rowBytes).put("bottom_bytes", pad.bottom() * rowBytes);
        put("frame", pad.frame());
        return CommandFormat.LOAD;
    }

    private CommandFormat store(Command.Store s) {
        put("address", s.address()).put("memory", s.to());
        transfer(s.rows(), s.rowStride(), s.pixels(), s.pixelStride(), s.bytes());
        runs(Runs.of(s.rows(), s.rowStride(), s.pixels(), s.pixelStride(), s.bytes(), false));
        return CommandFormat.STORE;
    }

    private void transfer(int rows, int rowStride, int pixels, int pixelStride, int bytes) {
        put("rows", rows).put("row_stride", rowStride).put("pixels", pixels).put("pixel_stride", pixelStride);
        put("bytes", bytes);
    }

    private void runs(Runs runs) {
        put("runs", runs.perRow()).put("run_rows", runs.rows()).put("run_bytes", runs.bytes());
    }

    private void window(Command.Window w) {
        put("address", w.address());
        put("heights", w.heights()).put("height_stride", w.heightStride());
        put("widths", w.widths()).put("width_stride", w.widthStride());
        put("taps", w.taps()).put("depth", w.depth()).put("columns", w.columns());
        put("column_stride", w.columnStride()).put("row_stride", w.rowStride());
        put("wide_elements", wide(w.elementBytes())).put("signed_elements", w.signed());
        int position = w.firstTap() / w.depth();
        int row = position / w.columns();
        put("first_row", row)
                .put("first_column", position % w.columns())
                .put("first_channel", w.firstTap() % w.depth());
        put("column_offset", (long) row * w.rowStride()).put("first_offset", w.tapOffset(w.firstTap()));
    }

    private CommandFormat multiply(Command.Multiply m) {
        window(m.window());
        put("weights", m.weights()).put("wide_weights", wide(m.weightBytes()));
        put("accumulators", m.accumulators()).put("channels", m.outputs()).put("accumulate", m.accumulate());
        return CommandFormat.MULTIPLY;
    }

    private CommandFormat vector(Command.Vector v) {
        window(v.window());
        put("accumulators", v.accumulators()).put("channels", v.channels());
        for (String field : new String[] {
            "weights",
            "wide_weights",
            "left_shift",
            "first_zero",
            "first_multiplier",
            "first_shift",
            "second_zero",
            "second_multiplier",
            "second_shift",
            "mode",
            "multiplier_bits"
        }) {
            put(field, 0);
        }
        switch (v.operation()) {
            case LaneOperation.MultiplyAdd m ->
                put("operation", 0).put("weights", m.weights()).put("wide_weights", wide(m.weightBytes()));
            case LaneOperation.Maximum m -> put("operation", 1);
            case LaneOperation.Total t -> put("operation", 2);
            case LaneOperation.AddRescaled a -> {
                put("operation", 3).put("weights", a.second()).put("left_shift", a.leftShift());
                put("first_zero", a.leftZero())
                        .put("first_multiplier", a.leftMultiplier())
                        .put("first_shift", a.leftRight());
                put("second_zero", a.rightZero());
                put("second_multiplier", a.rightMultiplier()).put("second_shift", a.rightRight());
                form(a.form());
            }
        }
        return CommandFormat.VECTOR;
    }

    private CommandFormat post(Command.Post p, int entryBytes) {
        put("to", wordCode(p.to())).put("address", p.address()).put("accumulators", p.accumulators());
        put("pixels", p.pixels()).put("channels", p.channels()).put("pixel_stride", p.pixelStride());
        put("parameters", (long) p.parameters() * entryBytes).put("entry", p.parameters());
        put("zero_point", p.zeroPoint())
                .put("low", p.clamp().low())
                .put("high", p.clamp().high());
        put("wide", wide(p.elementBytes()));
        form(p.form());
        put("look_up", p.table().isPresent()).put("table", p.table().orElse(0));
        put("kept_address", p.kept().address()).put("kept_columns", p.kept().columns());
        put("kept_pixel_stride", p.kept().pixelStride())
                .put("kept_row_stride", p.kept().rowStride());
        return CommandFormat.POST;
    }

    private void form(MultiplyShift form) {
        put("mode", Modes.code(form)).put("multiplier_bits", form.multiplierBits());
    }

    static long loadCode(Scratchpad scratchpad) {
        return switch (scratchpad) {
            case ACTIVATION -> 0;
            case WEIGHT -> 1;
            case TABLE -> 2;
            case PARAMETER -> 3;
            case OUTPUT, ACCUMULATOR ->
                throw new EncodingException(scratchpad.memory().name() + ": no place for a load");
        };
    }

    static long wordCode(Scratchpad scratchpad) {
        return switch (scratchpad) {
            case ACTIVATION -> 0;
            case OUTPUT -> 2;
            case WEIGHT, TABLE, PARAMETER, ACCUMULATOR ->
                throw new EncodingException(scratchpad.memory().name() + ": no place for a word");
        };
    }

    private static long wide(int bytes) {
        return switch (bytes) {
            case 1 -> 0;
            case 2 -> 1;
            default -> throw new EncodingException("an element has 1 or 2 bytes, found " + bytes);
        };
    }
}
