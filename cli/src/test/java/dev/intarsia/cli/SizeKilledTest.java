package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep in a process of its own is killed at random and resumed until it is done: its table is that of an undisturbed run. */
class SizeKilledTest {

    private static final boolean FULL = "full".equals(System.getProperty("intarsia.tests"));
    private static final int KILLS = FULL ? 20 : 2;
    private static final long SEED = 17;

    private static final String SWEEP = "weights=2..8 weights.fc=2..8 activations=4..8 accumulator=10..16 bias=6,8,32"
            + " overflow=wrap,saturate_end,saturate(2) points=" + (FULL ? 3000 : 500) + " seed=3";

    @TempDir
    Path folder;

    private List<String> line(TinyModel tiny, Path csv, Path kept) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Dintarsia.home=" + System.getProperty("intarsia.root"));
        line.add("-cp");
        line.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        line.add("dev.intarsia.cli.Main");
        line.addAll(List.of("size", tiny.model().toString(), "--data", tiny.path("data.npz")));
        line.addAll(List.of("--calibration", tiny.path("calibration.npz"), "--sweep", SWEEP, "--csv", csv.toString()));
        line.addAll(List.of("--resume", kept.toString(), "--workers", "2"));
        return line;
    }

    private Process start(List<String> line) throws IOException {
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static long files(Path kept) throws IOException {
        if (!Files.exists(kept)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(kept)) {
            return files.filter(file -> file.toString().endsWith(".txt")).count();
        }
    }

    @Test
    void aKilledSweepGoesOnWhereItWas() throws Exception {
        TinyModel tiny = new TinyModel(folder);
        Path undisturbed = folder.resolve("undisturbed.csv");
        long begin = System.nanoTime();
        Process whole = start(line(tiny, undisturbed, folder.resolve("whole")));
        assertEquals(0, whole.waitFor(), () -> read(folder.resolve("log")));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);

        Random random = new Random(SEED);
        Path csv = folder.resolve("killed.csv");
        Path kept = folder.resolve("kept");
        int killed = 0;
        int withPart = 0;
        for (int attempt = 0; killed < KILLS && attempt < 4 * KILLS; attempt++) {
            long before = files(kept);
            Process process = start(line(tiny, csv, kept));
            if (attempt % 2 == 1) { // every other kill falls into the work: after another job is done
                while (process.isAlive() && files(kept) <= before) {
                    process.waitFor(1, TimeUnit.MILLISECONDS);
                }
            }
            long wait = attempt % 2 == 1 ? random.nextLong(millis / 8) : random.nextLong(millis / 4, millis);
            if (process.waitFor(wait, TimeUnit.MILLISECONDS)) {
                assertEquals(0, process.exitValue(), () -> read(folder.resolve("log")));
                assertArrayEquals(Files.readAllBytes(undisturbed), Files.readAllBytes(csv));
                Files.delete(csv); // it came to its end: begin again with an empty folder
                kept = folder.resolve("kept" + attempt);
                continue;
            }
            process.destroyForcibly().waitFor();
            killed++;
            long done = files(kept);
            withPart += done > 1 && done < 9 ? 1 : 0;
            if (Files.exists(csv)) { // killed between its table and its end: the table is whole
                assertArrayEquals(Files.readAllBytes(undisturbed), Files.readAllBytes(csv));
                Files.delete(csv);
                kept = folder.resolve("kept" + attempt);
            }
        }
        Process last = start(line(tiny, csv, kept));
        assertEquals(0, last.waitFor(), () -> read(folder.resolve("log")));
        assertArrayEquals(Files.readAllBytes(undisturbed), Files.readAllBytes(csv));
        System.out.println("COUNT random kills after which the table was byte for byte the undisturbed one's: " + killed
                + ", of these with some but not all jobs kept: " + withPart);
        assertEquals(KILLS, killed);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
