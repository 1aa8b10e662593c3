package dev.intarsia.cli.size;

import dev.intarsia.cli.OutputFile;
import dev.intarsia.cli.Samples;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.engine.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs the jobs of a sweep, each once: what is kept in a folder is not run again.
 *
 * @param sweep which widths
 * @param identity everything that a result depends on but the widths of weights and activations: model, data, settings
 * @param kept where results are kept; empty where they are not
 */
public record Sizing(SweepSpec sweep, String identity, Optional<Path> kept) {

    private static final String SPEC = "sweep.txt";

    /**
     * Takes a folder for this sweep: a new one, an empty one, or one that this very sweep began.
     *
     * @throws InvalidInputException when another sweep's results are there
     */
    public void begin() {
        kept.ifPresent(folder -> {
            Path spec = folder.resolve(SPEC);
            try {
                if (Files.exists(spec)) {
                    if (!Files.readString(spec).equals(text())) {
                        throw InvalidInputException.of(
                                new ModelNode(folder.toString(), ""),
                                "this folder has the results of another sweep, model, data or setting",
                                "choose another folder for --resume; nothing here was changed");
                    }
                    return;
                }
            } catch (IOException e) {
                throw InvalidInputException.of(
                        new ModelNode(spec.toString(), ""), "the file cannot be read", "choose another folder");
            }
            write(spec, text());
        });
    }

    private String text() {
        return "intarsia size sweep 1\n" + identity + "\n" + sweep.text() + "\n";
    }

    private static void write(Path file, String text) {
        try (OutputFile files = new OutputFile()) {
            files.write(file, text);
            files.commit();
        }
    }

    /**
     * The result of one quantization: the one that is kept, or a new one.
     *
     * @param program gives the network; asked only if it has to be run
     * @param step is run after each sample; as often, at once, for a result that was kept
     */
    public JobResult run(
            int weights, int activations, Supplier<Program> program, Supplier<Samples> samples, Runnable step) {
        String job = identity + " weights " + weights + " activations " + activations + " " + sweep.text();
        Optional<Path> file = kept.map(folder -> folder.resolve("w" + weights + "a" + activations + ".txt"));
        Optional<JobResult> known = file.filter(Files::isRegularFile).flatMap(path -> read(path, job));
        if (known.isPresent()) {
            for (int i = 0; i < known.get().samples(); i++) {
                step.run();
            }
            return known.get();
        }
        JobResult result = new SizingJob(program.get(), samples.get(), sweep).run(weights, activations, step);
        file.ifPresent(path -> write(path, result.text(job)));
        return result;
    }

    private static Optional<JobResult> read(Path file, String job) {
        try {
            return JobResult.parse(Files.readString(file), job);
        } catch (IOException unreadable) {
            return Optional.empty(); // then it is run again
        }
    }
}
