package dev.intarsia.training.qat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.intarsia.cli.Intarsia;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Samples;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.finetune.FineTuningTask;
import dev.intarsia.cli.size.CertificateChecker;
import dev.intarsia.cli.size.WidthCertificate;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.layerwise.Batch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training with quantization in the loop: its integers, its gradients, its command. */
class FineTuneTest {

    private static final Path FASHION =
            Path.of(System.getProperty("intarsia.root")).resolve("examples/fashion");
    private static final int COMPARED = 500;

    @TempDir
    private Path folder;

    private static Dataset data(String name) {
        return DatasetReader.read(FASHION.resolve(name), Optional.empty());
    }

    private FineTuningTask task(int weightBits, int activationBits) {
        return task(QuantizationSettings.int8().withBits(weightBits, activationBits));
    }

    private FineTuningTask task(QuantizationSettings settings) {
        Dataset samples = data("calibration.npz");
        Graph simple =
                Pipeline.simplify(Pipeline.read(FASHION.resolve("fashion.inta")).graph());
        Calibration calibration = Pipeline.calibrate(simple, samples.range(0, 64));
        return new FineTuningTask(
                simple,
                calibration,
                settings,
                Pipeline.quantize(simple, calibration, settings).plan(),
                samples.range(0, 224),
                samples.range(224, 256),
                new FineTuningTask.Schedule(1, 16, 0.02, 3, 1),
                settings.accumulator().map(Accumulation::format),
                folder.resolve("checkpoint"));
    }

    @Test
    void theForwardPassGivesTheWordsOfTheSimulator() {
        for (int[] bits : new int[][] {{4, 4}, {2, 8}, {8, 8}}) {
            FineTuningTask task = task(bits[0], bits[1]);
            IntegerNetwork network = IntegerNetwork.of(task, Parameters.of(task.graph(), task.start()));
            Samples samples = Samples.of(data("test.npz"), network.graph().graph());
            long words = Training.compared(
                    network,
                    new Training(task).matrices(),
                    samples,
                    IntStream.range(0, COMPARED).toArray());
            System.out.println("COUNT words of the training's forward pass equal to the simulator's, int" + bits[0]
                    + " weights, int" + bits[1] + " activations, " + COMPARED + " images: " + words);
            assertEquals(0, words % COMPARED);
        }
    }

    @Test
    void tooLittleMemoryIsSaidBeforeAnythingIsBegun() {
        FineTuningTask task = task(8, 8);
        FineTuningTask huge = new FineTuningTask(
                task.graph(),
                task.calibration(),
                task.settings(),
                task.start(),
                task.training(),
                task.validation(),
                new FineTuningTask.Schedule(1, 10_000_000, 0.02, 3, 1),
                task.sums(),
                task.checkpoint());
        String said = assertThrows(InvalidInputException.class, () -> new Training(huge))
                .getMessage();
        assertTrue(said.contains("a step of 10000000 samples needs about"), said);
        assertTrue(said.contains("take a smaller --batch, or give Java more"), said);
        assertTrue(said.contains("calibration.npz"), said);
        assertFalse(Files.exists(task.checkpoint()));
    }

    @Test
    void samplesWithoutLabelsAreRefused() throws IOException {
        Path unlabelled = folder.resolve("unlabelled.npz");
        Files.write(
                unlabelled,
                NpzWriter.npz(new TreeMap<>(Map.of("x", data("calibration.npz").samples()))));
        Run run = run(
                "finetune",
                FASHION.resolve("fashion.inta").toString(),
                "--data",
                unlabelled.toString(),
                "-o",
                folder.resolve("unlabelled.inta").toString());
        assertEquals(1, run.status, run.err);
        assertTrue(run.err.contains("the samples have no labels, and training needs them"), run.err);
        assertTrue(run.err.contains("unlabelled.npz"), run.err);
        assertFalse(Files.exists(folder.resolve("unlabelled.inta")));
        assertFalse(Files.exists(folder.resolve("unlabelled.inta.checkpoint")));
    }

    @Test
    void labelsOutOfRangeAndNumbersThatAreNoneAreRefused() throws IOException {
        NumericArray pixels = data("calibration.npz").samples();
        int count = pixels.shape().size(0);
        byte[] labels = new byte[count];
        labels[7] = 10;
        NumericArray classes = NumericArray.owning(NumericType.U1, Shape.of(count), labels);
        refused(
                "classes",
                Map.of("x", pixels, "y", classes),
                "the label of sample 7 is 10, but the model has 10 classes");
        float[] numbers = new float[pixels.elements()];
        numbers[3 * numbers.length / count] = Float.NaN;
        NumericArray none = NumericArray.ofSingles(pixels.shape(), numbers);
        NumericArray zeros = NumericArray.owning(NumericType.U1, Shape.of(count), new byte[count]);
        refused("none", Map.of("x", none, "y", zeros), "sample 3 holds NaN");
    }

