package dev.intarsia.hwtest.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.hwtest.onnx.SeedModels;
import dev.intarsia.hwtest.tool.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lets Jazzer look for files that an importer does not survive.
 *
 * <p>It begins with our own small models and, where it is there, with all files of the corpus. What it learns stays in
 * {@code target/fuzz}, with the seconds that were spent, so that a long run that is interrupted goes on.
 */
final class Fuzzer {

    private static final Path RESOURCES = Path.of("src/test/resources/dev/intarsia/hwtest/fuzz");
    private static final Path FOUND = Path.of("target/fuzz");
    private static final Path CORPUS = Path.of(System.getProperty("intarsia.corpus", "../../shared/corpus"));

    /** The longest file that is made. */
    private static final int MOST_BYTES = 1 << 20;

    /** One process of the fuzzer; a long run is several. */
    private static final int SLICE_SECONDS = 60;

    private static final Pattern EXECUTIONS = Pattern.compile("Done (\\d+) runs in");

    private static int seconds() {
        if ("full".equals(System.getProperty("intarsia.tests"))) {
            return 15 * 60;
        }
        return System.getenv("CI") != null || "1".equals(System.getenv("INTARSIA_REQUIRE_TOOLS")) ? 60 : 0;
    }

    /** The ordinary run makes so many files, the same ones every time unless it is slow; −1 as many as there is time for. */
    private static int runs() {
        return "full".equals(System.getProperty("intarsia.tests")) ? -1 : 24_000;
    }

    private Fuzzer() {}

    /** What was found once is read, or refused with a diagnostic. A file's name says what it did. */
    static void readFound(Importer importer) throws IOException {
        List<Path> files = files(RESOURCES.resolve(folder(importer)));
        for (Path file : files) {
            importer.reads(Files.readAllBytes(file), file.getFileName().toString());
        }
        System.out.println("COUNT files that a fuzzer found once, " + folder(importer) + ": " + files.size());
    }

    /** Looks for more; fails at the first. */
    static void search(Importer importer) throws IOException {
        assumeTrue(seconds() > 0, "bin/test runs the fuzzer");
        Path folder = FOUND.resolve(folder(importer)).toAbsolutePath();
        Path learnt = Files.createDirectories(folder.resolve("learnt"));
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        seed(importer, seeds);
        Path record = folder.resolve("seconds");
        int spent = Files.exists(record) ? Integer.parseInt(Files.readString(record)) : 0;
        long executions = 0;
        while (spent < seconds()) {
            int slice = Math.min(SLICE_SECONDS, seconds() - spent);
            executions += fuzz(importer, slice, 1 + spent, learnt, seeds);
            spent += slice;
            Files.writeString(record, Integer.toString(spent));
        }
        // The next run of the whole test begins anew, with what this one has learnt.
        Files.delete(record);
        if (runs() < 0) {
            System.out.println("COUNT seconds of fuzzing, " + folder(importer) + ": " + spent);
        }
        System.out.println("COUNT files that a fuzzer made, " + folder(importer) + ": " + executions);
    }

    private static String folder(Importer importer) {
        return importer.name().toLowerCase(Locale.ROOT);
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void seed(Importer importer, Path seeds) throws IOException {
        Map<String, byte[]> own = switch (importer) {
            case TFLITE -> dev.intarsia.hwtest.tflite.SeedModels.all();
            case ONNX -> SeedModels.all();
        };
        for (Map.Entry<String, byte[]> model : own.entrySet()) {
            Files.write(seeds.resolve(model.getKey()), model.getValue());
        }
        int number = 0;
        for (Path file : files(CORPUS)) {
            if (file.toString().endsWith("." + folder(importer)) && Files.size(file) <= MOST_BYTES) {
                Files.write(seeds.resolve("corpus" + number++), Files.readAllBytes(file));
            }
        }
        for (Path file : files(RESOURCES.resolve(folder(importer)))) {
            Files.write(seeds.resolve(file.getFileName()), Files.readAllBytes(file));
        }
    }

    /** Runs the fuzzer in a process of its own; gives how many files it made. */
    private static long fuzz(Importer importer, int seconds, int seed, Path learnt, Path seeds) throws IOException {
        String classes = Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                .orElse(System.getProperty("java.class.path"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path artifacts = Files.createDirectories(learnt.resolveSibling("found"));
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-Xmx1500m",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classes,
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Fuzzer.class.getPackageName()
                        + switch (importer) {
                            case TFLITE -> ".FuzzTflite";
                            case ONNX -> ".FuzzOnnx";
                        },
                "--instrumentation_includes=dev.intarsia.frontend.**:dev.intarsia.ir.**",
                "--custom_hook_includes=dev.intarsia.frontend.**",
                "--reproducer_path=" + artifacts,
                "-artifact_prefix=" + artifacts + "/",
                "-seed=" + seed,
                "-max_len=" + MOST_BYTES,
                // On the wall, for what never ends; the importer's own time is measured by the target.
                "-timeout=600",
                "-max_total_time=" + seconds,
                "-runs=" + runs(),
                learnt.toString(),
                seeds.toString()));
        ToolRun run = ToolRun.run(command, artifacts, Duration.ofSeconds(seconds + 300L));
        Matcher matcher = EXECUTIONS.matcher(run.output());
        if (!run.succeeded() || !matcher.find()) {
            fail(report(artifacts, run));
        }
        long executions = Long.parseLong(matcher.group(1));
        assertTrue(executions > files(seeds).size(), "only " + executions + " files, hardly more than it began with");
        return executions;
    }

    /** What the fuzzer said, and the file that it found, to be kept under the resources. */
    private static String report(Path artifacts, ToolRun run) throws IOException {
        StringBuilder report = new StringBuilder(run.output());
        for (Path file : files(artifacts)) {
            if (!file.toString().endsWith(".java") && Files.size(file) < 10_000) {
                report.append(file).append('\n');
                report.append(Base64.getEncoder().encodeToString(Files.readAllBytes(file)))
                        .append('\n');
            }
        }
        return report.append("the files are in ").append(artifacts).toString();
    }
}
