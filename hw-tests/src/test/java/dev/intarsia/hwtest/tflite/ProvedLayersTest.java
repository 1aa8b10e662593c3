package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.hwtest.pass.KeptWords;
import dev.intarsia.ir.arithmetic.AddForm;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.MeanForm;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.arithmetic.TableForm;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.pass.ProveRequantizers;
import dev.intarsia.ir.pass.ProvedGraph;
import dev.intarsia.ir.proof.CheckCertificate;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real networks with the float32 requantizers of XNNPACK give the same words in integers alone. */
class ProvedLayersTest {

    private static final List<Requantizer> INTEGERS = List.of(
            MultiplyShift.SINGLE,
            new MultiplyShift(32, false, Rounding.HALF_AWAY),
            new MultiplyShift(32, false, Rounding.HALF_EVEN),
            MultiplyShift.TFLM);

    /** XNNPACK's requantizer, with a softmax of integers. */
    private static final ArithmeticProfile FLOAT32 = new ArithmeticProfile(
            "xnnpack",
            RealScale.R3,
            RealScale.R3,
            AddForm.RESCALE_EACH,
            Rounding.HALF_AWAY,
            MeanForm.SCALE,
            SoftmaxForm.FIXED_POINT,
            TableForm.FLOAT);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlperf_tiny/kws_ref_model.tflite",
                "mlperf_tiny/vww_96_int8.tflite",
                "mlperf_tiny/ad01_int8.tflite",
                "tflm/person_detect.tflite"
            })
    void inIntegersAlone(String name) {
        assumeTrue(CorpusFiles.present(), "the corpus of models is not there");
        QuantizedGraph real = ImportedModel.of(CorpusFiles.model(name), FLOAT32).graph();
        ProvedGraph proved = ProveRequantizers.apply(real, INTEGERS);
        proved.certificates()
                .values()
                .forEach(certificates -> certificates.forEach(
                        c -> assertEquals(Optional.empty(), CheckCertificate.complaint(c), c.text())));
        List<RawTensor> inputs = KeptWords.inputs(real, new Random(20261127));
        Map<String, RawTensor> expected = KeptWords.run(real, inputs);
        Map<String, RawTensor> found = new HashMap<>();
        new Oracle().run(proved.program(), inputs, found::put);
        expected.forEach((tensor, words) -> assertEquals(words, found.get(tensor), tensor));
        List<Kernel> kernels = proved.program().kernels();
        System.out.println("FIGURE layers of " + name
                + " under XNNPACK's requantizer with an integer one, by a line, by thresholds, as they were: "
                + proved.certificates().size() + ", " + count(kernels, "line.m") + ", " + count(kernels, "thresholds")
                + ", "
                + proved.left().stream().filter(l -> l.steps().isEmpty()).count());
    }

    private static long count(List<Kernel> kernels, String parameter) {
        return kernels.stream()
                .filter(k ->
                        k.parameters().stream().anyMatch(p -> p.buffer().name().equals(parameter)))
                .count();
    }
}
