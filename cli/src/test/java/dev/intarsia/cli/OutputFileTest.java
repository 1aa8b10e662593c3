package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.diagnostic.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void appearsOnCommit() throws IOException {
        Path place = folder.resolve("out.txt");
        Files.writeString(place, "old");
        try (OutputFile files = new OutputFile()) {
            files.write(place, "new");
            files.write(folder.resolve("second.txt"), "two");
            assertEquals("old", Files.readString(place));
            assertFalse(Files.exists(folder.resolve("second.txt")));
            files.commit();
        }
        assertEquals("new", Files.readString(place));
        assertEquals(List.of("out.txt", "second.txt"), names());
    }

    @Test
    void withoutCommitNothingStays() throws IOException {
        try (OutputFile files = new OutputFile()) {
            files.write(folder.resolve("out.txt"), "half");
        }
        assertEquals(List.of(), names());
    }

    @Test
    void aFailureInTheMiddleLeavesNothing() throws IOException {
        assertThrows(InvalidInputException.class, () -> {
            try (OutputFile files = new OutputFile()) {
                files.write(folder.resolve("out.txt"), out -> {
                    out.write(1);
                    throw new IOException("no space left on device");
                });
            }
        });
        assertEquals(List.of(), names());
    }

    @Test
    void placesThatCannotBeWrittenAreTheUsersToMend() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (OutputFile files = new OutputFile()) {
            assertThrows(InvalidInputException.class, () -> files.write(folder, "x"));
            assertThrows(InvalidInputException.class, () -> files.write(file.resolve("below"), "x"));
        }
        assertEquals(List.of("file"), names());
    }

    /** Another Java machine is told to end in the middle of writing. */
    @Test
    void anInterruptLeavesNothing() throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Interrupted.class.getName(),
                        folder.resolve("out.txt").toString())
                .redirectErrorStream(true)
                .start();
        try (var said = writer.inputReader()) {
            assertEquals("half", said.readLine());
            assertEquals(1, names().size(), "the file under its other name");
            writer.destroy();
            assertTrue(writer.waitFor(20, TimeUnit.SECONDS));
        } finally {
            writer.destroyForcibly();
        }
        assertEquals(List.of(), names());
    }

    /** Writes half a file and waits. */
    static final class Interrupted {
        public static void main(String[] arguments) {
            try (OutputFile files = new OutputFile()) {
                files.write(Path.of(arguments[0]), out -> {
                    out.write(new byte[10]);
                    out.flush();
                    System.out.println("half");
                    System.out.flush();
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        }
    }
}
