package dev.intarsia.cli;

import dev.intarsia.cli.report.Accuracy;
import dev.intarsia.cli.report.Report;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.simulator.runner.CompiledSimulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The whole way on the example that ships: everything is computed anew.
 *
 * @param real the score of the real network
 * @param points the scores of integer networks, by the width of their weights
 * @param compiled the network of 8-bit weights on the accelerator
 * @param report everything for people
 */
public record Demonstration(Score real, List<Point> points, Pipeline.Compiled compiled, Report report) {

    /** Widths of weights. The network of the first one is shown on the accelerator, and the others take its schedules. */
    private static final List<Integer> WEIGHT_BITS = List.of(8, 4);

    private static final int ACTIVATION_BITS = 8;

    /** How many answers are right with weights of some width, activations of 8 bits. */
    public record Point(int weightBits, Score score) {}

    /**
     * Reads, quantizes, plans, generates, simulates.
     *
     * @param example the folder of the example
     * @param target the name of a target that ships
     */
    public static Demonstration run(Path example, String target, Voice voice) {
        Accelerator accelerator = TargetReader.accelerator(target);
        Graph simple =
                Pipeline.simplify(Pipeline.read(example.resolve("fashion.inta")).graph());
        Dataset test = DatasetReader.read(example.resolve("test.npz"), Optional.empty());
        Dataset calibrationData = DatasetReader.read(example.resolve("calibration.npz"), Optional.empty());
        Calibration calibration =
                Pipeline.calibrate(simple, Samples.of(calibrationData, simple).reals());
        QuantizationSettings settings = QuantizationSettings.int8()
                .withProfile(ArithmeticProfile.named(accelerator.profile()).orElseThrow());

        Samples realImages = Samples.of(test, simple);
        try (Progress progress =
                voice.progress("images on all engines", (1 + WEIGHT_BITS.size()) * test.size(), "inferences")) {
            CompletableFuture<Score> real = CompletableFuture.supplyAsync(
                    () -> Runs.scoreReal(Runs.real(simple, realImages, progress), realImages)
                            .orElseThrow());
            List<Point> points = new ArrayList<>();
            Pipeline.Compiled compiled = null;
            for (int bits : WEIGHT_BITS) {
                Integers integers = Integers.of(simple, calibration, settings.withBits(bits, ACTIVATION_BITS));
                Pipeline.Compiled next = compiled == null
                        ? Pipeline.compile(integers.program(), accelerator)
                        : Pipeline.compileAlike(integers.program(), compiled);
                points.add(new Point(bits, integers.score(Pipeline.directSimulators(next), test, progress)));
                compiled = compiled == null ? next : compiled;
            }
            List<Accuracy.Point> plotted = points.stream()
                    .sorted(Comparator.comparingInt(Point::weightBits))
                    .map(p -> new Accuracy.Point(
                            p.weightBits(),
                            ACTIVATION_BITS,
                            p.score().accuracy(),
                            p.weightBits() == WEIGHT_BITS.getFirst()))
                    .toList();
            Optional<Accuracy.Sweep> sweep =
                    Optional.of(new Accuracy.Sweep(test.size(), real.join().accuracy(), plotted));
            Accuracy accuracy = new Accuracy(
                    Optional.of(real.join().accuracy()),
                    points.getFirst().score().accuracy(),
                    test.size(),
                    sweep);
            return new Demonstration(
                    real.join(), List.copyOf(points), compiled, report(accuracy, compiled, calibrationData.size()));
        }
    }

    /** A quantized network. */
    private record Integers(Graph graph, Program program) {

        static Integers of(Graph simple, Calibration calibration, QuantizationSettings settings) {
            Pipeline.Quantization quantization = Pipeline.quantize(simple, calibration, settings);
            return new Integers(quantization.graph().graph(), Pipeline.lower(quantization.graph()));
        }

        Score score(Supplier<CompiledSimulator> simulators, Dataset test, Progress progress) {
            Samples images = Samples.of(test, graph);
            return Runs.score(Runs.simulated(simulators, images, progress), images)
                    .orElseThrow();
        }
    }

    private static Report report(Accuracy accuracy, Pipeline.Compiled compiled, int calibrationImages) {
        return new SimulationReport(
                        compiled.plan().program().meaning().graph().name(), compiled.plan(), compiled.timeline())
                .report(
                        Optional.of(accuracy),
                        List.of(
                                "Activations are calibrated on " + calibrationImages
                                        + " training images, none of which is scored.",
                                "Cycles do not depend on values: one replay of the queues stands for every image."));
    }
}
