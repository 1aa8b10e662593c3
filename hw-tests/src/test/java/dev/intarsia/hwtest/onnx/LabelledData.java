package dev.intarsia.hwtest.onnx;

import dev.intarsia.frontend.data.NpyReader;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.zip.GZIPInputStream;

/**
 * Samples with their labels, made into the numbers that a network was trained on.
 *
 * @param shape of one sample
 * @param bytes all samples, one byte an element
 * @param number what a byte stands for
 */
public record LabelledData(Shape shape, byte[] bytes, int[] labels, IntToDoubleFunction number) {

    private static final int IDX_IMAGES = 16;
    private static final int IDX_LABELS = 8;

    public static LabelledData named(Path folder, String name) throws IOException {
        return switch (name) {
            case "kws" ->
                features(folder.resolve("kws01"), "x_int8_49x10.npy", word -> (float) (word - 83) * 0.5847029f);
            case "kws_w3a3" -> features(folder.resolve("kws_w3a3"), "x_int8_490.npy", word -> word * 0.33674246f);
            case "cifar10" -> pictures(folder.resolve("cifar10/test_exact_250.bin"));
            case "mnist" -> digits(folder.resolve("mnist"), word -> (word & 0xFF) / 255f);
            case "mnist255" -> digits(folder.resolve("mnist"), word -> word & 0xFF);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static LabelledData features(Path folder, String file, IntToDoubleFunction number) throws IOException {
        Diagnostics diagnostics = new Diagnostics();
        NumericArray array = NpyReader.read(folder.resolve(file), new ModelNode(file, ""), diagnostics)
                .orElseThrow();
        List<String> rows = Files.readAllLines(folder.resolve("labels.csv"));
        int[] labels = rows.stream()
                .map(row -> row.split(",")[row.split(",").length - 1].strip())
                .filter(label -> label.matches("[0-9]+"))
                .mapToInt(Integer::parseInt)
                .toArray();
        return new LabelledData(array.shape().withoutFirst(), array.toBytes(), labels, number);
    }

    /** Records of a label and an image, one colour after the other. */
    private static LabelledData pictures(Path file) throws IOException {
        byte[] records = Files.readAllBytes(file);
        Shape shape = Shape.of(3, 32, 32);
        int[] labels = new int[records.length / (1 + shape.elements())];
        byte[] images = new byte[labels.length * shape.elements()];
        for (int i = 0; i < labels.length; i++) {
            int record = i * (1 + shape.elements());
            labels[i] = records[record];
            System.arraycopy(records, record + 1, images, i * shape.elements(), shape.elements());
        }
        return new LabelledData(shape, images, labels, word -> word & 0xFF);
    }

    private static LabelledData digits(Path folder, IntToDoubleFunction number) throws IOException {
        byte[] images = unpacked(folder.resolve("t10k-images-idx3-ubyte.gz"), IDX_IMAGES);
        byte[] stored = unpacked(folder.resolve("t10k-labels-idx1-ubyte.gz"), IDX_LABELS);
        int[] labels = new int[stored.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = stored[i];
        }
        return new LabelledData(Shape.of(28, 28), images, labels, number);
    }

    private static byte[] unpacked(Path file, int header) throws IOException {
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            stream.skipNBytes(header);
            return stream.readAllBytes();
        }
    }

    public int size() {
        return labels.length;
    }

    public int label(int sample) {
        return labels[sample];
    }

    public float[] values(int sample) {
        float[] values = new float[shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) number.applyAsDouble(bytes[sample * values.length + i]);
        }
        return values;
    }

    /** The place of the greatest element. */
    public static int greatest(RealTensor scores) {
        int best = 0;
        for (int i = 1; i < scores.shape().elements(); i++) {
            best = scores.at(i) > scores.at(best) ? i : best;
        }
        return best;
    }
}
