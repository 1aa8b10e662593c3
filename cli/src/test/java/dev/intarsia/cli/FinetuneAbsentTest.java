package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.cli.finetune.FineTuner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without the training module, which these tests never have, everything else works, and {@code finetune} says how to get it. */
class FinetuneAbsentTest {

    @Test
    void oneSentenceSaysWhatToDo(@TempDir Path folder) throws IOException {
        TinyModel tiny = new TinyModel(folder);
        CommandRun refused = CommandRun.of(
                        "finetune",
                        tiny.model().toString(),
                        "--data",
                        tiny.path("data.npz"),
                        "-o",
                        tiny.path("out.inta"))
                .expect(ExitStatus.BAD_INPUT);
        assertEquals("", refused.out());
        assertEquals("intarsia: " + FineTuner.ABSENT, refused.err().strip());
        assertTrue(refused.err().contains("run bin/training once"), refused.err());
        assertFalse(Files.exists(folder.resolve("out.inta")), "nothing is written");
        assertFalse(Files.exists(folder.resolve("out.inta.checkpoint")), "nothing is written");
    }

    @Test
    void doctorSaysThatItIsAbsentAndHowToGetIt() {
        CommandRun doctor = CommandRun.of("doctor").expect(ExitStatus.DONE);
        assertTrue(doctor.out().contains("missing  training module"), doctor.out());
        assertTrue(doctor.out().contains("install: bin/training"), doctor.out());
        var training =
                CommandRun.of("doctor", "--json").expect(ExitStatus.DONE).json().getAsJsonObject("training");
        assertFalse(training.get("present").getAsBoolean());
        assertEquals("bin/training", training.get("install").getAsString());
    }
}
