package dev.intarsia.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Trains the shipped example, writes its files and measures them. Arguments: the folder to write to and, optionally, the number of
 * epochs ({@code 0} measures the files that are there).
 */
public final class TrainFashion {

    private static final int SHIPPED_TEST_IMAGES = 1000;
    private static final int CALIBRATION_IMAGES = 256;

    private TrainFashion() {}

    /** Entry point of {@code bin/train}. Exit status 1 and one line if a file or an argument is not usable. */
    public static void main(String[] arguments) {
        try {
            if (arguments.length < 1 || arguments.length > 2) {
                throw new IllegalArgumentException(
                        "expected FOLDER [EPOCHS], found " + arguments.length + " arguments");
            }
            int epochs = arguments.length == 2
                    ? epochs(arguments[1])
                    : Trainer.shipped().epochs();
            run(Path.of(arguments[0]), epochs);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("train: " + e.getMessage());
            System.exit(1);
        }
    }

    private static int epochs(String argument) {
        if (!argument.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("EPOCHS is a number from 0 to 999, not '" + argument + "'");
        }
        return Integer.parseInt(argument);
    }

    private static void run(Path folder, int epochs) throws IOException {
        Architecture architecture = Architecture.fashion();
        FashionData training = FashionData.training(FashionData.DEBIAN);
        FashionData test = FashionData.test(FashionData.DEBIAN);
        Files.createDirectories(folder);
        if (epochs > 0) {
            try (Network network =
                    Trainer.shipped().withEpochs(epochs).train(architecture, training, System.out::println)) {
                NpzWriter.write(folder.resolve("fashion.npz"), network.export());
            }
            Files.writeString(folder.resolve("fashion.inta"), ModelText.of(architecture));
            NpzWriter.write(folder.resolve("test.npz"), arrays(test.first(SHIPPED_TEST_IMAGES)));
            NpzWriter.write(folder.resolve("calibration.npz"), arrays(training.first(CALIBRATION_IMAGES)));
        }
        measure(folder, architecture, test);
    }

    private static void measure(Path folder, Architecture architecture, FashionData test) throws IOException {
        Map<String, NamedArray> weights = NpzReader.read(folder.resolve("fashion.npz"));
        FashionData shippedTest = data(NpzReader.read(folder.resolve("test.npz")));
        FashionData calibration = data(NpzReader.read(folder.resolve("calibration.npz")));
        System.out.printf("parameters           %,d%n", architecture.parameters());
        System.out.printf("MACs per image       %,d%n", architecture.multiplyAccumulates());
        var plain = new PlainNetwork(architecture, weights);
        report("float32, 10,000", plain.correct(test), test);
        report("float32, shipped", plain.correct(shippedTest), shippedTest);
        Folding folding = Folding.of(architecture, weights);
        report("folded,  10,000", new PlainNetwork(folding.architecture(), folding.weights()).correct(test), test);
        for (var widths : List.of(new FakeQuantization(8, 8), new FakeQuantization(4, 8), new FakeQuantization(4, 4))) {
            report(
                    "≈ w%d a%d,  10,000".formatted(widths.weightBits(), widths.valueBits()),
                    widths.correct(folding, calibration, test),
                    test);
        }
        for (String file : List.of("fashion.npz", "fashion.inta", "test.npz", "calibration.npz")) {
            System.out.println(sha256(folder.resolve(file)) + "  " + file);
        }
    }

    private static void report(String what, int correct, FashionData data) {
        System.out.printf("%-20s %.2f %% (%d of %d)%n", what, 100.0 * correct / data.count(), correct, data.count());
    }

    private static List<NamedArray> arrays(FashionData data) {
        int[] images = {data.count(), FashionData.SIDE, FashionData.SIDE, 1};
        return List.of(
                NamedArray.of("x", images, data.pixels()), NamedArray.of("y", new int[] {data.count()}, data.labels()));
    }

    private static FashionData data(Map<String, NamedArray> arrays) {
        return new FashionData(arrays.get("x").bytes(), arrays.get("y").bytes());
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
