package dev.intarsia.hwtest.rtl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.hwtest.tool.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Yosys reads the whole accelerator without a complaint, and synthesizes a module of it for two families of chips. */
@RequiresTool("yosys")
class SynthesisTest {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private void run(String script) throws IOException {
        RtlDesign bench = ReferenceDesigns.inlayBench(Map.of());
        List<RtlSource> synthesizable = bench.sources().stream()
                .filter(source -> !source.fileName().startsWith("test_")
                        && !source.fileName().endsWith("_bench.sv"))
                .toList();
        for (RtlSource source : synthesizable) {
            Files.writeString(folder.resolve(source.fileName()), source.text());
        }
        String files = synthesizable.stream().map(RtlSource::fileName).collect(Collectors.joining(" "));
        String yosys = ExternalTool.YOSYS.probe().orThrow().path().toString();
        ToolRun run =
                ToolRun.run(List.of(yosys, "-q", "-p", "read_verilog -sv " + files + "; " + script), folder, LIMIT);
        assertTrue(run.succeeded(), run.output());
    }

    @Test
    void theWholeAcceleratorIsElaborated() throws IOException {
        run(
                "chparam -set ROWS 4 -set COLS 4 -set LANES 4 -set ACTIVATION_BYTES 256 -set WEIGHT_BYTES 256 -set OUTPUT_BYTES 128"
                        + " -set PARAMETER_ENTRIES 16 -set ACCUMULATOR_ENTRIES 16 -set PORT_BYTES 4 -set QUEUE_DEPTH 4 -set OUTSTANDING 8"
                        + " inlay; hierarchy -check -top inlay; proc; check -assert");
    }

    @Test
    void modulesAreSynthesized() throws IOException {
        run("synth_ice40 -dsp -top tap_step; check -assert");
        run("synth_xilinx -top post_lane; check -assert");
    }
}
