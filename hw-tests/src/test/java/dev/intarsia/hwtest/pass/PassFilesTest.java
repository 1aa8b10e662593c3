package dev.intarsia.hwtest.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.diagnostic.Diagnostic;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.GraphPass;
import dev.intarsia.ir.pass.IntegerPasses;
import dev.intarsia.ir.pass.ProveRequantizers;
import dev.intarsia.ir.pass.PrunedGraph;
import dev.intarsia.ir.pass.RemoveChannels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each pass over quantized graphs makes of a graph, as a file says; and that it gives the same words, on the oracle.
 *
 * <p>{@code -Dintarsia.rewrite=true} writes what comes out over what was expected.
 */
class PassFilesTest {

    private static final Path FOLDER = Path.of("src/test/resources/dev/intarsia/hwtest/pass");

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static PrunedGraph apply(String pass, QuantizedGraph graph) {
        if (pass.equals("RemoveChannels")) {
            return RemoveChannels.apply(graph);
        }
        if (pass.equals("ProveRequantizers")) {
            return new PrunedGraph(
                    ProveRequantizers.apply(graph, List.of(MultiplyShift.SINGLE))
                            .graph(),
                    Map.of());
        }
        GraphPass named = IntegerPasses.ALL.stream()
                .filter(p -> p.name().equals(pass))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no pass " + pass));
        return new PrunedGraph(new QuantizedGraph(named.apply(graph.graph()), graph.profile()), Map.of());
    }

    @ParameterizedTest
    @MethodSource("files")
    void comesOutAsTheFileSays(String name) throws IOException {
        Path path = FOLDER.resolve(name);
        String text = Files.readString(path);
        PassFile file = PassFile.read(name, text);
        PrunedGraph after = apply(file.pass(), file.before());
        if (Boolean.getBoolean("intarsia.rewrite")) {
            Files.writeString(path, file.with(after.graph()));
        }
        Random random = new Random(20261125);
        for (int i = 0; i < 20; i++) {
            assertTrue(KeptWords.compare(file.before(), after, KeptWords.inputs(file.before(), random)) > 0);
        }
        if (!Boolean.getBoolean("intarsia.rewrite")) {
            assertEquals(file.after(), PassFile.text(after.graph()));
        }
    }

    /** Ties to even at a power of two are no rounding half up, and the refusal says where. */
    @Test
    void aRequantizerWithoutAnEqualIsNamed() throws IOException {
        PassFile file = PassFile.read("ties", Files.readString(FOLDER.resolve("real-scale-ties.txt")));
        Diagnostics diagnostics = new Diagnostics();
        ProveRequantizers.apply(file.before(), List.of(MultiplyShift.SINGLE)).refuse("cortex-m4", diagnostics);
        assertEquals(
                List.of(
                        "y, channel 0: no other requantizer is proved equal to 'float32 half_even', and cortex-m4 does not have it"),
                diagnostics.found().stream().map(Diagnostic::message).toList());
    }

    @Test
    void everyPassHasAFile() throws IOException {
        List<String> firstLines = files().stream()
                .map(name -> {
                    try {
                        return Files.readString(FOLDER.resolve(name))
                                .lines()
                                .findFirst()
                                .orElseThrow();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .toList();
        IntegerPasses.ALL.forEach(pass -> assertTrue(firstLines.contains("pass: " + pass.name()), pass.name()));
        assertTrue(firstLines.contains("pass: RemoveChannels"));
    }
}
