package dev.intarsia.ir.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.kernel.KernelPrinter;
import dev.intarsia.ir.kernel.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each step makes of a kernel, or why it refuses. A file's first line is {@code kernel: step; step; …}; then comes the text of the
 * kernel, with the words of parameters that the steps made or laid out anew, or one line {@code refused: …}.
 *
 * <p>{@code -Dintarsia.rewrite=true} writes what comes out over what was expected.
 */
class StepFilesTest {

    private static final Path FOLDER = Path.of("src/test/resources/dev/intarsia/ir/schedule");

    static Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void comesOutAsTheFileSays(String name) throws IOException {
        Path file = FOLDER.resolve(name);
        String expected = Files.readString(file);
        String first = expected.lines().findFirst().orElseThrow();
        String found = first + "\n" + outcome(first);
        if (Boolean.getBoolean("intarsia.rewrite")) {
            Files.writeString(file, found);
        }
        assertEquals(expected, found);
    }

    @Test
    void everyKindOfStepHasFiles() throws IOException {
        List<String> names = files().toList();
        for (Class<?> step : Step.class.getPermittedSubclasses()) {
            String kind = step.getSimpleName().toLowerCase(java.util.Locale.ROOT);
            assertTrue(names.stream().anyMatch(n -> n.startsWith(kind)), "a file for " + kind);
        }
    }

    private static String outcome(String line) {
        String[] parts = line.split(": ", 2);
        List<Step> steps = Arrays.stream(parts[1].split("; "))
                .map(step -> StepReader.read(step, "k"))
                .toList();
        Schedule schedule = new Schedule(parts[0], "sample", steps);
        assertEquals(
                "schedule " + parts[0] + " on sample\n  " + parts[1].replace("; ", "\n  ") + "\n",
                SchedulePrinter.print(schedule));
        var original = SampleKernels.kernel(parts[0]);
        try {
            ScheduledKernel scheduled = ApplySchedule.apply(original, schedule);
            StringBuilder text = new StringBuilder(KernelPrinter.print(scheduled.kernel()));
            for (Parameter parameter : scheduled.kernel().parameters()) {
                if (!original.parameters().contains(parameter)) {
                    text.append(parameter.buffer().name())
                            .append(" = ")
                            .append(Arrays.toString(parameter.words().toArray()))
                            .append('\n');
                }
            }
            scheduled
                    .staged()
                    .forEach(s -> text.append(s.buffer().name())
                            .append(": ")
                            .append(s.copies())
                            .append(s.copies() == 1 ? " copy" : " copies")
                            .append(" of ")
                            .append(s.source())
                            .append(s.addresses().isEmpty() ? "" : " at " + s.addresses())
                            .append('\n'));
            return text.toString();
        } catch (ScheduleException e) {
            return (e instanceof UnprovedException ? "unproved: " : "refused: ") + e.getMessage() + "\n";
        }
    }
}
