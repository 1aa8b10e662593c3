package dev.intarsia.cli.accuracy;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A network of real numbers with labelled samples.
 *
 * @param folds samples to calibrate with and samples to score, which have none in common
 * @param calibration where the first come from, for people
 */
record LabelledModel(String name, ReadModel model, List<Fold> folds, String calibration) {

    /** Samples to calibrate with, and others to score. */
    record Fold(Dataset calibration, Dataset scored) {}

    private static final int CALIBRATION = 256;
    private static final Path FASHION = Path.of("/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz");

    private static Path root() {
        return Path.of(System.getProperty("intarsia.root"));
    }

    private static Path corpus() {
        return Path.of(System.getProperty("intarsia.corpus"));
    }

    /** Whether the models and samples that do not ship are there. */
    static boolean hasCorpus() {
        return Files.isDirectory(corpus().resolve("models"));
    }

    int samples() {
        return folds.stream().mapToInt(fold -> fold.scored().size()).sum();
    }

    /** The shipped example, with all 10,000 test images where Debian's dataset-fashion-mnist is installed. */
    static LabelledModel fashion() {
        Path folder = root().resolve("examples/fashion");
        Path test = Files.exists(FASHION) ? FASHION : folder.resolve("test.npz");
        return new LabelledModel(
                "fashion",
                Pipeline.read(folder.resolve("fashion.inta")),
                List.of(new Fold(read(folder.resolve("calibration.npz")), read(test))),
                "256 training images");
    }

    /** Handwritten digits, 10,000 of them. */
    static LabelledModel mnist() {
        Dataset training = real(read(corpus().resolve("data/mnist/train10k-images-idx3-ubyte.gz")));
        return new LabelledModel(
                "mnist8",
                Pipeline.read(corpus().resolve("models/onnxzoo_mnist8/model.onnx")),
                List.of(new Fold(
                        training.range(0, CALIBRATION),
                        real(read(corpus().resolve("data/mnist/t10k-images-idx3-ubyte.gz"))))),
                "256 training images");
    }

    /** Spoken words, 500 of them: each half is scored after calibration on the other. */
    static LabelledModel keywords() throws IOException {
        return keywords("kws", "mlperf_tiny_onnx/alibaba_kws.onnx");
    }

    /** The same with the network that MLPerf Tiny quantized itself. */
    static LabelledModel referenceKeywords() throws IOException {
        return keywords("kws_ref", "mlperf_tiny/kws_ref_model_float32.tflite");
    }

    private static LabelledModel keywords(String name, String model) throws IOException {
        Path folder = corpus().resolve("data/kws01");
        Dataset words = read(folder.resolve("x_int8_49x10.npy"));
        float[] values = words.samples().singles();
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - 83) * 0.5847029f;
        }
        List<Integer> labels = Files.readAllLines(folder.resolve("labels.csv")).stream()
                .skip(1)
                .map(line -> Integer.parseInt(line.split(",")[1]))
                .toList();
        return halves(
                name,
                corpus().resolve("models").resolve(model),
                new Dataset(
                        NumericArray.ofSingles(words.samples().shape(), values),
                        Optional.of(labels),
                        words.source(),
                        words.source()));
    }

    /** Pictures of CIFAR-10, 250 of them: each half is scored after calibration on the other. */
    static LabelledModel pictures() throws IOException {
        Path file = corpus().resolve("data/cifar10/test_exact_250.bin");
        byte[] bytes = Files.readAllBytes(file);
        int pixels = 32 * 32;
        int count = bytes.length / (1 + 3 * pixels);
        List<Integer> labels = new ArrayList<>();
        float[] values = new float[count * 3 * pixels];
        for (int picture = 0; picture < count; picture++) {
            int first = picture * (1 + 3 * pixels);
            labels.add((int) bytes[first]);
            for (int i = 0; i < 3 * pixels; i++) {
                values[picture * 3 * pixels + i] = Byte.toUnsignedInt(bytes[first + 1 + i % 3 * pixels + i / 3]);
            }
        }
        ModelNode place = new ModelNode(file.toString(), "");
        return halves(
                "ic",
                corpus().resolve("models/mlperf_tiny/pretrainedResnet.tflite"),
                new Dataset(
                        NumericArray.ofSingles(Shape.of(count, 32, 32, 3), values), Optional.of(labels), place, place));
    }

    private static LabelledModel halves(String name, Path model, Dataset all) {
        List<Integer> even =
                IntStream.range(0, all.size()).filter(i -> i % 2 == 0).boxed().toList();
        List<Integer> odd =
                IntStream.range(0, all.size()).filter(i -> i % 2 == 1).boxed().toList();
        return new LabelledModel(
                name,
                Pipeline.read(model),
                List.of(new Fold(all.select(even), all.select(odd)), new Fold(all.select(odd), all.select(even))),
                "the other half of the test samples");
    }

    private static Dataset read(Path file) {
        return DatasetReader.read(file, Optional.empty());
    }

    /** Bytes as real numbers of the same size, for a network that takes those. */
    private static Dataset real(Dataset bytes) {
        float[] values = bytes.samples().singles();
        int[] shape = Arrays.copyOf(
                bytes.samples().shape().sizes().stream().mapToInt(size -> size).toArray(), 4);
        shape[3] = 1;
        return new Dataset(
                NumericArray.ofSingles(Shape.of(shape), values), bytes.labels(), bytes.source(), bytes.labelSource());
    }
}
