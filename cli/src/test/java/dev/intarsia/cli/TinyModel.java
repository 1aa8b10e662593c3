package dev.intarsia.cli;

import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizers;
import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/** A small network with random weights, and data for it, as files of a folder. The labels are what a fixed seed says: nobody knows better. */
final class TinyModel {

    static final int SAMPLES = 24;

    private static final String TEXT = """
            model tiny
            weights "tiny.npz"

            input image: real[1, 6, 6, 1] from u8 scale 1/255

            conv  = conv2d(image, conv.w, conv.b, padding: same)
            act   = relu(conv)
            pool  = max_pool(act, kernel: 2, stride: 2)
            flat  = flatten(pool)
            fc    = dense(flat, fc.w, fc.b)

            output fc
            """;

    private final Path folder;

    TinyModel(Path folder) throws IOException {
        this.folder = folder;
        Random random = new Random(20_260_101);
        SequencedMap<String, NumericArray> weights = new LinkedHashMap<>();
        weights.put("conv.w", reals(random, 4, 3, 3, 1));
        weights.put("conv.b", reals(random, 4));
        weights.put("fc.w", reals(random, 3, 36));
        weights.put("fc.b", reals(random, 3));
        Files.writeString(model(), TEXT);
        Files.write(folder.resolve("tiny.npz"), NpzWriter.npz(weights));
        data("data.npz", random, SAMPLES, 3, 6);
        data("calibration.npz", random, 8, 3, 6);
    }

    Path model() {
        return folder.resolve("tiny.inta");
    }

    String path(String name) {
        return folder.resolve(name).toString();
    }

    /** {@code size} on this network, its data and its calibration. */
    CommandRun size(String... more) {
        List<String> line = new ArrayList<>(List.of(
                "size", model().toString(), "--data", path("data.npz"), "--calibration", path("calibration.npz")));
        line.addAll(Arrays.asList(more));
        return CommandRun.of(line.toArray(String[]::new));
    }

    /** {@code quantize} on this network, its data and its calibration. */
    CommandRun quantize(String output, String... more) {
        List<String> line = new ArrayList<>(List.of(
                "quantize",
                model().toString(),
                "--data",
                path("data.npz"),
                "--calibration",
                path("calibration.npz"),
                "-o",
                path(output)));
        line.addAll(Arrays.asList(more));
        return CommandRun.of(line.toArray(String[]::new));
    }

    /** Another network in this one's place, of the same input; its text from there on. */
    void replace(String layers, SequencedMap<String, NumericArray> weights) throws IOException {
        Files.writeString(model(), TEXT.substring(0, TEXT.indexOf("conv ")) + layers);
        Files.write(folder.resolve("tiny.npz"), NpzWriter.npz(weights));
    }

    Dataset dataset(String name) {
        return DatasetReader.read(Path.of(path(name)), Optional.empty());
    }

    /** The networks that {@code size} makes of this one. */
    SizingNetworks networks() {
        return SizingNetworks.of(
                Pipeline.read(model()),
                dataset("data.npz"),
                Optional.of(dataset("calibration.npz")),
                UnaryOperator.identity(),
                Quantizers.standard(),
                QuantizationSettings.int8(),
                remark -> {});
    }

    /** Random images of {@code side × side} with labels below {@code classes}. */
    String data(String name, Random random, int samples, int classes, int side) throws IOException {
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        long[] pixels = random.longs((long) samples * side * side, 0, 256).toArray();
        arrays.put("x", NumericArray.ofWords(NumericType.U1, Shape.of(samples, side, side, 1), pixels));
        arrays.put(
                "y",
                NumericArray.ofWords(
                        NumericType.U1,
                        Shape.of(samples),
                        random.longs(samples, classes - 3, classes).toArray()));
        Files.write(folder.resolve(name), NpzWriter.npz(arrays));
        return path(name);
    }

    /** Images without labels. */
    void unlabelled(Path file) throws IOException {
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        arrays.put("x", NumericArray.ofWords(NumericType.U1, Shape.of(5, 6, 6, 1), new long[5 * 6 * 6]));
        Files.write(file, NpzWriter.npz(arrays));
    }

    static NumericArray reals(Random random, int... sizes) {
        Shape shape = Shape.of(sizes);
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return NumericArray.ofSingles(shape, values);
    }
}
