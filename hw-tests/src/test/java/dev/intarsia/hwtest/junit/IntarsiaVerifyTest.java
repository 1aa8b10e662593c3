package dev.intarsia.hwtest.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.engine.EngineKind;
import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.hwtest.verify.GoldenPackReader;
import dev.intarsia.hwtest.verify.Verdict;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The annotation as a user has it, on networks of the corpus that ships; and what becomes of a test whose engine is wrong. */
class IntarsiaVerifyTest {

    private static final String MODEL = "../corpus/conv2d-int8-strided/model.inta";

    @IntarsiaVerify(
            model = MODEL,
            targets = {"inlay8", "inlay16"})
    void everyEngineAgrees(Verdict verdict) {
        assertEquals(8, verdict.samples());
        assertTrue(verdict.tallies().size() >= 4, verdict.toString());
    }

    @IntarsiaVerify(
            model = MODEL,
            engines = {"oracle", "java"},
            targets = "inlay32",
            vectors = 5,
            seed = 9)
    void theChosenEnginesAgree(Verdict verdict) {
        assertEquals("oracle", verdict.reference());
        assertEquals(
                List.of("java (inlay32)"),
                verdict.tallies().stream().map(Verdict.Tally::engine).toList());
        assertEquals(5, verdict.samples());
    }

    /** The oracle, but the word 3 of everything is another. */
    static final class Wrong implements EngineKind {

        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public String summary() {
            return "the oracle with a fault";
        }

        @Override
        public Supplier<RunningEngine> prepare(Program program, Optional<Target> target) {
            RunningEngine oracle = Engines.named("oracle")
                    .orElseThrow()
                    .prepare(program, target)
                    .get();
            return () -> (inputs, each) -> oracle.run(inputs, (tensor, words) -> {
                long[] changed = words.toArray();
                changed[Math.min(3, changed.length - 1)] ^= 1;
                each.tensor(tensor, RawTensor.owning(words.format(), words.shape(), changed));
            });
        }
    }

    /** Not tests themselves, but what the tests below ask for. */
    static final class Asked {

        @IntarsiaVerify(model = MODEL, engines = "oracle", kinds = Wrong.class)
        void wrong() {}

        @IntarsiaVerify(replay = "target/intarsia-differences/Asked.wrong", kinds = Wrong.class)
        void again() {}

        @IntarsiaVerify(model = MODEL, engines = "oracle")
        void alone() {}

        @IntarsiaVerify(
                model = MODEL,
                engines = {"oracle", "java"})
        void withoutTarget() {}

        @IntarsiaVerify(targets = "inlay8")
        void withoutModel() {}
    }

    private static Regression regression(String method) throws NoSuchMethodException {
        IntarsiaVerify asked = Asked.class.getDeclaredMethod(method).getAnnotation(IntarsiaVerify.class);
        return Regression.of(asked, "Asked." + method);
    }

    @Test
    void aDifferenceIsAFailureWithAReproducer() throws NoSuchMethodException {
        String failure = regression("wrong").failure().orElseThrow();
        assertTrue(failure.startsWith("wrong differs: vector 0, layer "), failure);
        assertTrue(failure.contains("  acc\n"), failure);
        assertEquals(
                1,
                GoldenPackReader.read(Path.of("target/intarsia-differences/Asked.wrong"))
                        .inputs()
                        .size());
        Regression again = regression("again");
        assertTrue(again.failure().isPresent());
        assertEquals("recorded words", again.verdict().reference());
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        for (String method : List.of("alone", "withoutTarget", "withoutModel")) {
            assertThrows(IllegalArgumentException.class, () -> regression(method), method);
        }
    }
}
