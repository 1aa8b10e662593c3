package dev.intarsia.hwtest.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.hwtest.onnx.ConformanceCase.Outcome;
import dev.intarsia.hwtest.onnx.ConformanceCase.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * ONNX's own conformance suite: every case gives the outputs that it states, real ones within ONNX's tolerance and whole ones exactly, or is
 * refused with a reason. The table of both is written to {@code target/onnx-conformance.txt}, and printed with every count.
 */
class OnnxConformanceTest {

    private static final Path SUITE = Path.of(System.getProperty("intarsia.corpus", "../../shared/corpus"))
            .resolve("onnx_conformance");

    /** How many of its 403 cases pass; a change in either direction is to be looked at. */
    private static final int PASSING = 260;

    @Test
    void casesPassOrAreRefused() throws IOException {
        assumeTrue(Files.isDirectory(SUITE), "there is no corpus");
        Map<String, Outcome> outcomes = new TreeMap<>();
        for (Path folder : cases()) {
            String name = folder.getParent().getFileName() + "/" + folder.getFileName();
            outcomes.put(
                    name,
                    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> new ConformanceCase(folder).run(), name));
        }
        Map<Way, Integer> passed = new EnumMap<>(Way.class);
        List<String> wrong = new ArrayList<>();
        List<String> table = new ArrayList<>();
        outcomes.forEach((name, outcome) -> table.add(
                switch (outcome) {
                    case Outcome.Passed p -> {
                        passed.merge(p.way(), 1, Integer::sum);
                        String constants = p.fixed().isEmpty() ? "" : ", constant: " + String.join(", ", p.fixed());
                        yield name + ": passed, " + p.way() + constants;
                    }
                    case Outcome.Refused r -> name + ": refused, " + r.reason();
                    case Outcome.Wrong w -> {
                        wrong.add(name + ": " + w.difference());
                        yield name + ": WRONG, " + w.difference();
                    }
                }));
        int passing = passed.values().stream().mapToInt(Integer::intValue).sum();
        table.add(outcomes.size() + " cases: " + passing + " passed " + passed + ", "
                + (outcomes.size() - passing - wrong.size()) + " refused, " + wrong.size() + " wrong");
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target/onnx-conformance.txt"), table);
        if ("full".equals(System.getProperty("intarsia.tests"))) {
            table.forEach(line -> System.out.println("FIGURE " + line));
        } else {
            System.out.println("FIGURE " + table.getLast());
        }
        assertEquals(List.of(), wrong);
        assertTrue(passing >= PASSING, table.getLast());
    }

    private static List<Path> cases() throws IOException {
        List<Path> cases = new ArrayList<>();
        try (Stream<Path> families = Files.list(SUITE)) {
            for (Path family : families.filter(Files::isDirectory).sorted().toList()) {
                try (Stream<Path> folders = Files.list(family)) {
                    folders.sorted().forEach(cases::add);
                }
            }
        }
        return cases;
    }
}
