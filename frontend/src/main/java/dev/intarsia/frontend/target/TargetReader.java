package dev.intarsia.frontend.target;

import dev.intarsia.frontend.text.SourceOrder;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.target.Accelerator;
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

    private static final List<String> SHIPPED = List.of("inlay8", "inlay16", "inlay32");
    private static final String SUFFIX = ".accel";

    private TargetReader() {}

    /**
     * A target by its file, or by its name if it ships. A name that ships wins over a file of that name without a suffix.
     *
     * @throws InvalidInputException with everything that is wrong
     */
    public static Target read(String nameOrPath) {
        return accelerator(nameOrPath);
    }

    /** As {@link #read}, where an accelerator is needed. */
    public static Accelerator accelerator(String nameOrPath) {
        if (SHIPPED.contains(nameOrPath)) {
            return read(resource(nameOrPath));
        }
        if (!nameOrPath.endsWith(SUFFIX) || !exists(nameOrPath)) {
            throw InvalidInputException.of(
                    new ModelNode(nameOrPath, ""),
                    "there is no target of this name, and no such file",
                    Suggestion.among(nameOrPath, "write the path of an .accel file, or one that ships", SHIPPED));
        }
        return read(SourceText.read(Path.of(nameOrPath)));
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

    /** The names of the targets that ship. */
    public static List<String> shipped() {
        return SHIPPED;
    }

    private static SourceText resource(String name) {
        String file = name + SUFFIX;
        try (InputStream stream = TargetReader.class.getResourceAsStream(file)) {
            return SourceText.of(file, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the resource " + file, e);
        }
    }
}
