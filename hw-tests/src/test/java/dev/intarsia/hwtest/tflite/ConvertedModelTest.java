package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.model.ModelWriter;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.tflite.LayerKind.Width;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.quantize.QuantizationSettings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An imported network that is written as text and read again is the same network, so it computes the same words. */
class ConvertedModelTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void layers(LayerKind kind) throws IOException {
        if (kind.isImported() && LayerKind.with(Width.INT8).contains(kind)) {
            survives(read(kind.layer(11, QuantizationSettings.int8())));
        }
        if (kind.isImported() && LayerKind.with(Width.FLOAT32).contains(kind)) {
            survives(read(kind.realLayer(11)));
        }
    }

    private static ReadModel read(ReferenceLayer layer) {
        return TfliteReader.read(layer.file(), "layer", "layer.tflite");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mlperf_tiny/kws_ref_model.tflite",
                "mlperf_tiny/pretrainedResnet.tflite",
                "emza/ssd_slim_face_120x160_int8.tflite",
                "coral/mobilenet_v1_0.25_128_quant.tflite",
                "tinyengine/lenet300_mnist_ptq.tflite"
            })
    void networks(String name) throws IOException {
        assumeTrue(CorpusFiles.present(), "the corpus of models is not there");
        survives(TfliteReader.read(CorpusFiles.model(name)));
    }

    private void survives(ReadModel model) throws IOException {
        Path text = folder.resolve("converted.inta");
        if (model.isTyped()) {
            var quantized = ImportedModel.of(model, ArithmeticProfile.TFLM).graph();
            ModelWriter.write(quantized, text);
            ReadModel read = ModelReader.read(text);
            assertEquals("tflm", read.profile().orElseThrow());
            assertSame(quantized.graph(), read.graph());
        } else {
            ModelWriter.write(model.graph(), text);
            assertSame(model.graph(), ModelReader.read(text).graph());
        }
    }

    /** Everything but the places that things come from. */
    private static void assertSame(Graph expected, Graph found) {
        assertEquals(expected.outputs(), found.outputs());
        assertEquals(expected.inputs().size(), found.inputs().size());
        assertEquals(
                expected.inputs().getFirst().type(), found.inputs().getFirst().type());
        assertEquals(expected.nodes().size(), found.nodes().size());
        for (int i = 0; i < expected.nodes().size(); i++) {
            Node node = expected.nodes().get(i);
            Node other = found.nodes().get(i);
            assertEquals(node.name(), other.name());
            assertEquals(node.op(), other.op());
            assertEquals(node.operands(), other.operands());
            assertEquals(node.type(), other.type());
            assertEquals(node.arithmetic(), other.arithmetic());
        }
        for (Constant constant : expected.constants()) {
            assertEquals(
                    constant.value(),
                    found.constant(constant.name()).orElseThrow().value());
        }
    }
}
