package dev.intarsia.hwtest.engine;

import dev.intarsia.frontend.data.NpzReader;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.GraphPasses;
import dev.intarsia.ir.quantize.ApplyQuantization;
import dev.intarsia.ir.quantize.InputConversion;
import dev.intarsia.ir.quantize.PostTraining;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.simulator.real.RealEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The example that ships. */
record FashionExample(Path folder, Graph graph, List<List<RealTensor>> calibration) {

    private static final IntFormat U8 = new IntFormat(false, 8);
    private static final int CALIBRATION_IMAGES = 64;

    static FashionExample read() {
        Path folder = Path.of(System.getProperty("intarsia.root"), "examples", "fashion");
        Graph graph = GraphPasses.applyAll(
                ModelReader.read(folder.resolve("fashion.inta")).graph());
        Input input = graph.inputs().getFirst();
        List<List<RealTensor>> calibration = new ArrayList<>();
        for (RawTensor image : images(folder.resolve("calibration.npz"), input, CALIBRATION_IMAGES)) {
            RawTensor batch = image.reshaped(input.type().shape());
            calibration.add(
                    List.of(InputConversion.real(batch, input.preprocessing().orElseThrow())));
        }
        return new FashionExample(folder, graph, calibration);
    }

    /** Quantized with so many bits for weights and 8 for activations. */
    QuantizedGraph quantized(int weightBits) {
        return quantized(QuantizationSettings.int8().withBits(weightBits, 8));
    }

    QuantizedGraph quantized(QuantizationSettings settings) {
        Diagnostics diagnostics = new Diagnostics();
        QuantizedGraph quantized = ApplyQuantization.apply(
                graph,
                new PostTraining().plan(graph, RealEngine.calibrate(graph, calibration), settings, diagnostics),
                diagnostics);
        diagnostics.stopOnErrors();
        return quantized;
    }

    /** The first of the images for tests. */
    List<RawTensor> images(int count) {
        return images(folder.resolve("test.npz"), graph.inputs().getFirst(), count);
    }

    private static List<RawTensor> images(Path file, Input input, int count) {
        Diagnostics diagnostics = new Diagnostics();
        NumericArray all = NpzReader.read(file, diagnostics).orElseThrow().get("x");
        List<RawTensor> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            images.add(RawTensor.of(
                    U8, input.type().shape().withoutFirst(), all.at(i).words()));
        }
        return images;
    }
}
