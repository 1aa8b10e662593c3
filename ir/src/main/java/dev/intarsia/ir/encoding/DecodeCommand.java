package dev.intarsia.ir.encoding;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.graph.Clamp;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Reads a command from its word. */
public final class DecodeCommand {

    /** Fields that count something there is at least one of. */
    private static final List<String> COUNTS =
            List.of("rows", "pixels", "bytes", "heights", "widths", "taps", "depth", "columns", "channels");

    private final CommandWord word;

    private DecodeCommand(CommandWord word) {
        this.word = word;
    }

    /**
     * The command of a word.
     *
     * @param entryBytes of a parameter entry of the target
     * @throws EncodingException when the bytes are no word of this version, a count is 0, or a derived field is not what follows from
     *     the others
     */
    public static Command apply(byte[] bytes, int entryBytes) {
        return of(CommandWord.of(bytes), entryBytes, true);
    }

    /** @param derived whether derived fields have to be right; they are not there yet when a text is read */
    static Command of(CommandWord word, int entryBytes, boolean derived) {
        for (String count : COUNTS) {
            if (word.format().field(count).isPresent() && word.at(count) < 1) {
                throw new EncodingException(word.format().text() + ": " + count + " is 0, a count is at least 1");
            }
        }
        DecodeCommand decode = new DecodeCommand(word);
        Command command = switch (word.format()) {
            case LOAD -> decode.load();
            case MULTIPLY -> decode.multiply();
            case VECTOR -> decode.vector();
            case POST -> decode.post();
            case STORE -> decode.store();
        };
        CommandWord again = EncodeCommand.word(command, entryBytes);
        for (Field field : word.format().fields()) {
            boolean compared = word.values().containsKey(field.name()) && (derived || !field.derived());
            if (compared && again.at(field.name()) != word.at(field.name())) {
                throw new EncodingException(word.format().text() + ": " + field.name() + " is " + word.at(field.name())
                        + ", from the other fields follows " + again.at(field.name()));
            }
        }
        return command;
    }

    private Sync sync() {
        return new Sync(units("wait_"), units("give_"));
    }

    private Set<Unit> units(String prefix) {
        EnumSet<Unit> units = EnumSet.noneOf(Unit.class);
        for (Unit unit : Unit.values()) {
            if (word.flag(prefix + unit.name().toLowerCase(Locale.ROOT))) {
                units.add(unit);
            }
        }
        return units;
    }

    private int at(String field) {
        return word.number(field);
    }

    private int bytes(String field) {
        return word.flag(field) ? 2 : 1;
    }

    private Scratchpad scratchpad(ToLongFunction<Scratchpad> code, Scratchpad... allowed) {
        for (Scratchpad scratchpad : allowed) {
            if (code.applyAsLong(scratchpad) == word.at("to")) {
                return scratchpad;
            }
        }
        throw new EncodingException(word.format().text() + ": to is " + word.at("to") + ", which is no place for it");
    }

    private Command load() {
        Scratchpad to = scratchpad(
                EncodeCommand::loadCode,
                Scratchpad.ACTIVATION,
                Scratchpad.WEIGHT,
                Scratchpad.TABLE,
                Scratchpad.PARAMETER);
        Surround pad = new Surround(
                at("top"), at("bottom"), at("left"), at("right"), at("word"), bytes("wide_word"), word.flag("frame"));
        if (pad.frame() && !pad.isPadded()) {
            throw new EncodingException("load: frame is 1, and there is no padding");
        }
        return new Command.Load(
                sync(),
                to,
                at("address"),
                at("memory"),
                at("rows"),
                at("row_stride"),
                at("pixels"),
                at("pixel_stride"),
                at("bytes"),
                pad);
    }

    private Command store() {
        return new Command.Store(
                sync(),
                at("memory"),
                at("address"),
                at("rows"),
                at("row_stride"),
                at("pixels"),
                at("pixel_stride"),
                at("bytes"));
    }

    private Command.Window window() {
        int depth = at("depth");
        int columns = at("columns");
        long firstTap = (word.at("first_row") * columns + word.at("first_column")) * depth + word.at("first_channel");
        if (firstTap > Integer.MAX_VALUE - at("taps")) {
            throw new EncodingException(word.format().text() + ": the first tap is number " + firstTap);
        }
        return new Command.Window(
                at("address"),
                at("heights"),
                at("height_stride"),
                at("widths"),
                at("width_stride"),
                (int) firstTap,
                at("taps"),
                depth,
                columns,
                at("column_stride"),
                at("row_stride"),
                bytes("wide_elements"),
                word.flag("signed_elements"));
    }

    private Command multiply() {
        return new Command.Multiply(
                sync(),
                window(),
                at("weights"),
                bytes("wide_weights"),
                at("accumulators"),
                at("channels"),
                word.flag("accumulate"));
    }

    private Command vector() {
        LaneOperation operation = switch (at("operation")) {
            case 0 -> new LaneOperation.MultiplyAdd(at("weights"), bytes("wide_weights"));
            case 1 -> new LaneOperation.Maximum();
            case 2 -> new LaneOperation.Total();
            default ->
                new LaneOperation.AddRescaled(
                        at("weights"),
                        at("left_shift"),
                        at("first_zero"),
                        word.at("first_multiplier"),
                        at("first_shift"),
                        at("second_zero"),
                        word.at("second_multiplier"),
                        at("second_shift"),
                        Modes.form(at("mode"), at("multiplier_bits")));
        };
        return new Command.Vector(sync(), operation, window(), at("accumulators"), at("channels"));
    }

    private Command post() {
        if (word.at("low") > word.at("high")) {
            throw new EncodingException("post: low is " + word.at("low") + ", above high, " + word.at("high"));
        }
        Clamp clamp = new Clamp(word.at("low"), word.at("high"));
        boolean looksUp = word.flag("look_up");
        if (looksUp && !Command.Post.hasPlaces(bytes("wide"), clamp)) {
            throw new EncodingException("post: a look-up is of bytes at places from 0 to " + Command.Post.LAST_PLACE
                    + ", found " + word.at("low") + " to " + word.at("high"));
        }
        Command.Kept kept = new Command.Kept(
                at("kept_address"), at("kept_columns"), at("kept_pixel_stride"), at("kept_row_stride"));
        Scratchpad to = scratchpad(EncodeCommand::wordCode, Scratchpad.ACTIVATION, Scratchpad.OUTPUT);
        if (kept.isKept()
                && !Command.Post.canKeep(to, at("pixels"), at("channels"), at("pixel_stride"), bytes("wide"))) {
            throw new EncodingException(
                    "post: only words that lie apart in the output buffer are kept as well, and to is " + word.at("to")
                            + ", pixel_stride " + word.at("pixel_stride"));
        }
        return new Command.Post(
                sync(),
                to,
                at("address"),
                at("accumulators"),
                at("pixels"),
                at("channels"),
                at("pixel_stride"),
                at("entry"),
                Modes.form(at("mode"), at("multiplier_bits")),
                at("zero_point"),
                clamp,
                bytes("wide"),
                looksUp ? OptionalInt.of(at("table")) : OptionalInt.empty(),
                kept);
    }
}
