package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.backend.hls.HlsProject;
import dev.intarsia.frontend.onnx.OnnxBindings;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.c.HostHls;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.onnx.LabelledData;
import dev.intarsia.hwtest.onnx.TypedRun;
import dev.intarsia.hwtest.tool.ToolRun;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.quantize.TensorQuantization;
import dev.intarsia.ir.stream.FoldingPlan;
import dev.intarsia.ir.stream.PlanFoldings;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.oracle.Oracle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real networks on real inputs as C++ for synthesis: every tensor is the oracle's, the streams do not stall at the planned depths, and cycles are the
 * planned ones. {@code -Dintarsia.tests=full} runs it; all but the example are read from the corpus, where it is.
 */
class HlsModelsTest {

    private static final Path CORPUS = Path.of(System.getProperty("intarsia.root"))
            .resolve(System.getProperty("intarsia.corpus", "../shared/corpus"));
    private static final List<String> COMPILER = List.of("g++", "-std=c++14", "-O1", "-Wall", "-Wextra", "-Werror");
    private static final int FRAMES = 5;
    private static final int BINS = 128;

    /** A network and its inputs by their number. */
    private record Case(Program program, IntFunction<List<RawTensor>> inputs) {

        /** A network of one input that takes words. */
        static Case of(Program program, IntFunction<long[]> words) {
            Input input = program.meaning().graph().inputs().getFirst();
            return new Case(
                    program,
                    i -> List.of(RawTensor.owning(
                            input.type().quantized().format(),
                            input.type().shape().withoutFirst(),
                            words.apply(i))));
        }
    }

    private static Program tflite(String file) {
        return Lower.lower(FollowTypes.apply(
                TfliteReader.read(CORPUS.resolve("models/mlperf_tiny").resolve(file))
                        .graph(),
                ArithmeticProfile.TFLM,
                new Diagnostics()));
    }

    private static Case named(String name) throws IOException {
        return switch (name) {
            case "fashion" -> {
                FashionExample example = FashionExample.read();
                List<RawTensor> images = example.images(100);
                yield new Case(Lower.lower(example.quantized(8)), i -> List.of(images.get(i)));
            }
            case "kws" -> {
                LabelledData data = LabelledData.named(CORPUS.resolve("data"), "kws");
                int size = data.shape().elements();
                yield Case.of(tflite("kws_ref_model.tflite"), i -> {
                    long[] words = new long[size];
                    for (int k = 0; k < size; k++) {
                        words[k] = data.bytes()[i * size + k];
                    }
                    return words;
                });
            }
            case "ic" -> {
                LabelledData data = LabelledData.named(CORPUS.resolve("data"), "cifar10");
                int pixels = data.shape().elements() / 3;
                yield Case.of(tflite("pretrainedResnet_quant.tflite"), i -> {
                    long[] words = new long[3 * pixels];
                    for (int k = 0; k < words.length; k++) {
                        words[k] = (data.bytes()[(i * 3 + k % 3) * pixels + k / 3] & 0xFF) - 128;
                    }
                    return words;
                });
            }
            case "ad" -> {
                ByteBuffer sound = ByteBuffer.wrap(
                                Files.readAllBytes(CORPUS.resolve("data/ad01/normal_id_01_00000000_hist_librosa.bin")))
                        .order(ByteOrder.LITTLE_ENDIAN);
                Program program = tflite("ad01_int8.tflite");
                Input input = program.meaning().graph().inputs().getFirst();
                yield Case.of(program, i -> {
                    float[] window = new float[FRAMES * BINS];
                    for (int k = 0; k < window.length; k++) {
                        window[k] = sound.getFloat(Float.BYTES * (i * BINS + k));
                    }
                    return TensorQuantization.quantize(
                                    RealTensor.of(Shape.of(window.length), window),
                                    input.type().quantized())
                            .toArray();
                });
            }
            default -> {
                var model = OnnxReader.read(CORPUS.resolve("models/qonnx").resolve(name + ".onnx"), OnnxBindings.NONE)
                        .model();
                TypedRun run = new TypedRun(model);
                Input input = model.graph().inputs().getFirst();
                LabelledData data =
                        LabelledData.named(CORPUS.resolve("data"), name.startsWith("TFC") ? "mnist" : "kws_w3a3");
                yield new Case(
                        run.program().orElseThrow(),
                        i -> run.words(Map.of(
                                input.name(), RealTensor.owning(input.type().shape(), data.values(i)))));
            }
        };
    }

