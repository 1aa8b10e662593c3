package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.tool.ToolRun;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.FollowTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A project of C builds in an empty folder by the commands of its own README. It is the keyword spotter of MLPerf Tiny where the corpus is,
 * else the example.
 */
@RequiresTool({"gcc", "arm-none-eabi-gcc"})
class ProjectReadmeTest {

    private static final Path SPOTTER = Path.of(System.getProperty("intarsia.root"))
            .resolve(System.getProperty("intarsia.corpus", "../shared/corpus"))
            .resolve("models/mlperf_tiny/kws_ref_model.tflite");
    private static final String COMMAND = "    make";

    private static Program program() {
        return Lower.lower(
                Files.isRegularFile(SPOTTER)
                        ? FollowTypes.apply(
                                TfliteReader.read(SPOTTER).graph(), ArithmeticProfile.TFLM, new Diagnostics())
                        : FashionExample.read().quantized(8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "cortex-m4"})
    void everyCommandOfTheReadmeRuns(String target, @TempDir Path folder) throws IOException {
        CProject project = McuBackend.generate(program(), TargetReader.microcontroller(target), CEngine::words);
        for (var file : project.files().entrySet()) {
            Path place = folder.resolve(file.getKey());
            Files.createDirectories(place.getParent());
            Files.write(place, file.getValue());
        }
        List<String> commands = Files.readAllLines(folder.resolve("README.md")).stream()
                .filter(line -> line.startsWith(COMMAND))
                .map(line -> line.replaceAll("#.*", "").strip())
                .toList();
        assertEquals(2, commands.size(), () -> "commands of the README: " + commands);
        String said = "";
        for (String command : commands) {
            ToolRun run = ToolRun.run(List.of("sh", "-c", command), folder, Duration.ofMinutes(5));
            assertTrue(run.succeeded(), () -> command + " said:\n" + run.output());
            assertTrue(!run.output().contains("warning"), () -> command + " said:\n" + run.output());
            said += run.output();
        }
        assertTrue(Files.isRegularFile(folder.resolve("lib" + project.prefix() + ".a")), said);
        assertTrue(said.contains("every layer is right"), said);
    }
}
