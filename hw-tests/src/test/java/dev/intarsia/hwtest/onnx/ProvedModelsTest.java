package dev.intarsia.hwtest.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.engine.EngineKind;
import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.pass.KeptWords;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.pass.ProveRequantizers;
import dev.intarsia.ir.pass.ProvedGraph;
import dev.intarsia.ir.proof.Certificate;
import dev.intarsia.ir.proof.CheckCertificate;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models whose own arithmetic rounds real numbers, ONNX Runtime's and QONNX', are computed in integers by every kind of target: every tensor is
 * the one that the oracle gives with the file's arithmetic.
 */
class ProvedModelsTest {

    private static final Path CORPUS = Path.of(System.getProperty("intarsia.corpus", "../../shared/corpus"));

    @TempDir
    Path folder;

    /** Models of our own. */
    enum Own {
        QLINEAR_CONV,
        QLINEAR_MATMUL,
        QLINEAR_ADD,
        QLINEAR_MUL,
        QLINEAR_CONCAT,
        QLINEAR_LEAKY_RELU,
        QLINEAR_AVERAGE_POOL,
        QLINEAR_GLOBAL_AVERAGE_POOL,
        QDQ_CONV,
        QDQ_GEMM,
        QDQ_MUL,
        QDQ_ADD;

        byte[] file() {
            return RandomModel.of(OnnxRuntimeWordsTest.Kind.valueOf(name()), new Random(31L + ordinal()))
                    .bytes();
        }
    }

    @ParameterizedTest
    @EnumSource
    @RequiresTool("gcc")
    void ownModels(Own kind) {
        check(kind.name(), OnnxReader.read(kind.file(), Path.of("own.onnx")), TargetReader.accelerator("inlay16"));
    }

    @Test
    @RequiresTool("gcc")
    void ownNetworkOfFewBits() {
        QonnxSketch sketch = QonnxSketch.small();
        check("QONNX", OnnxReader.read(sketch.bytes(), Path.of("own.onnx")), TargetReader.accelerator("inlay16"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlperf_tiny_qdq/ad_qdq", "mlperf_tiny_qdq/kws_qdq"})
    @RequiresTool("gcc")
    void quantizedNetworks(String name) {
        check(name, read(name), TargetReader.accelerator("inlay16"));
    }

    /** Their last sums have more than 8 bits, so the accelerator is one of 16; those of kws_w3a3 have 19. */
    @ParameterizedTest
    @CsvSource({"qonnx/TFC_1W1A, true", "qonnx/TFC_2W2A, true", "qonnx/kws_w3a3_mlperf, false"})
    @RequiresTool("gcc")
    void networksOfFewBits(String name, boolean accelerated) throws IOException {
        check(name, read(name), accelerated ? wide() : TargetReader.microcontroller("host"));
        QuantizedGraph graph = new TypedRun(read(name)).program().orElseThrow().meaning();
        ProvedGraph narrow = ProveRequantizers.forTarget(graph, TargetReader.accelerator("inlay16"));
        KeptWords.compare(graph, narrow.graph(), KeptWords.inputs(graph, new Random(5)));
        System.out.println("FIGURE layers of thresholds of " + name + " that have a multiplier and a shift instead: "
                + narrow.certificates().size() + ", channels with certificates: " + certificates(narrow));
    }

    /** How many certificates there are; each was looked through. */
    private static int certificates(ProvedGraph proved) {
        int count = 0;
        for (List<Certificate> layer : proved.certificates().values()) {
            for (Certificate certificate : layer) {
                assertEquals(Optional.empty(), CheckCertificate.complaint(certificate), certificate.text());
                count++;
            }
        }
        return count;
    }

    private Target wide() throws IOException {
        Path file = folder.resolve("wide.accel");
        try (InputStream text = TargetReader.class.getResourceAsStream("inlay16.accel")) {
            String narrow = new String(text.readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(file, narrow.replaceAll("(?m)^activation_bits .*$", "activation_bits 16"));
        }
        return TargetReader.accelerator(file.toString());
    }

    private static ReadModel read(String name) {
        Path file = CORPUS.resolve("models").resolve(name + ".onnx");
        assumeTrue(Files.exists(file), "there is no corpus");
        return OnnxReader.read(file);
    }

    private static void check(String name, ReadModel model, Target accelerator) {
        Program program = new TypedRun(model).program().orElseThrow();
        List<RawTensor> inputs = KeptWords.inputs(program.meaning(), new Random(20261126));
        Map<String, RawTensor> expected = KeptWords.run(program.meaning(), inputs);
        Target microcontroller = TargetReader.microcontroller("cortex-m4");
        compare(name, "c", microcontroller, program, inputs, expected);
        compare(name, accelerator instanceof Accelerator ? "java" : "c", accelerator, program, inputs, expected);
        long real = forms(program);
        assertEquals(0, forms(ProveRequantizers.apply(program, microcontroller)), name + " still has real numbers");
        ProvedGraph proved = ProveRequantizers.forTarget(program.meaning(), accelerator);
        System.out.println("FIGURE layers of " + name + ", that requantize by real numbers, with certificates for an "
                + "accelerator, by lines or thresholds, channels with certificates: "
                + program.kernels().size() + ", " + real + ", "
                + proved.certificates().size() + ", "
                + proved.left().size() + ", "
                + certificates(proved));
    }

    /** How many kernels requantize by a real number. */
    private static long forms(Program program) {
        return program.kernels().stream()
                .filter(kernel -> Walk.accesses(kernel.body()).stream()
                        .filter(Walk.Access::write)
                        .anyMatch(access -> isReal(access.expr())))
                .count();
    }

    private static boolean isReal(Expr value) {
        boolean[] found = {false};
        Walk.expressions(value, e -> found[0] |= e instanceof Expr.Rescale r && r.form() instanceof RealScale);
        return found[0];
    }

    private static void compare(
            String name,
            String engine,
            Target target,
            Program program,
            List<RawTensor> inputs,
            Map<String, RawTensor> expected) {
        EngineKind kind = Engines.named(engine).orElseThrow();
        assertTrue(kind.takes(target));
        Map<String, RawTensor> found = new LinkedHashMap<>();
        try (RunningEngine running = kind.prepare(program, Optional.of(target)).get()) {
            running.run(inputs, found::put);
        }
        // A sum that the target has no words for is gone: its thresholds became its requantizer.
        assertTrue(found.keySet().containsAll(program.meaning().graph().outputs()), name + " on " + engine);
        found.forEach((tensor, words) -> {
            if (expected.containsKey(tensor)) {
                assertEquals(expected.get(tensor), words, name + " on " + engine + ": " + tensor);
            }
        });
    }
}
