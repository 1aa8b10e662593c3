package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where Java has too little memory, a command says so, with what it worked on and what to do, and leaves nothing half-written. */
class LittleMemoryTest {

    private static final int SAMPLES = 4_000_000;

    @TempDir
    private Path folder;

    /** So many images of 6 by 6 zeros: the file is as large as it says, and takes no place on a disk that knows of holes. */
    private Path samples() throws IOException {
        Path file = folder.resolve("many.npy");
        String header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + SAMPLES + ", 6, 6, 1), }";
        int length = 128 - 10;
        byte[] start = ("\u0093NUMPY\u0001\u0000" + (char) length + '\u0000' + header
                        + " ".repeat(length - 1 - header.length()) + "\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(start);
            out.setLength(start.length + 36L * SAMPLES);
        }
        return file;
    }

    @Test
    void tooLittleMemoryIsSaid() throws IOException, InterruptedException {
        TinyModel tiny = new TinyModel(folder);
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "quantize",
                        tiny.model().toString(),
                        "--data",
                        tiny.path("data.npz"),
                        "--calibration",
                        samples().toString(),
                        "-o",
                        folder.resolve("out.inta").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int status = process.waitFor();
        String said = Files.readString(log);
        assertEquals(ExitStatus.BAD_INPUT.code(), status, said);
        assertTrue(said.contains(tiny.model() + ": error: this takes more memory than the"), said);
        assertTrue(said.contains("take fewer samples, or give Java more with JAVA_TOOL_OPTIONS=-Xmx8g"), said);
        try (var files = Files.list(folder)) {
            List<String> left = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("out") || name.contains("tmp"))
                    .toList();
            assertEquals(List.of(), left, "something was written");
        }
        assertFalse(Files.exists(folder.resolve("out.npz")));
    }
}
