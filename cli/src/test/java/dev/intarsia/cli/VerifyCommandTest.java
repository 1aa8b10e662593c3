package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.intarsia.cli.command.VerifyCommand;
import dev.intarsia.hwtest.engine.EngineKind;
import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code verify} on a small network: what it says, writes and returns, with engines that agree and with one that does not. */
class VerifyCommandTest {

    /** Those that need no design to be built first; tests of their own run the others. */
    private static final List<EngineKind> QUICK =
            Engines.ALL.stream().filter(EngineKind::quick).toList();

    @TempDir
    Path folder;

    private TinyModel tiny;

    @BeforeEach
    void writeModel() throws IOException {
        tiny = new TinyModel(folder);
    }

    /** The oracle, and the same with the first word of a layer changed. */
    private record OneOff(String layer, List<ExternalTool> tools) implements EngineKind {

        private static final EngineKind ORACLE = Engines.named("oracle").orElseThrow();

        @Override
        public String name() {
            return "oneoff";
        }

        @Override
        public String summary() {
            return "the oracle with a fault";
        }

        @Override
        public Supplier<RunningEngine> prepare(Program program, Optional<Target> target) {
            Supplier<RunningEngine> oracle = ORACLE.prepare(program, target);
            return () -> (inputs, each) -> oracle.get().run(inputs, (tensor, words) -> {
                long[] changed = words.toArray();
                changed[0] ^= tensor.equals(layer) ? 1 : 0;
                each.tensor(tensor, RawTensor.owning(words.format(), words.shape(), changed));
            });
        }
    }

    private CommandRun run(List<EngineKind> engines, String... more) {
        List<String> line = new ArrayList<>(List.of("check"));
        line.addAll(Arrays.asList(more));
        return CommandRun.of(command -> with(command, engines), line.toArray(String[]::new));
    }

    /** The command with engines of our own, as one of all commands. */
    private static CommandLine with(CommandLine all, List<EngineKind> engines) {
        Streams streams = new Streams(all.getOut(), all.getErr(), false, System::nanoTime);
        all.addSubcommand("check", new VerifyCommand(streams, engines));
        all.setErr(all.getErr()); // also for the one that is new
        return all;
    }

    private String[] with(String... more) {
        List<String> line =
                new ArrayList<>(List.of(tiny.model().toString(), "--calibration", tiny.path("calibration.npz")));
        line.addAll(Arrays.asList(more));
        return line.toArray(String[]::new);
    }

    @Test
    void enginesThatAgreeAreDone() {
        JsonObject json = run(
                        QUICK, with("--data", tiny.path("data.npz"), "--target", "inlay8", "--random", "5", "--json"))
                .expect(ExitStatus.DONE)
                .json();
        assertEquals(0, json.get("mismatches").getAsLong());
        assertEquals(13, json.get("vectors").getAsInt());
        assertEquals("oracle", json.get("reference").getAsString());
        assertTrue(json.get("engines").toString().contains("java (inlay8)"), json::toString);
        assertFalse(json.has("first"));
        CommandRun people = run(QUICK, with("--target", "inlay8", "--target", "inlay16", "--random", "4"))
                .expect(ExitStatus.DONE);
        assertTrue(people.out().contains("equal        java (inlay16)"), people.out());
        assertTrue(people.out().contains("every word is equal"), people.out());
    }

