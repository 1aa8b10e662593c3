package dev.intarsia.hwtest.tool;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A program that is not part of Intarsia.
 *
 * @param name what people call it; unique among {@link #ALL}
 * @param executables file names to look for on the PATH, the preferred one first
 * @param versionArguments arguments that make it print its version
 * @param purpose what it is needed for, to follow "needed to"
 * @param install what to type to install it
 */
public record ExternalTool(
        String name, List<String> executables, List<String> versionArguments, String purpose, String install) {

    /** Translates SystemVerilog to C++. */
    public static final ExternalTool VERILATOR = new ExternalTool(
            "verilator",
            List.of("verilator"),
            List.of("--version"),
            "run SystemVerilog designs",
            "apt-get install verilator");

    /** Compiles what Verilator writes. */
    public static final ExternalTool CXX = new ExternalTool(
            "g++",
            List.of("g++", "c++", "clang++"),
            List.of("--version"),
            "compile verilated designs",
            "apt-get install g++");

    /** Compiles generated C for this machine. */
    public static final ExternalTool GCC =
            new ExternalTool("gcc", List.of("gcc"), List.of("--version"), "compile generated C", "apt-get install gcc");

    /** Compiles generated C for this machine, too. */
    public static final ExternalTool CLANG = new ExternalTool(
            "clang",
            List.of("clang"),
            List.of("--version"),
            "compile generated C a second way",
            "apt-get install clang");

    /** Looks for defects in generated C. */
    public static final ExternalTool CPPCHECK = new ExternalTool(
            "cppcheck",
            List.of("cppcheck"),
            List.of("--version"),
            "look for defects in generated C",
            "apt-get install cppcheck");

    /** Compiles generated C for Arm's microcontrollers. */
    public static final ExternalTool ARM_GCC = new ExternalTool(
            "arm-none-eabi-gcc",
            List.of("arm-none-eabi-gcc"),
            List.of("--version"),
            "compile generated C for Arm's microcontrollers",
            "apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi");

    /** Runs firmware for Arm's microcontrollers. */
    public static final ExternalTool QEMU_ARM = new ExternalTool(
            "qemu-system-arm",
            List.of("qemu-system-arm"),
            List.of("--version"),
            "run firmware for Arm's microcontrollers",
            "apt-get install qemu-system-arm");

    /** Compiles generated C for RISC-V. */
    public static final ExternalTool RISCV_GCC = new ExternalTool(
            "riscv64-unknown-elf-gcc",
            List.of("riscv64-unknown-elf-gcc"),
            List.of("--version"),
            "compile generated C for RISC-V",
            "apt-get install gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf");

    /** Runs firmware for RISC-V. */
    public static final ExternalTool QEMU_RISCV = new ExternalTool(
            "qemu-system-riscv32",
            List.of("qemu-system-riscv32"),
            List.of("--version"),
            "run firmware for RISC-V",
            "apt-get install qemu-system-misc");

    /** Compiles generated C for a processor whose words begin with their upper byte. */
    public static final ExternalTool S390X_GCC = new ExternalTool(
            "s390x-linux-gnu-gcc",
            List.of("s390x-linux-gnu-gcc"),
            List.of("--version"),
            "compile generated C for big-endian words",
            "apt-get install gcc-s390x-linux-gnu libc6-dev-s390x-cross");

    /** Runs programs for such a processor. */
    public static final ExternalTool QEMU_S390X = new ExternalTool(
            "qemu-s390x",
            List.of("qemu-s390x"),
            List.of("--version"),
            "run generated C on big-endian words",
            "apt-get install qemu-user");

    /** Synthesizes SystemVerilog. */
    public static final ExternalTool YOSYS = new ExternalTool(
            "yosys", List.of("yosys"), List.of("-V"), "synthesize SystemVerilog designs", "apt-get install yosys");

    /** Every tool that this module knows. */
    public static final List<ExternalTool> ALL = List.of(
            VERILATOR,
            CXX,
            GCC,
            CLANG,
            CPPCHECK,
            ARM_GCC,
            QEMU_ARM,
            RISCV_GCC,
            QEMU_RISCV,
            S390X_GCC,
            QEMU_S390X,
            YOSYS);

    private static final Duration VERSION_LIMIT = Duration.ofSeconds(30);

    public ExternalTool {
        executables = List.copyOf(executables);
        versionArguments = List.copyOf(versionArguments);
    }

    /** The tool of that name in {@link #ALL}. */
    public static Optional<ExternalTool> named(String name) {
        return ALL.stream().filter(tool -> tool.name.equals(name)).findFirst();
    }

    /** Looks for the tool in the folders of the PATH. */
    public ToolProbe probe() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return probe(Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .toList());
    }

    /** Looks for the tool in these folders. A program that is there but cannot tell its version counts as missing. */
    public ToolProbe probe(List<Path> folders) {
        for (String executable : executables) {
            for (Path folder : folders) {
                Path candidate = folder.resolve(executable);
                if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                    return probeExecutable(candidate);
                }
            }
        }
        return new ToolProbe.Missing(
                this, "no " + String.join(" or ", executables) + " in " + folders.size() + " folders of the PATH");
    }

    private ToolProbe probeExecutable(Path executable) {
        List<String> arguments = new java.util.ArrayList<>(List.of(executable.toString()));
        arguments.addAll(versionArguments);
        try {
            ToolRun run = ToolRun.run(arguments, Path.of(""), VERSION_LIMIT);
            Optional<String> version = versionLine(run.output());
            return run.succeeded() && version.isPresent()
                    ? new ToolProbe.Found(this, executable, version.get().strip())
                    : new ToolProbe.Missing(
                            this, executable + " exists, but does not tell its version: " + run.output());
        } catch (IOException e) {
            return new ToolProbe.Missing(this, executable + " exists, but cannot be run: " + e.getMessage());
        }
    }

    /** The first line with a number like 5.006; wrapper scripts may complain before it. Else the first line that says anything. */
    private static Optional<String> versionLine(String output) {
        return output.lines()
                .filter(line -> line.matches(".*\\d\\.\\d.*"))
                .findFirst()
                .or(() -> output.lines().filter(line -> !line.isBlank()).findFirst());
    }
}
