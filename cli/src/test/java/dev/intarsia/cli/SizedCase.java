package dev.intarsia.cli;

import dev.intarsia.cli.size.Datapath;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.frontend.data.NpyReader;
import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.QuantizedGraph;
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
import java.util.SequencedMap;

/**
 * A network with labelled data that is sized as a whole: the example, and two of MLPerf Tiny where the corpus is there.
 *
 * @param name for people
 * @param calibration empty for a network of integers
 * @param images how many samples are looked at
 */
public record SizedCase(String name, Path model, Path data, Optional<Path> calibration, int images) {

    /** Whether every count is asked for. */
    public static final boolean FULL = "full".equals(System.getProperty("intarsia.tests"));

    private static final Path EXAMPLE = Path.of(System.getProperty("intarsia.root"), "examples", "fashion");
    private static final Path CORPUS = Path.of(System.getProperty("intarsia.corpus", "../shared/corpus"));
    private static final int PICTURE = 32 * 32;
    private static final int COLOURS = 3;

    /** The example, on some of its images. */
    public static SizedCase example(int images) {
        return new SizedCase(
                "example",
                EXAMPLE.resolve("fashion.inta"),
                EXAMPLE.resolve("test.npz"),
                Optional.of(EXAMPLE.resolve("calibration.npz")),
                images);
    }

    public static boolean isCorpusThere() {
        return Files.isDirectory(CORPUS);
    }

    /** Pictures of CIFAR-10 in ten classes. */
    public static SizedCase pictures(Path folder, int images) throws IOException {
        byte[] bytes = Files.readAllBytes(CORPUS.resolve("data/cifar10/test_exact_250.bin"));
        int record = 1 + COLOURS * PICTURE;
        long[] labels = new long[bytes.length / record];
        long[] words = new long[labels.length * COLOURS * PICTURE];
        for (int n = 0; n < labels.length; n++) {
            labels[n] = bytes[n * record];
            for (int i = 0; i < COLOURS * PICTURE; i++) { // the file has one colour after the other
                int from = n * record + 1 + i % COLOURS * PICTURE + i / COLOURS;
                words[n * COLOURS * PICTURE + i] = Byte.toUnsignedInt(bytes[from]) - 128;
            }
        }
        NumericArray x = NumericArray.ofWords(NumericType.I1, Shape.of(labels.length, 32, 32, COLOURS), words);
        Path data = write(folder.resolve("pictures.npz"), x, labels);
        return new SizedCase("ic", tiny("pretrainedResnet_quant.tflite"), data, Optional.empty(), images);
    }

    /** Spoken words in twelve classes. */
    public static SizedCase keywords(Path folder, int images) throws IOException {
        Path file = CORPUS.resolve("data/kws01/x_int8_49x10.npy");
        NumericArray x = NpyReader.read(file, new ModelNode(file.toString(), ""), new Diagnostics())
                .orElseThrow();
        long[] labels = Files.readAllLines(CORPUS.resolve("data/kws01/labels.csv")).stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.split(",")[1]))
                .toArray();
        Path data = write(folder.resolve("keywords.npz"), x, labels);
        return new SizedCase("kws", tiny("kws_ref_model.tflite"), data, Optional.empty(), images);
    }

    private static Path tiny(String file) {
        return CORPUS.resolve("models/mlperf_tiny").resolve(file);
    }

    private static Path write(Path file, NumericArray x, long[] labels) throws IOException {
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        arrays.put("x", x);
        arrays.put("y", NumericArray.ofWords(NumericType.U1, Shape.of(labels.length), labels));
        return Files.write(file, NpzWriter.npz(arrays));
    }

    /** A command on this network and its data. */
    public CommandRun run(String command, String... more) {
        return CommandRun.of(line(command, more).toArray(String[]::new));
    }

    /** Its words. */
    List<String> line(String command, String... more) {
        List<String> line = new ArrayList<>(List.of(command, model.toString(), "--data", data.toString()));
        calibration.ifPresent(file -> line.addAll(List.of("--calibration", file.toString())));
        line.addAll(List.of("--limit", String.valueOf(images)));
        line.addAll(Arrays.asList(more));
        return line;
    }

    /** The network of integers that {@code size} makes of it where nothing is swept. */
    public QuantizedGraph quantized() {
        ReadModel read = Pipeline.read(model);
        ReadModel integers = read.isTyped()
                ? Pipeline.follow(
                        read,
                        ArithmeticProfile.named(read.engineProfile().orElseThrow())
                                .orElseThrow(),
                        new Diagnostics())
                : read;
        return SizingNetworks.of(
                        integers,
                        dataset(),
                        calibration.map(file -> DatasetReader.read(file, Optional.empty())),
                        data -> data,
                        Quantizers.standard(),
                        QuantizationSettings.int8(),
                        remark -> {})
                .of(new Datapath(List.of()));
    }

    public Dataset dataset() {
        Dataset all = DatasetReader.read(data, Optional.empty());
        return all.range(0, Math.min(images, all.size()));
    }
}