    @Test
    void aDifferenceIsThreeAndLeavesAReproducerThatShowsItAgain() {
        List<EngineKind> engines = List.of(Engines.named("oracle").orElseThrow(), new OneOff("pool", List.of()));
        Path kept = folder.resolve("kept");
        CommandRun people = run(engines, with("--random", "6", "--reproducer", kept.toString()))
                .expect(ExitStatus.DIFFERENCE);
        assertTrue(people.out().contains("DIFFERENT    oneoff: 6 words in 6 of the vectors"), people.out());
        assertTrue(people.out().contains("first difference: oneoff, vector 0, layer pool"), people.out());
        assertTrue(people.out().contains("element [0, 0, 0]: expected "), people.out());
        assertTrue(people.out().contains("shown again by a network of 1 layer, kept in " + kept), people.out());
        String again = people.out()
                .lines()
                .filter(line -> line.startsWith("  intarsia verify "))
                .findFirst()
                .orElseThrow();
        String[] words = again.strip().split(" ");
        words[1] = "check";
        String[] arguments = Arrays.copyOfRange(words, 2, words.length);
        Path other = folder.resolve("other");
        List<String> line = new ArrayList<>(Arrays.asList(arguments));
        line.addAll(List.of("--json", "--reproducer", other.toString()));
        JsonObject json = run(engines, line.toArray(String[]::new))
                .expect(ExitStatus.DIFFERENCE)
                .json();
        assertEquals("pool", json.getAsJsonObject("first").get("layer").getAsString());
        assertEquals(1, json.get("mismatches").getAsInt());
        assertTrue(Files.exists(other.resolve("pack.txt")));
        run(
                        engines,
                        kept.resolve("model.inta").toString(),
                        "--replay",
                        kept.toString(),
                        "--engines",
                        "oracle",
                        "--reproducer",
                        other.toString())
                .expect(ExitStatus.DONE);
    }

    @Test
    void recordedVectorsHoldOtherEngines() {
        Path kept = folder.resolve("vectors");
        run(QUICK, with("--random", "6", "--target", "inlay16", "--record", kept.toString()))
                .expect(ExitStatus.DONE);
        String model = kept.resolve("model.inta").toString();
        JsonObject json = run(QUICK, model, "--replay", kept.toString(), "--target", "inlay32", "--json")
                .expect(ExitStatus.DONE)
                .json();
        assertEquals("recorded words", json.get("reference").getAsString());
        assertEquals(6, json.get("vectors").getAsInt());
        assertEquals(
                "conv",
                run(
                                List.of(new OneOff("conv", List.of())),
                                model,
                                "--replay",
                                kept.toString(),
                                "--json",
                                "--reproducer",
                                folder.resolve("kept").toString())
                        .expect(ExitStatus.DIFFERENCE)
                        .json()
                        .getAsJsonObject("first")
                        .get("layer")
                        .getAsString());
    }

    @Test
    void anEngineThatCannotRunIsNeverSilent() {
        ExternalTool missing = new ExternalTool(
                "nosuchtool", List.of("nosuchtool"), List.of("--version"), "run this test", "apt-get install it");
        List<EngineKind> engines = new ArrayList<>(QUICK);
        engines.add(new OneOff("pool", List.of(missing)));
        CommandRun without =
                run(engines, with("--random", "4", "--target", "inlay16")).expect(ExitStatus.DONE);
        assertTrue(without.out().contains("not run      oneoff: nosuchtool is needed to run this test"), without.out());
        CommandRun named = run(engines, with("--random", "4", "--engines", "oracle,oneoff"))
                .expect(ExitStatus.BAD_INPUT);
        assertTrue(named.err().contains("apt-get install it"), named.err());
        CommandRun noTarget =
                run(engines, with("--random", "4", "--engines", "oracle,java")).expect(ExitStatus.BAD_USAGE);
        assertTrue(noTarget.err().contains("--target"), noTarget.err());
        List<EngineKind> oracle =
                QUICK.stream().filter(engine -> engine.name().equals("oracle")).toList();
        CommandRun alone = run(oracle, with("--random", "4")).expect(ExitStatus.BAD_INPUT);
        assertTrue(alone.err().contains("nothing to hold against it"), alone.err());
    }

    @Test
    void commandLinesThatMakeNoSense() {
        for (String[] line : new String[][] {
            with("--engines", "oracle,nonsense"),
            with("--random", "0"),
            with("--limit", "-1", "--data", tiny.path("data.npz")),
            with("--replay", folder.toString(), "--random", "3"),
        }) {
            run(QUICK, line).expect(ExitStatus.BAD_USAGE);
        }
        CommandRun noPack = run(QUICK, with("--replay", folder.toString())).expect(ExitStatus.BAD_INPUT);
        assertTrue(noPack.err().contains("this is no folder of recorded vectors"), noPack.err());
    }
}
