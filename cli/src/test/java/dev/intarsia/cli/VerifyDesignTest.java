package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.intarsia.hwtest.junit.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify --rtl}: a design that is right, one with a fault, its reproducer, and what is refused. */
@RequiresTool({"verilator", "g++"})
class VerifyDesignTest {

    private static final Path EXAMPLES = Path.of(System.getProperty("intarsia.root"), "examples", "rtl");

    @TempDir
    Path folder;

    private CommandRun verify(Path file, String top, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "verify",
                "--rtl",
                file.toString(),
                "--top",
                top,
                "--bind",
                EXAMPLES.resolve(top + ".bind").toString(),
                "--reproducer",
                folder.resolve("small").toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private Path harmed(String file, String from, String to) throws IOException {
        String text = Files.readString(EXAMPLES.resolve(file));
        assertTrue(text.contains(from));
        return Files.writeString(folder.resolve(file), text.replace(from, to));
    }

    @Test
    void aDesignThatIsRightEndsWithZeroAndItsRecordReplays() {
        Path file = EXAMPLES.resolve("dot_product.sv");
        String record = folder.resolve("golden").toString();
        CommandRun run = verify(file, "dot_product", "--random", "300", "--record", record)
                .expect(ExitStatus.DONE);
        assertTrue(run.out().contains("every word is equal"), run.out());
        assertFalse(Files.exists(folder.resolve("small")));
        JsonObject json = verify(file, "dot_product", "--replay", record, "--json")
                .expect(ExitStatus.DONE)
                .json();
        assertEquals(300, json.get("vectors").getAsInt());
        assertEquals(0, json.get("mismatches").getAsInt());
    }

    @Test
    void aPlantedFaultInEachEndsWithThreeAndItsReproducerReplays() throws IOException {
        fault("dot_product.sv", "dot_product", "(begun ? sum : '0)", "sum");
        fault("rescale.v", "rescale", "(product + half)", "(product + half - 1)");
    }

    private void fault(String file, String top, String from, String to) throws IOException {
        Path harmed = harmed(file, from, to);
        CommandRun run = verify(harmed, top).expect(ExitStatus.DIFFERENCE);
        assertTrue(run.out().contains("first difference: "), run.out());
        assertTrue(run.out().contains("shown again by "), run.out());
        String replay = folder.resolve("small").toString();
        JsonObject json = verify(harmed, top, "--replay", replay, "--json")
                .expect(ExitStatus.DIFFERENCE)
                .json();
        JsonObject first = json.getAsJsonObject("first");
        assertTrue(first.get("expected").getAsLong() != first.get("found").getAsLong(), json.toString());
        assertTrue(json.get("vectors").getAsInt() <= 2, json.toString());
        verify(EXAMPLES.resolve(file), top, "--replay", replay).expect(ExitStatus.DONE);
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        CommandRun alone = CommandRun.of("verify", "--rtl", "a.sv").expect(ExitStatus.BAD_USAGE);
        assertTrue(alone.err().contains("--rtl, --top and --bind belong together"), alone.err());
        CommandRun both = CommandRun.of("verify", "m.inta", "--rtl", "a.sv", "--top", "a", "--bind", "a.bind")
                .expect(ExitStatus.BAD_USAGE);
        assertTrue(both.err().contains("leave MODEL, --target"), both.err());
        CommandRun nothing = CommandRun.of("verify").expect(ExitStatus.BAD_USAGE);
        assertTrue(nothing.err().contains("MODEL"), nothing.err());
        CommandRun absent = verify(folder.resolve("absent.sv"), "rescale").expect(ExitStatus.BAD_INPUT);
        assertTrue(absent.err().contains("there is no such file"), absent.err());
        CommandRun port = verify(EXAMPLES.resolve("rescale.v"), "dot_product").expect(ExitStatus.BAD_INPUT);
        assertTrue(port.err().contains("could not be built"), port.err());
    }
}
