package dev.intarsia.hwtest.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalToolTest {

    @TempDir
    private Path folder;

    private final ExternalTool tool =
            new ExternalTool("polisher", List.of("polish", "shine"), List.of("--version"), "polish", "buy a polisher");

    @Test
    void findsTheFirstExecutableAndItsVersion() throws IOException {
        script("shine", "echo; echo Shine 2.0; echo more");
        ToolProbe.Found found = tool.probe(List.of(folder)).orThrow();
        assertEquals(folder.resolve("shine"), found.path());
        assertEquals("Shine 2.0", found.version());
    }

    @Test
    void saysWhatToInstallIfThereIsNone() {
        ToolProbe probe = tool.probe(List.of(folder));
        String hint = assertInstanceOf(ToolProbe.Missing.class, probe).hint();
        assertEquals(
                "polisher is needed to polish: no polish or shine in 1 folders of the PATH; install it with: buy a polisher",
                hint);
        assertEquals(
                hint, assertThrows(MissingToolException.class, probe::orThrow).getMessage());
    }

    @Test
    void aToolThatFailsOnItsVersionIsMissing() throws IOException {
        script("polish", "echo 'no licence' >&2; exit 3");
        ToolProbe.Missing missing = assertInstanceOf(ToolProbe.Missing.class, tool.probe(List.of(folder)));
        assertTrue(missing.reason().contains("no licence"), missing.reason());
    }

    @Test
    void aToolThatHangsIsEnded() throws IOException {
        Path sleeper = script("sleeper", "sleep 60");
        IOException e = assertThrows(
                IOException.class, () -> ToolRun.run(List.of(sleeper.toString()), folder, Duration.ofMillis(200)));
        assertTrue(e.getMessage().endsWith("took longer than 200 ms"), e.getMessage());
    }

    @Test
    void everyToolHasANameOfItsOwn() {
        assertEquals(
                ExternalTool.ALL.size(),
                ExternalTool.ALL.stream().map(ExternalTool::name).distinct().count());
        ExternalTool.ALL.forEach(
                t -> assertEquals(t, ExternalTool.named(t.name()).orElseThrow()));
    }

    private Path script(String name, String body) throws IOException {
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        assertTrue(script.toFile().setExecutable(true));
        return script;
    }
}