    private static Map<String, RawTensor> words(Program program, List<RawTensor> inputs) {
        Map<String, RawTensor> words = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            words.put(program.meaning().graph().inputs().get(i).name(), inputs.get(i));
        }
        new Oracle().run(program, inputs, words::put);
        return words;
    }

    @ParameterizedTest
    @CsvSource({
        "fashion, 100, true",
        "TFC_2W2A, 100, false",
        "TFC_1W1A, 100, false",
        "kws_w3a3_mlperf, 100, true",
        "ad, 100, true",
        "kws, 100, true",
        "ic, 20, true"
    })
    @RequiresTool("g++")
    void everyTensorIsTheOracles(String name, int count, boolean multiplies) throws IOException {
        assumeTrue(Full.asked(), "-Dintarsia.tests=full runs it");
        assumeTrue(name.equals("fashion") || Files.isDirectory(CORPUS), "there is no corpus");
        Case c = named(name);
        FoldingPlan plan = PlanFoldings.plan(c.program(), TargetReader.fpga("vitis"));
        long printing = System.nanoTime();
        HlsProject project = HlsBackend.generate(plan, HlsModelsTest::words);
        printing = System.nanoTime() - printing;
        multiplications(project, multiplies);
        TokenSimulationTest.check(plan);
        long compiling = System.nanoTime();
        long compared = 0;
        try (HostHls hls = new HostHls(project, COMPILER)) {
            compiling = System.nanoTime() - compiling;
            for (int i = 0; i < count; i++) {
                List<RawTensor> inputs = c.inputs().apply(i);
                Map<String, RawTensor> expected = words(c.program(), inputs);
                int[] shown = {0, 0};
                hls.run(inputs, (tensor, found) -> {
                    Agreement.equal(name, tensor, expected.get(tensor), found);
                    shown[0]++;
                    shown[1] += found.shape().elements();
                });
                assertEquals(c.program().kernels().size(), shown[0], "every layer is shown");
                compared += shown[1];
            }
            hls.compile(COMPILER, "bounded", "-DINTARSIA_BOUNDED");
            ToolRun run = hls.command(List.of("./bounded"));
            assertTrue(run.succeeded(), run.output());
        }
        System.out.println(
                "COUNT inputs of " + name + " of which every tensor is equal on the oracle and in C++ for synthesis: "
                        + count + " (" + compared + " words)");
        System.out.println("FIGURE " + name + ": trip-count interval "
                + plan.times().interval() + " of at least "
                + plan.design().mostTrips() + ", first inference "
                + plan.times().latency()
                + "; project with its golden words in " + printing / 1_000_000 + " ms, C simulation compiled in "
                + compiling / 1_000_000 + " ms");
        plan.text()
                .lines()
                .filter(line -> line.contains("accumulators of all layers"))
                .forEach(line -> System.out.println("FIGURE " + name + ": " + line.substring(2)));
    }

    /** Layers of binary and ternary weights have none; the others must have some, or the search for them finds nothing. */
    private static void multiplications(HlsProject project, boolean expected) {
        String source = new String(project.files().get(project.prefix() + ".cpp"), StandardCharsets.UTF_8);
        boolean found = source.lines()
                .filter(line -> line.contains(" += "))
                .map(line -> line.replaceAll("\\[[^\\]]*\\]", ""))
                .anyMatch(line -> line.contains(" * "));
        if (expected) {
            assertTrue(found, "no multiplication was found");
        } else {
            assertFalse(found, "weights of two levels are multiplied with");
        }
    }
}
