package dev.intarsia.frontend.target;

import dev.intarsia.frontend.text.SourceOrder;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.Fpga;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.target.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads targets. */
public final class TargetReader {

    private static final List<String> ACCELERATORS = List.of("inlay8", "inlay16", "inlay32");
    private static final List<String> MICROCONTROLLERS =
            List.of("host", "cortex-m0plus", "cortex-m4", "cortex-m7", "cortex-m33", "cortex-m55", "rv32imc");
    private static final List<String> FPGAS = List.of("vitis", "ac");
    private static final String ACCELERATOR = ".accel";
    private static final String FPGA = ".fpga";
    private static final String MICROCONTROLLER = ".mcu";

    private TargetReader() {}

    /**
     * A target by its file, or by its name if it ships. A name that ships wins over a file of that name without a suffix.
     *
     * @throws InvalidInputException with everything that is wrong
     */
    public static Target read(String nameOrPath) {
        if (FPGAS.contains(nameOrPath) || nameOrPath.endsWith(FPGA)) {
            return fpga(nameOrPath);
        }
        return MICROCONTROLLERS.contains(nameOrPath) || nameOrPath.endsWith(MICROCONTROLLER)
                ? microcontroller(nameOrPath)
                : accelerator(nameOrPath);
    }

    /** As {@link #read}, where an accelerator is needed. */
    public static Accelerator accelerator(String nameOrPath) {
        return read(source(nameOrPath, ACCELERATOR, "an", ACCELERATORS));
    }

    /** As {@link #read}, where a microcontroller is needed. */
    public static Microcontroller microcontroller(String nameOrPath) {
        Diagnostics diagnostics = new Diagnostics();
        SourceText source = source(nameOrPath, MICROCONTROLLER, "a", MICROCONTROLLERS);
        Optional<Microcontroller> built = new MicrocontrollerBuilder(source, diagnostics).build();
        SourceOrder.stopOnErrors(diagnostics);
        return built.orElseThrow();
    }

    /** As {@link #read}, where an FPGA is needed. */
    public static Fpga fpga(String nameOrPath) {
        Diagnostics diagnostics = new Diagnostics();
        SourceText source = source(nameOrPath, FPGA, "an", FPGAS);
        Optional<Fpga> built = new FpgaBuilder(source, diagnostics).build();
        SourceOrder.stopOnErrors(diagnostics);
        return built.orElseThrow();
    }

    private static SourceText source(String nameOrPath, String suffix, String article, List<String> shipped) {
        if (shipped.contains(nameOrPath)) {
            return resource(nameOrPath + suffix);
        }
        if (!nameOrPath.endsWith(suffix) || !exists(nameOrPath)) {
            throw InvalidInputException.of(
                    new ModelNode(nameOrPath, ""),
                    "there is no target of this name, and no such file",
                    Suggestion.among(
                            nameOrPath,
                            "write the path of " + article + " " + suffix + " file, or one that ships",
                            shipped));
        }
        return SourceText.read(Path.of(nameOrPath));
    }

    private static boolean exists(String path) {
        try {
            return Files.exists(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * An accelerator from its text.
     *
     * @throws InvalidInputException with everything that is wrong
     */
    public static Accelerator read(SourceText source) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Accelerator> accelerator = new AcceleratorBuilder(source, diagnostics).build();
        SourceOrder.stopOnErrors(diagnostics);
        return accelerator.orElseThrow();
    }

    /** The names of the accelerators that ship. */
    public static List<String> shipped() {
        return ACCELERATORS;
    }

    /** The names of the microcontrollers that ship. */
    public static List<String> microcontrollers() {
        return MICROCONTROLLERS;
    }

    /** The names of the FPGAs that ship. */
    public static List<String> fpgas() {
        return FPGAS;
    }

    private static SourceText resource(String file) {
        try (InputStream stream = TargetReader.class.getResourceAsStream(file)) {
            return SourceText.of(file, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the resource " + file, e);
        }
    }
}
