package dev.intarsia.cli.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No test draws its cases by chance: two runs of the same sources test the same. */
class SeedsTest {

    private static final Path ROOT = Path.of("..");

    /** A property without a seed, and the generators of the JDK that choose one for themselves. */
    private static final Pattern UNSEEDED = Pattern.compile(
            "@Property(?!\\w)(?!\\([^)]*seed\\s*=)|new (Splittable)?Random\\(\\)|ThreadLocalRandom\\.|Math\\.random\\(");

    private static List<String> unseeded(String source) {
        return UNSEEDED.matcher(source).results().map(MatchResult::group).toList();
    }

    @Test
    void everyTestNamesItsSeed() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> tests = files.filter(f -> f.toString().contains("/src/test/java/")
                            && f.toString().endsWith(".java"))
                    .filter(f -> !f.endsWith("SeedsTest.java")
                            && !f.endsWith("HouseRules.java")
                            && !f.toString().contains("/planted/"))
                    .toList();
            assertTrue(tests.size() > 100, tests::toString);
            for (Path test : tests) {
                assertEquals(List.of(), unseeded(Files.readString(test)), test::toString);
            }
        }
    }

    @Test
    void aMissingSeedIsSeen() {
        assertEquals(List.of("@Property"), unseeded("@Property\nvoid f() {}"));
        assertEquals(List.of("@Property"), unseeded("@Property(tries = 5)\nvoid f() {}"));
        assertEquals(List.of(), unseeded("@Property(tries = 5, seed = \"1\")\nvoid f() {}"));
        assertEquals(List.of("new Random()"), unseeded("Random r = new Random();"));
        assertEquals(List.of(), unseeded("Random r = new Random(7);"));
    }
}
