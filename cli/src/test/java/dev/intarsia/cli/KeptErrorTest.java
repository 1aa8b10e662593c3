package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A Java machine with vector lanes, started as the launcher does it, says what the command says and nothing else. */
class KeptErrorTest {

    private static final String WARNING = "incubator";

    private static String errorOf(String redirection, String... properties) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                "bash",
                "-c",
                "exec \"$@\" " + redirection,
                "start",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules",
                "jdk.incubator.vector"));
        line.addAll(List.of(properties));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "size", "none.inta"));
        Process process = new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(ExitStatus.BAD_USAGE.code(), process.waitFor(), error);
        return error;
    }

    @Test
    void theWarningOfTheModuleIsNotShownAndErrorsAre() throws IOException, InterruptedException {
        String kept = errorOf("9>&2 2>/dev/null", "-D" + KeptError.PROPERTY + "=9");
        assertTrue(kept.contains("--data"), kept);
        assertFalse(kept.contains(WARNING), kept);
        assertTrue(errorOf("").contains(WARNING), "Java warns no more: the launcher need not keep it aside");
    }
}
