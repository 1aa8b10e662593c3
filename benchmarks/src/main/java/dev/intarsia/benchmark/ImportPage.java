package dev.intarsia.benchmark;

import dev.intarsia.ir.diagnostic.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Measures how long each TensorFlow Lite and ONNX file of the corpus takes to be read, and writes {@code docs/import-speed.md}. Run from the root of the
 * checkout.
 */
public final class ImportPage {

    private static final Path PAGE = Path.of("docs", "import-speed.md");
    private static final int PROCESSES = 3;
    private static final int MODELS = 10;

    private ImportPage() {}

    /**
     * What one file takes.
     *
     * @param warm milliseconds, code warm
     * @param processes seconds of whole processes, the shortest first
     */
    private record Row(String model, long bytes, double warm, List<Double> processes) {}

    public static void main(String[] arguments) throws RunnerException, IOException, InterruptedException {
        Path folder = ResNet.CORPUS.resolve("models");
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        List<String> models = models(folder);
        Map<String, Double> warm = new HashMap<>();
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include("ImportBenchmark\\.")
                        .param("model", models.toArray(String[]::new))
                        .jvmArgsPrepend("-Dintarsia.corpus=" + ResNet.CORPUS)
                        .build())
                .run()) {
            warm.put(
                    result.getParams().getParam("model"),
                    result.getPrimaryResult().getScore());
        }
        // The first call builds the command where it is not current.
        seconds(folder.resolve(models.getFirst()));
        List<Row> rows = new ArrayList<>();
        for (String model : models) {
            Path file = folder.resolve(model);
            List<Double> processes = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                processes.add(seconds(file));
            }
            Collections.sort(processes);
            rows.add(new Row(model, Files.size(file), warm.get(model), processes));
        }
        Files.writeString(PAGE, page(rows, load));
        System.out.println("written to " + PAGE);
    }

    /** The largest files that are read, largest first. */
    private static List<String> models(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file ->
                            file.toString().endsWith(".onnx") || file.toString().endsWith(".tflite"))
                    .filter(ImportPage::isRead)
                    .sorted(Comparator.comparingLong(ImportPage::size).reversed())
                    .limit(MODELS)
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }

    private static boolean isRead(Path file) {
        try {
            ImportBenchmark.read(file);
            return true;
        } catch (InvalidInputException e) {
            return false;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long the command takes to read a file and to print its graph, from the start of the process to its end. */
    private static double seconds(Path file) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder("bin/intarsia", "show", file.toString(), "--level", "graph")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("intarsia show " + file + " failed");
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static String page(List<Row> rows, double load) {
        StringBuilder table = new StringBuilder();
        for (Row row : rows) {
            table.append(format(
                    "| %s | %,d | %.1f | %.2f | %.2f |%n",
                    row.model(),
                    row.bytes(),
                    row.warm(),
                    row.processes().getFirst(),
                    row.processes().getLast()));
        }
        double slowestWarm = rows.stream().mapToDouble(Row::warm).max().orElseThrow();
        double slowestProcess = rows.stream()
                .mapToDouble(row -> row.processes().getLast())
                .max()
                .orElseThrow();
        return format(
                """
                # How fast models are read

                The %d largest TensorFlow Lite and ONNX files of a corpus of models. Everything is measured in one run on one machine by
                `bin/benchmark --imports`, which wrote this page on %s (%s, %d processors; its load when it began, which slows what follows: %.1f).

                *Warm*: the mean of reading the file in a process whose code is warm, by JMH. *Process*: the shortest and the longest of %d whole runs of
                `intarsia show FILE --level graph`, from the start of the process to its end, the printing of the graph included.

                | file | bytes | warm, ms | process, shortest, s | longest, s |
                |---|---|---|---|---|
                %s
                Wanted of the largest file: less than 1 s warm and less than 3 s for the process. Of all in the table, the slowest takes %.0f ms and %.2f s.
                """,
                rows.size(),
                LocalDate.now(),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                load,
                PROCESSES,
                table,
                slowestWarm,
                slowestProcess);
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
