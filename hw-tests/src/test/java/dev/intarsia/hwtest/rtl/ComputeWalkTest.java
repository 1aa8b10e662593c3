package dev.intarsia.hwtest.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.verilator.VerilatedModel;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Command.Window;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.graph.Clamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The walk over a computing command's steps, against nested loops. */
@RequiresTool({"verilator", "g++"})
class ComputeWalkTest {

    private static final int COMMANDS = 1500;
    private static final IntFormat PLACE = new IntFormat(false, 24);

    /**
     * A step as the loops give it.
     *
     * @param tap the offset of its tap; -1 where nobody looks at it
     * @param weights the place of its weights; -1 where nobody looks at it
     * @param kept the place where its words are kept; -1 where they are not
     */
    private record Step(
            boolean first,
            boolean last,
            boolean firstOfGroup,
            boolean lastOfGroup,
            long place,
            long tap,
            long weights,
            long kept,
            long entry,
            int channel,
            int channels,
            boolean second) {}

    @ParameterizedTest
    @CsvSource({"8, 3", "4, 8"})
    void stepsAreThoseOfTheLoops(int cols, int lanes) {
        Random random = new Random(cols);
        int steps = 0;
        try (VerilatedModel model = Verilators.forTests()
                .build(ReferenceDesigns.module("compute_walk", Map.of("COLS", cols, "LANES", lanes)))
                .newModel()) {
            model.tick(2);
            model.set("rst_n", 1);
            for (int i = 0; i < COMMANDS; i++) {
                Command command = draw(random, cols);
                model.setWords("slot", CommandWords.of(command, 12));
                model.set("starts", 1);
                for (Step step : steps(command, cols, lanes)) {
                    model.eval();
                    assertEquals(1, model.get("valid"), "valid");
                    assertEquals(step, found(model, step), command.toString());
                    model.tick(1);
                    model.set("starts", 0);
                    steps++;
                }
                if (random.nextBoolean()) {
                    model.eval();
                    assertEquals(0, model.get("valid"), "a step behind the last one of " + command);
                    model.tick(1);
                }
            }
        }
        System.out.println("COUNT steps of computing commands equal to those of nested loops, " + cols + " columns, "
                + lanes + " lanes: " + steps);
    }

    private static Step found(VerilatedModel model, Step expected) {
        return new Step(
                model.get("first") != 0,
                model.get("last") != 0,
                model.get("first_of_group") != 0,
                model.get("last_of_group") != 0,
                model.get("place"),
                expected.tap < 0 ? -1 : model.get("tap_offset"),
                expected.weights < 0 ? -1 : model.get("weights"),
                expected.kept < 0 ? -1 : model.get("kept_place"),
                model.get("entry"),
                (int) model.get("channel"),
                (int) model.get("channels"),
                model.get("second") != 0);
    }

    private static long place(long address) {
        return Overflow.WRAP.narrow(address, PLACE);
    }

    private static List<Step> steps(Command command, int cols, int lanes) {
        return switch (command) {
            case Command.Post p -> {
                List<Step> steps = new ArrayList<>();
                for (int pixel = 0; pixel < p.pixels(); pixel++) {
                    for (int channel = 0; channel < p.channels(); channel += lanes) {
                        boolean last = pixel == p.pixels() - 1 && channel + lanes >= p.channels();
                        steps.add(new Step(
                                steps.isEmpty(),
                                last,
                                true,
                                true,
                                place(p.address() + pixel * p.pixelStride() + channel * p.elementBytes()),
                                -1,
                                -1,
                                p.kept().isKept() ? place(p.kept().at(pixel) + channel * p.elementBytes()) : -1,
                                p.accumulators() + pixel,
                                channel,
                                p.channels() - channel,
                                false));
                    }
                }
                yield steps;
            }
            case Command.Multiply m -> {
                List<Step> steps = new ArrayList<>();
                Window w = m.window();
                for (int pixel = 0; pixel < w.pixels(); pixel++) {
                    steps.add(new Step(
                            pixel == 0,
                            pixel == w.pixels() - 1,
                            true,
                            true,
                            pixelPlace(w, pixel),
                            -1,
                            -1,
                            -1,
                            m.accumulators() + pixel,
                            0,
                            m.outputs(),
                            false));
                }
                yield steps;
            }
            case Command.Vector v -> vector(v, cols, lanes);
            case Command.Load l -> throw new IllegalArgumentException("no computing command");
            case Command.Store s -> throw new IllegalArgumentException("no computing command");
        };
    }

