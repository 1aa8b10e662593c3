package dev.intarsia.hwtest.tool;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that was run to its end.
 *
 * @param command what was run
 * @param exitCode how it ended; 0 is well
 * @param output what it printed, standard output and standard error as they came
 */
public record ToolRun(List<String> command, int exitCode, String output) {

    public ToolRun {
        command = List.copyOf(command);
    }

    /**
     * Runs a program and waits for it. It gets no input.
     *
     * @param folder the folder that it runs in
     * @param limit how long it may take; after that it is ended
     * @throws IOException if it cannot be started, or takes longer than {@code limit}
     */
    public static ToolRun run(List<String> command, Path folder, Duration limit) throws IOException {
        Path output = Files.createTempFile("intarsia-tool", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toAbsolutePath().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException(command.getFirst() + " took longer than " + limit.toMillis() + " ms");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while " + command.getFirst() + " ran");
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new ToolRun(command, process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    public boolean succeeded() {
        return exitCode == 0;
    }
}
