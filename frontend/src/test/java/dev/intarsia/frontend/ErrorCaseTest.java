package dev.intarsia.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wrong models and targets, each a file, beside the exact text that the user sees. {@code -Dintarsia.rewrite=true} writes the texts anew:
 * read the difference as you would read code.
 *
 * <p>The first lines of a model say which weights it has, see {@link CaseArchive}.
 */
class ErrorCaseTest {

    private static final Path CASES =
            Path.of(System.getProperty("intarsia.root"), "frontend", "src", "test", "resources", "errors");

    static List<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".inta") || name.endsWith(".accel") || name.endsWith(".mcu"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tellsTheUser(String name, @TempDir Path folder) throws IOException {
        String text = Files.readString(CASES.resolve(name));
        Path file = Files.writeString(folder.resolve(name), text);
        CaseArchive.write(text, folder.resolve("w.npz"));
        InvalidInputException refusal = assertThrows(InvalidInputException.class, () -> {
            if (!name.endsWith(".inta")) {
                TargetReader.read(file.toString());
            } else {
                ModelReader.read(file);
            }
        });
        String message = refusal.getMessage().replace(folder + "/", "");
        Path expected = CASES.resolve(name + ".expected");
        if (Boolean.getBoolean("intarsia.rewrite")) {
            Files.writeString(expected, message);
        }
        assertEquals(Files.readString(expected), message);
    }

    @Test
    void thereAreEnoughCases() throws IOException {
        assertTrue(cases().size() >= 100, "found only " + cases().size());
    }
}
