package dev.intarsia.ir.encoding;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.graph.Clamp;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Random;

/** Commands with any values that their fields hold. */
final class DrawnCommands {

    private final Random random;

    DrawnCommands(long seed) {
        random = new Random(seed);
    }

    Command next() {
        return switch (random.nextInt(5)) {
            case 0 ->
                new Command.Load(
                        sync(),
                        any(Scratchpad.ACTIVATION, Scratchpad.WEIGHT, Scratchpad.TABLE, Scratchpad.PARAMETER),
                        unsigned(24),
                        unsigned(31),
                        count(6),
                        signed(32),
                        count(6),
                        random.nextInt(3) == 0 ? 3 : signed(20),
                        random.nextInt(3) == 0 ? 3 : count(8),
                        padding());
            case 1 ->
                new Command.Multiply(
                        sync(), window(), unsigned(24), 1 + unsigned(1), unsigned(16), count(16), random.nextBoolean());
            case 2 -> new Command.Vector(sync(), operation(), window(), unsigned(16), count(16));
            case 3 -> {
                boolean looksUp = random.nextInt(3) == 0;
                int low = looksUp ? unsigned(7) : signed(18);
                int most = looksUp ? Command.Post.LAST_PLACE + 1 : 1 << 17;
                Scratchpad to = any(Scratchpad.ACTIVATION, Scratchpad.OUTPUT);
                boolean keeps = to == Scratchpad.OUTPUT && random.nextBoolean();
                int bytes = looksUp ? 1 : 1 + unsigned(1);
                int channels = count(16);
                yield new Command.Post(
                        sync(),
                        to,
                        unsigned(24),
                        unsigned(16),
                        count(24),
                        channels,
                        keeps ? channels * bytes + unsigned(16) : signed(24),
                        unsigned(16),
                        form(),
                        signed(18),
                        new Clamp(low, low + random.nextInt(most - low)),
                        bytes,
                        looksUp ? OptionalInt.of(unsigned(16)) : OptionalInt.empty(),
                        keeps
                                ? new Command.Kept(unsigned(24), count(24), unsigned(24), unsigned(24))
                                : Command.Kept.NONE);
            }
            default ->
                new Command.Store(
                        sync(), unsigned(31), unsigned(24), count(6), signed(32), count(6), signed(20), count(8));
        };
    }

    private Command.Surround padding() {
        Command.Surround padding =
                new Command.Surround(unsigned(2), unsigned(3), unsigned(3), unsigned(2), signed(17), 1 + unsigned(1));
        return padding.isPadded() && random.nextInt(3) == 0 ? padding.asFrame() : padding;
    }

    private LaneOperation operation() {
        return switch (random.nextInt(4)) {
            case 0 -> new LaneOperation.MultiplyAdd(unsigned(24), 1 + unsigned(1));
            case 1 -> new LaneOperation.Maximum();
            case 2 -> new LaneOperation.Total();
            default ->
                new LaneOperation.AddRescaled(
                        unsigned(24),
                        unsigned(5),
                        signed(17),
                        signed(32),
                        unsigned(7),
                        signed(17),
                        signed(32),
                        unsigned(7),
                        form());
        };
    }

    private MultiplyShift form() {
        int bits = 2 + random.nextInt(31);
        Rounding rounding = Rounding.values()[random.nextInt(Rounding.values().length)];
        return random.nextInt(4) == 0 ? MultiplyShift.TFLM : new MultiplyShift(bits, false, rounding);
    }

    private Command.Window window() {
        return new Command.Window(
                unsigned(24),
                count(16),
                signed(24),
                count(16),
                signed(24),
                unsigned(9),
                count(16),
                count(9),
                count(4),
                signed(12),
                signed(12),
                1 + unsigned(1),
                random.nextBoolean());
    }

    private Sync sync() {
        EnumSet<Unit> waits = EnumSet.noneOf(Unit.class);
        EnumSet<Unit> gives = EnumSet.noneOf(Unit.class);
        for (Unit unit : Unit.values()) {
            if (random.nextBoolean()) {
                waits.add(unit);
            }
            if (random.nextBoolean()) {
                gives.add(unit);
            }
        }
        return new Sync(waits, gives);
    }

    private Scratchpad any(Scratchpad... scratchpads) {
        return scratchpads[random.nextInt(scratchpads.length)];
    }

    private int unsigned(int bits) {
        return (int) random.nextLong(1L << bits);
    }

    private int count(int bits) {
        return 1 + (int) random.nextLong((1L << bits) - 1);
    }

    private int signed(int bits) {
        return (int) random.nextLong(-(1L << (bits - 1)), 1L << (bits - 1));
    }
}
