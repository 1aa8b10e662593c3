package dev.intarsia.hwtest.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.model.ModelWriter;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.pass.KeptWords;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.real.RealEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model of another tool that is written as text and read again is the same network: the same nodes with the same arithmetic, and when both are
 * run, the same words of every tensor, or the same real numbers. Networks of many products are run with {@code -Dintarsia.tests=full}.
 */
class ConvertedModelsTest {

    private static final Path MODELS = Path.of(System.getProperty("intarsia.corpus", "../../shared/corpus"))
            .resolve("models");
    private static final boolean FULL =
            System.getProperty("intarsia.tests", "quick").equals("full");

    /** More weights than these are not run in an ordinary test. */
    private static final int MANY = 30_000;

    @TempDir
    Path folder;

    private int integers;
    private int real;
    private int run;
    private long tensors;

    @Test
    void ownModels() throws IOException {
        for (Map.Entry<String, byte[]> model : SeedModels.all().entrySet()) {
            survives(model.getKey(), OnnxReader.read(model.getValue(), Path.of(model.getKey() + ".onnx")));
        }
        survives("QONNX", OnnxReader.read(QonnxSketch.small().bytes(), Path.of("qonnx.onnx")));
        assertTrue(integers >= 15, integers + " models of integers");
        report("own");
    }

    @Test
    void everyModelOfTheCorpus() throws IOException {
        assumeTrue(Files.isDirectory(MODELS), "there is no corpus");
        List<Path> files;
        try (Stream<Path> all = Files.walk(MODELS)) {
            files = all.filter(
                            f -> f.toString().endsWith(".onnx") || f.toString().endsWith(".tflite"))
                    .sorted()
                    .toList();
        }
        List<String> refused = new ArrayList<>();
        for (Path file : files) {
            try {
                survives(
                        file.toString(),
                        file.toString().endsWith(".onnx") ? OnnxReader.read(file) : TfliteReader.read(file));
            } catch (InvalidInputException e) {
                refused.add(file.getFileName().toString());
            }
        }
        report("corpus");
        System.out.println("FIGURE models of the corpus that are refused: " + refused.size() + " of " + files.size()
                + " " + refused);
        assertEquals(files.size(), integers + real + refused.size());
        assertTrue(integers + real >= 25, integers + " and " + real);
    }

    private void report(String which) {
        System.out.println("COUNT " + which + " models written as text and read again: " + integers + " of integers, "
                + real + " of real numbers; " + run + " of them run, " + tensors + " tensors equal");
    }

    private void survives(String name, ReadModel model) throws IOException {
        Path text = folder.resolve("converted.inta");
        if (model.isTyped()) {
            ArithmeticProfile profile =
                    ArithmeticProfile.named(model.engineProfile().orElseThrow()).orElseThrow();
            QuantizedGraph graph = FollowTypes.apply(model.graph(), profile, new Diagnostics());
            ModelWriter.write(graph, text);
            QuantizedGraph read = ModelReader.read(text).quantized().orElseThrow();
            assertEquals(graph.profile(), read.profile());
            assertSame(name, graph.graph(), read.graph());
            integers++;
            if (isRun(graph.graph())) {
                List<RawTensor> inputs = KeptWords.inputs(graph, new Random(3));
                Map<String, RawTensor> expected = KeptWords.run(graph, inputs);
                assertEquals(expected, KeptWords.run(read, inputs), name);
                tensors += expected.size();
                run++;
            }
        } else {
            ModelWriter.write(model.graph(), text);
            Graph read = ModelReader.read(text).graph();
            assertSame(name, model.graph(), read);
            real++;
            if (isRun(model.graph())) {
                List<RealTensor> inputs = numbers(model.graph());
                Map<String, RealTensor> expected = RealEngine.run(model.graph(), inputs);
                assertEquals(expected, RealEngine.run(read, inputs), name);
                tensors += expected.size();
                run++;
            }
        }
    }

    private static boolean isRun(Graph graph) {
        long weights = graph.constants().stream()
                .mapToLong(c -> c.type().shape().elements())
                .sum();
        return FULL || weights <= MANY;
    }

    private static List<RealTensor> numbers(Graph graph) {
        Random random = new Random(4);
        List<RealTensor> inputs = new ArrayList<>();
        for (Input input : graph.inputs()) {
            Shape shape = input.type().shape();
            float[] values = new float[shape.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            inputs.add(RealTensor.owning(shape, values));
        }
        return inputs;
    }

    /** Everything but the places that things come from. */
    private static void assertSame(String name, Graph expected, Graph found) {
        assertEquals(expected.outputs(), found.outputs(), name);
        assertEquals(
                expected.inputs().stream().map(Input::type).toList(),
                found.inputs().stream().map(Input::type).toList(),
                name);
        assertEquals(expected.nodes().size(), found.nodes().size(), name);
        for (int i = 0; i < expected.nodes().size(); i++) {
            Node node = expected.nodes().get(i);
            Node other = found.nodes().get(i);
            assertEquals(node.name(), other.name(), name);
            assertEquals(node.op(), other.op(), name);
            assertEquals(node.operands(), other.operands(), name);
            assertEquals(node.type(), other.type(), name);
            assertEquals(node.arithmetic(), other.arithmetic(), name);
        }
        for (Constant constant : expected.constants()) {
            assertEquals(
                    constant.value(),
                    found.constant(constant.name()).orElseThrow().value(),
                    name);
        }
    }
}