    private void refused(String name, Map<String, NumericArray> data, String said) throws IOException {
        Path samples = folder.resolve(name + ".npz");
        Files.write(samples, NpzWriter.npz(new TreeMap<>(data)));
        Run run = run(
                "finetune",
                FASHION.resolve("fashion.inta").toString(),
                "--data",
                samples.toString(),
                "-o",
                folder.resolve(name + ".inta").toString());
        assertEquals(1, run.status, run.err);
        assertTrue(run.err.contains(name + ".npz") && run.err.contains(said), run.err);
        assertFalse(Files.exists(folder.resolve(name + ".inta")));
        assertFalse(Files.exists(folder.resolve(name + ".inta.checkpoint")));
    }

    /** With words so fine that the loss is as good as smooth, straight-through gradients are those of the loss. */
    @Test
    void gradientsAreThoseOfTheLoss() {
        FineTuningTask task = task(16, 16);
        Training training = new Training(task);
        Parameters parameters = Parameters.of(task.graph(), task.start());
        int[] chosen = IntStream.range(0, 16).toArray();
        loss(task, training, parameters, chosen, true);
        for (Parameters.Sum sum : parameters.sums().values()) {
            Parameter weights = parameters.get(sum.weights());
            double[] gradient = weights.gradient.clone();
            Parameter bias = parameters.get(sum.bias().orElseThrow());
            int steepest = IntStream.range(0, gradient.length)
                    .filter(i -> !isAlmostClipped(weights.values, bias.values.length, i))
                    .boxed()
                    .max(Comparator.comparingDouble(i -> Math.abs(gradient[i])))
                    .orElseThrow();
            assertSlope(task, training, parameters, chosen, weights, steepest, gradient[steepest], sum.weights());
            double[] slopes = bias.gradient.clone();
            int steep = IntStream.range(0, slopes.length)
                    .boxed()
                    .max(Comparator.comparingDouble(i -> Math.abs(slopes[i])))
                    .orElseThrow();
            assertSlope(
                    task,
                    training,
                    parameters,
                    chosen,
                    bias,
                    steep,
                    slopes[steep],
                    sum.bias().get());
        }
    }

    /** Whether a weight is so near to its channel's greatest, where words end, that a difference of the loss on both sides is not a slope. */
    private static boolean isAlmostClipped(double[] weights, int channels, int index) {
        int length = weights.length / channels;
        int from = index / length * length;
        double greatest =
                Arrays.stream(weights, from, from + length).map(Math::abs).max().orElseThrow();
        return Math.abs(weights[index]) > 0.9 * greatest;
    }

    private static void assertSlope(
            FineTuningTask task,
            Training training,
            Parameters parameters,
            int[] chosen,
            Parameter parameter,
            int index,
            double gradient,
            String name) {
        double value = parameter.values[index];
        double by = 0.002;
        parameter.values[index] = value + by;
        double up = loss(task, training, parameters, chosen, false);
        parameter.values[index] = value - by;
        double down = loss(task, training, parameters, chosen, false);
        parameter.values[index] = value;
        double measured = (up - down) / (2 * by);
        assertEquals(gradient, measured, 0.1 * Math.abs(gradient) + 0.002, name + "[" + index + "]");
    }

    private static double loss(
            FineTuningTask task, Training training, Parameters parameters, int[] chosen, boolean back) {
        IntegerNetwork network = IntegerNetwork.of(task, parameters);
        Samples samples = Samples.of(task.training(), network.graph().graph());
        List<RawTensor> inputs =
                IntStream.of(chosen).mapToObj(i -> samples.words(i).getFirst()).toList();
        try (NDManager manager = NDManager.newBaseManager()) {
            ForwardPass forward = ForwardPass.of(network, training.matrices(), Batch.of(inputs), manager);
            String logits = Differentiable.logits(network.graph());
            Quantized element = network.graph().graph().type(logits).quantized();
            double[] real = ForwardPass.real(forward.words(logits), element);
            float[] gradient = new float[real.length];
            double[] wanted = new RealAnswers(task.graph(), task.training()).of(chosen);
            double loss = CrossEntropy.of(real, wanted, chosen.length, gradient);
            if (back) {
                BackwardPass.run(network, parameters, training.matrices(), forward, logits, gradient);
            }
            return loss;
        }
    }

