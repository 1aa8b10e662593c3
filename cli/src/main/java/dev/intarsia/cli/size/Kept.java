package dev.intarsia.cli.size;

import dev.intarsia.cli.OutputFile;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder that keeps results of jobs, each in a file that is called by the digest of its job. */
final class Kept {

    private static final String SPEC = "sweep.txt";

    private final Path folder;

    private Kept(Path folder) {
        this.folder = folder;
    }

    /**
     * Takes a folder for a sweep: a new one, an empty one, or one that this very sweep began.
     *
     * @param sweep everything that results depend on, in one text
     * @throws InvalidInputException when another sweep's results are there
     */
    static Kept in(Path folder, String sweep) {
        Path spec = folder.resolve(SPEC);
        try {
            if (Files.exists(spec)) {
                if (!Files.readString(spec).equals(sweep)) {
                    throw InvalidInputException.of(
                            new ModelNode(folder.toString(), ""),
                            "this folder has the results of another sweep, model, data or setting",
                            "choose another folder for --resume; nothing here was changed");
                }
                return new Kept(folder);
            }
        } catch (IOException e) {
            throw InvalidInputException.of(
                    new ModelNode(spec.toString(), ""), "the file cannot be read", "choose another folder");
        }
        write(spec, sweep);
        return new Kept(folder);
    }

    /** The result of a job, if it is there and whole. */
    Optional<Slice> read(String job, int points, int nodes) {
        try {
            Path file = file(job);
            return Files.isRegularFile(file)
                    ? SliceText.parse(Files.readString(file), job, points, nodes)
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty(); // then it is run again
        }
    }

    void write(String job, Slice result) {
        write(file(job), SliceText.print(result, job));
    }

    private Path file(String job) {
        return folder.resolve(SliceText.digest(job).substring(0, 16) + ".txt");
    }

    private static void write(Path file, String text) {
        try (OutputFile files = new OutputFile()) {
            files.write(file, text);
            files.commit();
        }
    }
}
