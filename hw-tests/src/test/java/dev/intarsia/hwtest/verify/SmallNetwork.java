package dev.intarsia.hwtest.verify;

import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.GraphPasses;
import dev.intarsia.ir.quantize.ApplyQuantization;
import dev.intarsia.ir.quantize.PostTraining;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.real.RealEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;

/** A network with random weights that has a bit of everything: two convolutions, an addition, pooling, a dense layer, softmax. */
public final class SmallNetwork {

    private static final String TEXT = """
            model small
            weights "small.npz"

            input image: real[1, 7, 6, 3]

            first  = conv2d(image, first.w, first.b, padding: same)
            second = conv2d(first, second.w, second.b, stride: 2)
            third  = depthwise_conv2d(second, third.w, third.b, padding: same)
            sum    = add(second, third)
            pool   = max_pool(sum, kernel: 2, stride: 1)
            flat   = flatten(pool)
            last   = dense(flat, last.w, last.b)
            answer = softmax(last)

            output answer
            """;

    private SmallNetwork() {}

    /** The network in 8 bits. */
    public static QuantizedGraph quantized(Path folder) throws IOException {
        Random random = new Random(7);
        SequencedMap<String, NumericArray> weights = new LinkedHashMap<>();
        weights.put("first.w", reals(random, 5, 3, 3, 3));
        weights.put("first.b", reals(random, 5));
        weights.put("second.w", reals(random, 4, 3, 3, 5));
        weights.put("second.b", reals(random, 4));
        weights.put("third.w", reals(random, 4, 3, 3, 1));
        weights.put("third.b", reals(random, 4));
        weights.put("last.w", reals(random, 3, 8));
        weights.put("last.b", reals(random, 3));
        Path model = folder.resolve("small.inta");
        Files.writeString(model, TEXT);
        Files.write(folder.resolve("small.npz"), NpzWriter.npz(weights));
        Graph simple = GraphPasses.applyAll(ModelReader.read(model).graph());
        List<List<RealTensor>> samples = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            samples.add(List.of(RealTensor.owning(
                    Shape.of(1, 7, 6, 3), reals(random, 1, 7, 6, 3).singles())));
        }
        Diagnostics diagnostics = new Diagnostics();
        QuantizedGraph graph = ApplyQuantization.apply(
                simple,
                new PostTraining()
                        .plan(simple, RealEngine.calibrate(simple, samples), QuantizationSettings.int8(), diagnostics),
                diagnostics);
        diagnostics.stopOnErrors();
        return graph;
    }

    private static NumericArray reals(Random random, int... sizes) {
        Shape shape = Shape.of(sizes);
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return NumericArray.ofSingles(shape, values);
    }
}
