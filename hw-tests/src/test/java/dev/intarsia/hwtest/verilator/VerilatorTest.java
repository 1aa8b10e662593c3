package dev.intarsia.hwtest.verilator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.rtl.RtlDesign;
import dev.intarsia.hwtest.rtl.RtlSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Building, refusing, and what stays in the cache. */
@RequiresTool({"verilator", "g++"})
class VerilatorTest {

    @TempDir(cleanup = CleanupMode.ALWAYS)
    private Path cache;

    private static RtlDesign adder(int addend, String body) {
        String text =
                "module adder #(parameter int ADDEND = 0) (input int a, output int y);\n  " + body + "\nendmodule\n";
        return new RtlDesign("adder", List.of(new RtlSource("adder.sv", text)), Map.of("ADDEND", addend));
    }

    private static long output(VerilatedDesign design, long a) {
        try (VerilatedModel model = design.newModel()) {
            model.set("a", a);
            model.tick(1); // no clock: the outputs follow
            return model.get("y");
        }
    }

    @Test
    void whatIsBuiltStaysAndIsUsedAgain() throws IOException {
        Verilator verilator = Verilator.installed(cache);
        RtlDesign design = adder(5, "assign y = a + ADDEND;");
        assertEquals(12, output(verilator.build(design), 7));
        List<String> afterFirst = files();
        assertEquals(2, afterFirst.size(), "one library and the runtime: " + afterFirst);
        FileTime made = Files.getLastModifiedTime(cache.resolve(afterFirst.getFirst()));

        assertEquals(-2, output(verilator.build(design), -7));
        assertEquals(afterFirst, files());
        assertEquals(made, Files.getLastModifiedTime(cache.resolve(afterFirst.getFirst())));

        assertEquals(13, output(verilator.build(adder(6, "assign y = a + ADDEND;")), 7));
        assertEquals(2, output(verilator.build(adder(5, "assign y = a - ADDEND;")), 7));
        assertEquals(4, files().size(), "another parameter and another text are other libraries");
    }

    @Test
    void buildsAtTheSameTimeDoNotDisturbEachOther() throws IOException {
        RtlDesign design = adder(9, "assign y = a ^ ADDEND;");
        List<Long> outputs = IntStream.range(0, 2)
                .parallel()
                .mapToObj(_ -> output(Verilator.installed(cache).build(design), 1))
                .toList();
        assertEquals(List.of(8L, 8L), outputs);
        assertEquals(2, files().size());
    }

    @Test
    void aRefusedDesignGivesVerilatorsMessagesAndLeavesNothing() throws IOException {
        VerilatorException e = assertThrows(
                VerilatorException.class, () -> Verilator.installed(cache).build(adder(1, "assign y = b;")));
        assertTrue(
                e.getMessage()
                        .startsWith(
                                "adder(ADDEND=1) could not be built: Verilator refuses it:\n%Error: adder.sv:2:14: "),
                e.getMessage());
        assertTrue(e.getMessage().contains("Can't find definition of variable: 'b'"), e.getMessage());
        assertEquals(List.of(), files());
    }

    @Test
    void aPortThatIsNoVectorIsRefusedByName() {
        RtlSource source = new RtlSource(
                "real_port.sv", "module real_port (input logic a [3], output logic y);\nassign y = a[0];\nendmodule\n");
        VerilatorException e = assertThrows(
                VerilatorException.class,
                () -> Verilator.installed(cache).build(new RtlDesign("real_port", List.of(source), Map.of())));
        assertTrue(e.getMessage().contains("port a is not a vector of bits"), e.getMessage());
    }

    @Test
    void noTwoListsOfIngredientsHaveTheSameBytes() {
        assertFalse(BuildCache.hash(List.of("ab", "c")).equals(BuildCache.hash(List.of("a", "bc"))));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
