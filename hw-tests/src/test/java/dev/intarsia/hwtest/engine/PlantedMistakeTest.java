package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.java.GeneratedSimulator;
import dev.intarsia.backend.java.JavaBackend;
import dev.intarsia.hwtest.engine.NetworkDraw.Border;
import dev.intarsia.hwtest.engine.NetworkDraw.Form;
import dev.intarsia.hwtest.engine.NetworkDraw.Kind;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.schedule.ApplySchedule;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.KernelFault;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.replay.Replay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The comparisons of this package catch what they are for: one mistake is planted behind the compiler's back, in the words, the rounding,
 * a schedule, a command, a printed simulator. {@code bin/mutate} plants mistakes in the sources themselves.
 */
class PlantedMistakeTest {

    private final QuantizedGraph graph = graph();
    private final Network network = Network.planned(graph, target().accelerator());
    private final List<RawTensor> inputs = List.of(DrawnNetwork.words(graph, 3));
    private final Map<String, RawTensor> words = network.words(inputs);

    /** A convolution 3×3 of 8 × 8 × 5 with 11 channels. */
    private static QuantizedGraph graph() {
        NetworkDraw.Layer convolution = new NetworkDraw.Layer(
                Kind.CONVOLUTION,
                new NetworkDraw.Sliding(3, 3, 1, 1, 1, Border.SAME, List.of(0, 0, 0, 0)),
                new NetworkDraw.Words(8, 8, true, Form.NARROW_HALF_EVEN, true, true, false),
                11,
                1,
                9);
        return DrawnNetwork.of(new NetworkDraw(8, 8, 5, 8, true, List.of(convolution), 1), target().accelerator());
    }

    private static TargetDraw target() {
        return new TargetDraw(4, 4, 4, false, 32, false, 512, 512, 512, 64, 64, 4, 10);
    }

    private CommandProgram with(UnaryOperator<Command> change) {
        CommandProgram p = network.commands();
        List<CommandProgram.Layer> layers = new ArrayList<>();
        for (CommandProgram.Layer layer : p.layers()) {
            layers.add(
                    switch (layer) {
                        case CommandProgram.DeviceLayer d ->
                            new CommandProgram.DeviceLayer(
                                    d.node(),
                                    d.summary(),
                                    d.macs(),
                                    d.commands().stream().map(change).toList(),
                                    d.location());
                        case CommandProgram.HostLayer h -> h;
                        case CommandProgram.AliasLayer a -> a;
                    });
        }
        return new CommandProgram(p.source(), p.target(), p.memoryBytes(), p.tensors(), p.images(), layers);
    }

    private void caught(CommandProgram harmed) {
        Network other = new Network(network.program(), network.plan(), harmed);
        assertThrows(AssertionError.class, () -> Agreement.machine(other, inputs, words));
    }

    @Test
    void withoutAMistakeAllAgrees() {
        Agreement.schedulesKeepMeaning(network, words);
        Agreement.machine(network, inputs, words);
        Agreement.timing(network);
        assertTrue(network.plan().layers().getFirst() instanceof LayerPlan.OnDevice);
    }

    @Test
    void anotherRounding() {
        for (Rounding rounding : List.of(Rounding.FLOOR, Rounding.TOWARD_ZERO)) {
            caught(with(c ->
                    c instanceof Command.Post p ? post(p, new MultiplyShift(16, false, rounding), p.zeroPoint()) : c));
        }
    }

    @Test
    void aZeroPointThatIsOneOff() {
        caught(with(c -> c instanceof Command.Post p ? post(p, p.form(), p.zeroPoint() + 1) : c));
    }

    private static Command post(Command.Post p, MultiplyShift form, int zeroPoint) {
        return new Command.Post(
                p.sync(),
                p.to(),
                p.address(),
                p.accumulators(),
                p.pixels(),
                p.channels(),
                p.pixelStride(),
                p.parameters(),
                form,
                zeroPoint,
                p.clamp(),
                p.elementBytes());
    }

    /** The last column is left out. */
    @Test
    void aLaneThatDoesNotWork() {
        caught(with(c -> c instanceof Command.Multiply m && m.outputs() == 4
                ? new Command.Multiply(
                        m.sync(), m.window(), m.weights(), m.weightBytes(), m.accumulators(), 3, m.accumulate())
                : c));
    }

