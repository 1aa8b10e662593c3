package dev.intarsia.backend.java;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.runner.OutputDigest;
import dev.intarsia.simulator.sketch.NetworkSketch;
import dev.intarsia.simulator.sketch.Targets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The written project is built by Maven and run, with nothing but what lies in its folder. */
class MavenProjectTest {

    @TempDir
    private Path folder;

    @Test
    void theProjectBuildsAndGivesTheSameWords() throws IOException, InterruptedException {
        NetworkSketch sketch = sketch();
        GeneratedSimulator simulator = generate(sketch.program());
        Path project = folder.resolve("project");
        MavenProject.write(simulator, project);

        ByteArrayOutputStream input = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        OutputDigest digest = new OutputDigest();
        for (int i = 0; i < 3; i++) {
            RawTensor image = sketch.image();
            input.writeBytes(OutputDigest.bytes(image));
            RawTensor output = sketch.expected(image).getLast();
            expected.writeBytes(OutputDigest.bytes(output));
            digest.add(output);
        }
        Files.write(project.resolve("input.bin"), input.toByteArray());

        assertEquals("", run(0, project, "mvn", "-q", "-B", "package"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String jar = "target/sketchsimulator.jar";
        String printed = "outputSha256 " + digest.hex() + "\n";
        assertEquals(printed, run(0, project, java, "-jar", jar, "input.bin", "output.bin"));
        assertArrayEquals(expected.toByteArray(), Files.readAllBytes(project.resolve("output.bin")));
        assertEquals(
                "WARNING: Using incubator modules: jdk.incubator.vector\n" + printed,
                run(0, project, java, "--add-modules", "jdk.incubator.vector", "-jar", jar, "input.bin"));
    }

    @Test
    void nothingIsOverwrittenAndNothingHalfWritten() throws IOException {
        GeneratedSimulator simulator = generate(sketch().program());
        Path project = folder.resolve("there");
        Files.writeString(project, "a file in the way");
        assertThrows(FileAlreadyExistsException.class, () -> MavenProject.write(simulator, project));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(project), files.toList());
        }
    }

    private static NetworkSketch sketch() {
        NetworkSketch sketch =
                new NetworkSketch(Targets.inlay(8), 5, Shape.of(9, 9, 2), IntFormat.U8).convolution("first", 12, 3, 2);
        return HostKernels.addTo(sketch, "second");
    }

    private static GeneratedSimulator generate(CommandProgram program) {
        return JavaBackend.generate(program, Replay.run(program));
    }

    /** What a process that ends with this status prints on both streams, without colours. */
    private static String run(int status, Path directory, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .replaceAll("\u001B\\[[;0-9]*m", "");
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), printed);
        assertEquals(status, process.exitValue(), printed);
        return printed;
    }
}