    private static long pixelPlace(Window w, int pixel) {
        return place(w.address() + pixel / w.widths() * w.heightStride() + pixel % w.widths() * w.widthStride());
    }

    private static List<Step> vector(Command.Vector v, int cols, int lanes) {
        Window w = v.window();
        boolean adds = v.operation() instanceof LaneOperation.AddRescaled;
        int each = adds ? 2 : w.taps();
        List<Step> steps = new ArrayList<>();
        for (int pixel = 0; pixel < w.pixels(); pixel++) {
            for (int channel = 0; channel < v.channels(); channel += lanes) {
                for (int q = 0; q < each; q++) {
                    boolean ends = q == each - 1;
                    steps.add(new Step(
                            steps.isEmpty(),
                            ends && pixel == w.pixels() - 1 && channel + lanes >= v.channels(),
                            q == 0,
                            ends,
                            place(pixelPlace(w, pixel) + channel * w.elementBytes()),
                            place(w.tapOffset(w.firstTap() + (adds ? 0 : q))),
                            v.operation() instanceof LaneOperation.MultiplyAdd m
                                    ? place(m.weights() + (q * cols + channel) * m.weightBytes())
                                    : -1,
                            -1,
                            v.accumulators() + pixel,
                            channel,
                            v.channels() - channel,
                            adds && q == 1));
                }
            }
        }
        return steps;
    }

    private static Command draw(Random random, int cols) {
        int channels = 1 + random.nextInt(cols);
        int entry = random.nextInt(1000);
        return switch (random.nextInt(3)) {
            case 0 -> {
                int bytes = 1 + random.nextInt(2);
                boolean keeps = random.nextBoolean();
                Command.Kept kept = keeps
                        ? new Command.Kept(
                                random.nextInt(1000), 1 + random.nextInt(4), random.nextInt(60), random.nextInt(300))
                        : Command.Kept.NONE;
                Command.Post post = new Command.Post(
                        Sync.NONE,
                        Scratchpad.OUTPUT,
                        random.nextInt(1000),
                        entry,
                        1 + random.nextInt(6),
                        channels,
                        keeps ? channels * bytes + random.nextInt(9) : random.nextInt(60) - 10,
                        random.nextInt(50),
                        MultiplyShift.SINGLE,
                        0,
                        new Clamp(0, 1),
                        bytes);
                yield post.keeping(kept);
            }
            case 1 ->
                new Command.Multiply(
                        Sync.NONE,
                        window(random),
                        random.nextInt(1000),
                        1 + random.nextInt(2),
                        entry,
                        channels,
                        random.nextBoolean());
            default -> new Command.Vector(Sync.NONE, operation(random), window(random), entry, channels);
        };
    }

    private static LaneOperation operation(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new LaneOperation.Maximum();
            case 1 -> new LaneOperation.Total();
            case 2 -> new LaneOperation.MultiplyAdd(random.nextInt(1000), 1 + random.nextInt(2));
            default -> new LaneOperation.AddRescaled(random.nextInt(1000), 0, 0, 1, 0, 0, 1, 0, MultiplyShift.SINGLE);
        };
    }

    private static Window window(Random random) {
        int bytes = 1 + random.nextInt(2);
        return new Window(
                1000 + random.nextInt(1000),
                1 + random.nextInt(3),
                bytes * (random.nextInt(60) - 10),
                1 + random.nextInt(4),
                bytes * (random.nextInt(20) - 5),
                random.nextInt(9),
                1 + random.nextInt(7),
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                bytes * random.nextInt(9),
                bytes * random.nextInt(50),
                bytes,
                random.nextBoolean());
    }
}