    private record Run(int status, String out, String err) {}

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Intarsia.run(
                new Streams(new PrintWriter(out), new PrintWriter(err), false, System::nanoTime), arguments);
        return new Run(status, out.toString(), err.toString());
    }

    private String[] command(String output, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "finetune",
                FASHION.resolve("fashion.inta").toString(),
                "--data",
                FASHION.resolve("calibration.npz").toString(),
                "--batch",
                "8",
                "-o",
                folder.resolve(output).toString()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private byte[] bytes(String output) throws IOException {
        return Files.readAllBytes(folder.resolve(output));
    }

    @Test
    void sumsThatAreToFitAreProvedToFitAfterTraining() {
        Run run = run(command(
                "fit.inta", "--weights", "int4", "--accumulator", "int12", "--fit-accumulator", "--epochs", "1"));
        assertEquals(0, run.status, run.err);
        QuantizedGraph graph =
                Pipeline.read(folder.resolve("fit.inta")).quantized().orElseThrow();
        WidthCertificate certificate = WidthCertificate.of(graph);
        assertEquals(List.of(), CertificateChecker.check(certificate, graph));
        certificate.layers().forEach(layer -> assertTrue(layer.bits() <= 12, layer.name()));
    }

    /** Killed for good at three moments that a fixed seed draws, and begun again each time. */
    @Test
    void aKilledTrainingEndsWithTheSameBytes() throws IOException, InterruptedException {
        String[] options = {"--weights", "int4", "--activations", "int4", "--epochs", "3"};
        assertEquals(0, run(command("whole.inta", options)).status);
        Random moments = new Random(20_260_708);
        int killed = 0;
        for (int i = 0; i < 3; i++) {
            Process process = new ProcessBuilder(java(command("killed.inta", options)))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            Path checkpoint = folder.resolve("killed.inta.checkpoint");
            long before = Files.exists(checkpoint)
                    ? Files.getLastModifiedTime(checkpoint).toMillis()
                    : 0;
            while (process.isAlive()
                    && !(Files.exists(checkpoint)
                            && Files.getLastModifiedTime(checkpoint).toMillis() > before)) {
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
            process.waitFor(moments.nextInt(400), TimeUnit.MILLISECONDS);
            killed += process.isAlive() ? 1 : 0;
            process.destroyForcibly().waitFor();
            if (i == 0) {
                assertFalse(Files.exists(folder.resolve("killed.inta")), Files.readString(folder.resolve("log")));
            }
        }
        Run last = run(command("killed.inta", options));
        assertEquals(0, last.status, last.err);
        assertTrue(killed > 0, "nothing was killed");
        assertArrayEquals(bytes("whole.npz"), bytes("killed.npz"));
        assertEquals(
                Files.readString(folder.resolve("whole.inta")).replace("whole.npz", ""),
                Files.readString(folder.resolve("killed.inta")).replace("killed.npz", ""));
        assertFalse(Files.exists(folder.resolve("killed.inta.checkpoint")));
        System.out.println("COUNT trainings killed before they ended the same: " + killed);
    }

    private static List<String> java(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.intarsia.cli.Main"));
        line.addAll(Arrays.asList(arguments));
        return line;
    }

    @Test
    void aCheckpointOfAnotherTrainingIsRefused() throws IOException {
        Files.write(folder.resolve("other.inta.checkpoint"), Files.readAllBytes(FASHION.resolve("calibration.npz")));
        Run run = run(command("other.inta", "--weights", "int4", "--epochs", "1"));
        assertEquals(1, run.status);
        assertTrue(run.err.contains("this is the checkpoint of another training"), run.err);
        assertFalse(Files.exists(folder.resolve("other.inta")));
    }

    @Test
    void badInputIsRefusedWithItsPlace() throws IOException {
        Path model = folder.resolve("logistic.inta");
        Files.writeString(
                model,
                Files.readString(FASHION.resolve("fashion.inta"))
                        .replace("fashion.npz", FASHION.resolve("fashion.npz").toString())
                        .replace("a5    = relu(bn5)", "a5    = logistic(bn5)"));
        Run logistic = run(
                "finetune",
                model.toString(),
                "--data",
                FASHION.resolve("calibration.npz").toString(),
                "-o",
                folder.resolve("x.inta").toString());
        assertEquals(1, logistic.status, logistic.err);
        assertTrue(logistic.err.contains("finetune has no gradient for logistic"), logistic.err);
        Run few = run(command("x.inta", "--limit", "5"));
        assertEquals(1, few.status);
        assertTrue(few.err.contains("less than one step of 8"), few.err);
        Run huge = run(command("x.inta", "--rate", "2"));
        assertEquals(2, huge.status, huge.err);
        assertTrue(huge.err.contains("--rate"), huge.err);
        assertEquals(2, run(command("x.inta", "--weights", "int1")).status);
        assertFalse(Files.exists(folder.resolve("x.inta")));
    }
}
