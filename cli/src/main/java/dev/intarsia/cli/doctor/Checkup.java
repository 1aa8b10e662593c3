package dev.intarsia.cli.doctor;

import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.hwtest.tool.ToolProbe;
import java.util.List;
import java.util.stream.Stream;

/** Looks for every program that Intarsia can make use of. */
public final class Checkup {

    private static final List<ExternalTool> MORE = List.of(
            new ExternalTool(
                    "arm-none-eabi-gcc",
                    List.of("arm-none-eabi-gcc"),
                    List.of("--version"),
                    "compile C for Cortex-M",
                    "apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi"),
            new ExternalTool(
                    "qemu-system-arm",
                    List.of("qemu-system-arm"),
                    List.of("--version"),
                    "run Cortex-M code and count its instructions",
                    "apt-get install qemu-system-arm"),
            new ExternalTool(
                    "yosys", List.of("yosys"), List.of("-V"), "estimate the area of a design", "apt-get install yosys"),
            new ExternalTool(
                    "chromium",
                    List.of("chromium", "chromium-browser", "google-chrome"),
                    List.of("--version"),
                    "look at reports in the tests",
                    "apt-get install chromium"));

    private Checkup() {}

    /** Every program, in a fixed order. */
    public static List<ExternalTool> tools() {
        return Stream.concat(ExternalTool.ALL.stream(), MORE.stream()).toList();
    }

    /** Looks for all of them at once, on the PATH. */
    public static List<ToolProbe> probes() {
        return tools().parallelStream().map(ExternalTool::probe).toList();
    }

    /** Looks for the one of that name. */
    public static ToolProbe probe(String name) {
        return tools().stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no tool is called " + name))
                .probe();
    }
}