    @Test
    void oneWeightWithAnotherBit() {
        CommandProgram p = network.commands();
        List<CommandProgram.Image> images = new ArrayList<>(p.images());
        for (int i = 0; i < images.size(); i++) {
            CommandProgram.Image image = images.get(i);
            long[] bytes = image.content().toArray();
            bytes[0] ^= 0x40;
            images.set(
                    i,
                    new CommandProgram.Image(
                            image.name(),
                            image.address(),
                            RawTensor.of(
                                    image.content().format(), image.content().shape(), bytes)));
        }
        caught(new CommandProgram(p.source(), p.target(), p.memoryBytes(), p.tensors(), images, p.layers()));
    }

    /** Each load of the scheduled kernel in turn reads one place further along one axis. */
    @Test
    void aScheduleThatShiftsAnIndex() {
        LayerPlan.OnDevice layer = (LayerPlan.OnDevice) network.plan().layers().getFirst();
        Kernel scheduled = ApplySchedule.apply(network.kernel(layer.node()), layer.schedule())
                .kernel();
        int planted = 0;
        for (int axis = 0; axis < 3; axis++) {
            Kernel harmed = scheduled.withBody(shifted(scheduled, axis));
            assertNotEquals(scheduled, harmed);
            try {
                RawTensor found = new Oracle().run(harmed, words).get(layer.node());
                assertThrows(
                        AssertionError.class,
                        () -> Agreement.equal("harmed", layer.node(), words.get(layer.node()), found));
            } catch (KernelFault outside) {
                assertTrue(outside.getMessage().contains("activations"), outside.getMessage());
            }
            planted++;
        }
        assertEquals(3, planted);
    }

    /** A tile is transferred from one row further down. */
    @Test
    void aScheduleThatStagesTheWrongRows() {
        LayerPlan.OnDevice layer = (LayerPlan.OnDevice) network.plan().layers().getFirst();
        Kernel scheduled = ApplySchedule.apply(network.kernel(layer.node()), layer.schedule())
                .kernel();
        List<Stmt> body = new Rewriter() {
            @Override
            protected List<Stmt> stmt(Stmt stmt) {
                if (stmt instanceof Stmt.Transfer t && t.from().name().equals("x")) {
                    var origin = new ArrayList<>(t.origin());
                    origin.set(0, origin.getFirst().plus(1));
                    return List.of(new Stmt.Transfer(t.from(), origin, t.to(), t.target(), t.sizes(), t.outside()));
                }
                return List.of(stmt);
            }
        }.rewrite(scheduled.body());
        RawTensor found = new Oracle().run(scheduled.withBody(body), words).get(layer.node());
        assertThrows(
                AssertionError.class, () -> Agreement.equal("harmed", layer.node(), words.get(layer.node()), found));
    }

    private static List<Stmt> shifted(Kernel scheduled, int axis) {
        return new Rewriter() {
            @Override
            protected Expr expr(Expr expr) {
                if (expr instanceof Expr.Load l && l.buffer().name().equals("x.activations")) {
                    var at = new ArrayList<>(l.at());
                    at.set(axis, at.get(axis).plus(1));
                    return new Expr.Load(l.buffer(), at, l.outside());
                }
                return expr;
            }
        }.rewrite(scheduled.body());
    }

    /** The first post, multiply and store, in turn, is not printed. */
    @Test
    void aPrinterThatLeavesACommandOut() {
        GeneratedSimulator generated = JavaBackend.generate(network.commands(), Replay.run(network.commands()));
        Agreement.simulator("generated Java", generated.compile(), inputs, words);
        int planted = 0;
        for (String call : List.of(".post(", ".multiply(", ".store(")) {
            int at = generated.source().indexOf(call);
            assertTrue(at > 0, "the source calls " + call);
            int end = generated.source().indexOf(";", at);
            String line = generated.source().substring(at, end);
            String without = generated.source().substring(0, at).stripTrailing();
            int start = without.lastIndexOf("\n");
            String harmed = without.substring(0, start + 1) + generated.source().substring(end + 1);
            GeneratedSimulator other = new GeneratedSimulator(
                    generated.packageName(), generated.className(), generated.summary(), harmed, generated.image());
            assertThrows(
                    AssertionError.class,
                    () -> Agreement.simulator("harmed Java", other.compile(), inputs, words),
                    "without " + line);
            planted++;
        }
        assertEquals(3, planted);
    }
}
