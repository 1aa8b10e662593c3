package dev.intarsia.hwtest.tflite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The corpus of real models and data, which is not part of the project: tests use it where it is there. */
public final class CorpusFiles {

    private static final Path FOLDER = Path.of(System.getProperty("intarsia.corpus", "../shared/corpus"));

    private CorpusFiles() {}

    public static boolean present() {
        return Files.isDirectory(FOLDER);
    }

    public static Path model(String name) {
        return FOLDER.resolve("models").resolve(name);
    }

    /** What engines gave for a model. */
    static Path golden(String model, String array) {
        return FOLDER.resolve("golden").resolve(model.replace("/", "__")).resolve(array + ".npy");
    }

    static Path data(String name) {
        return FOLDER.resolve("data").resolve(name);
    }

    static byte[] bytes(Path file) throws IOException {
        return Files.readAllBytes(file);
    }
}
