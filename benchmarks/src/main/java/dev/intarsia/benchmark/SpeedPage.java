package dev.intarsia.benchmark;

import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Measures how fast the simulator is beside its peers, and writes {@code docs/speed.md}. Run from the root of the checkout. */
public final class SpeedPage {

    private static final Path PAGE = Path.of("docs", "speed.md");
    private static final Pattern RATE = Pattern.compile("\"macsPerSecond\": ([0-9.E]+)");
    private static final Pattern CYCLES = Pattern.compile("\"perInference\": ([0-9]+)");

    private SpeedPage() {}

    /**
     * A benchmark's result.
     *
     * @param images a second
     * @param coreSeconds how much of a second the thread had a core
     */
    private record Rate(double images, double coreSeconds) {

        double imagesPerCoreSecond() {
            return images / coreSeconds;
        }
    }

    public static void main(String[] arguments) throws RunnerException, IOException, InterruptedException {
        Map<String, Rate> rates = new HashMap<>();
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include("PeerBenchmark\\.")
                        .jvmArgsPrepend("-Dintarsia.corpus=" + ResNet.CORPUS)
                        .build())
                .run()) {
            String name = result.getParams().getBenchmark();
            rates.put(
                    name.substring(name.lastIndexOf('.') + 1),
                    new Rate(
                            result.getPrimaryResult().getScore(),
                            result.getSecondaryResults().get("coreSeconds").getScore()));
        }
        String json = simulate();
        Files.writeString(PAGE, page(rates, number(RATE, json), (long) number(CYCLES, json)));
        System.out.println("written to " + PAGE);
    }

    /** What the command says of all pictures of the data set. */
    private static String simulate() throws IOException, InterruptedException {
        Path data = Files.createTempFile("pictures", ".npz");
        try {
            SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
            arrays.put("x", ResNet.pictures());
            Files.write(data, NpzWriter.npz(arrays));
            Process process = new ProcessBuilder(
                            "bin/intarsia",
                            "simulate",
                            ResNet.MODEL.toString(),
                            "--target",
                            "inlay16",
                            "--data",
                            data.toString(),
                            "--json")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("intarsia simulate: " + said);
            }
            return said;
        } finally {
            Files.delete(data);
        }
    }

    private static double number(Pattern pattern, String json) {
        Matcher found = pattern.matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("no " + pattern + " in " + json);
        }
        return Double.parseDouble(found.group(1));
    }

    private static String page(Map<String, Rate> rates, double simulated, long cycles) {
        Rate layers = rates.get("simulator");
        Rate peer = rates.get("onnxRuntime");
        Rate rtl = rates.get("rtl");
        double macs = ResNet.MACS;
        StringBuilder rows = new StringBuilder();
        for (List<String> row : List.of(
                List.of("ONNX Runtime, unsigned × signed", "onnxRuntime"),
                List.of("simulator, words a layer at a time", "simulator"),
                List.of("simulator, words command by command", "commands"),
                List.of("Verilated RTL", "rtl"))) {
            Rate rate = rates.get(row.get(1));
            rows.append(format(
                    "| %s | %.1f | %.1f | %.1f | %.3f |%n",
                    row.get(0),
                    rate.images(),
                    rate.imagesPerCoreSecond(),
                    rate.imagesPerCoreSecond() * macs / 1e6,
                    rate.imagesPerCoreSecond() / peer.imagesPerCoreSecond()));
        }
        return format(
                """
                # How fast the simulator is

                ResNet-8 of MLPerf Tiny for `inlay16`: %,d multiply-accumulates and %,d cycles an image. Everything is measured in one run on one
                machine by `bin/benchmark --page`, which wrote this page on %s (%s, %d processors).

                One thread. A machine that has other work takes cores away; rates per second that the thread had a core are what compares.

                | engine | images/s | images per core second | MMAC per core second | ratio to ONNX Runtime |
                |---|---|---|---|---|
                %s
                **Beside ONNX Runtime**: %.2f of its images per core second; 0.35 is wanted. All counters are on: cycles, stalls by their cause and traffic come of
                one replay for a program, since none depends on words. Each word is that of the machine, see [decision 025](decisions/025-whole-layers-on-lanes.md).

                **Beside the RTL**: `intarsia simulate … --json` over 250 pictures on all processors, all counters on, says %.0f MMAC/s (`simulated.macsPerSecond`); the Verilated
                accelerator on one makes %.2f MMAC/s (%.0f cycles/s). That is %.0f times as fast; 40 is wanted.
                """,
                (long) macs,
                cycles,
                LocalDate.now(),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                rows,
                layers.imagesPerCoreSecond() / peer.imagesPerCoreSecond(),
                simulated / 1e6,
                rtl.images() * macs / 1e6,
                rtl.images() * cycles,
                simulated / (rtl.images() * macs));
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
