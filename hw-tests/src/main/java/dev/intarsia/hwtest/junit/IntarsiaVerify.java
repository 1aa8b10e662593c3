package dev.intarsia.hwtest.junit;

import dev.intarsia.hwtest.engine.EngineKind;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that holds engines against each other on a network of integers, every word of every tensor. It fails at the first difference, with
 * the layer, the element, both words and how the expected one comes about, and leaves a small case that shows the difference again. The
 * method runs after that, and may take the {@link dev.intarsia.hwtest.verify.Verdict} as a parameter to ask more of it.
 *
 * <pre>{@code
 * @IntarsiaVerify(model = "models/keywords.inta", targets = "inlay16")
 * void everyEngineAgrees() {}
 *
 * @IntarsiaVerify(replay = "golden/keywords", kinds = MyEngine.class)
 * void myEngineStillGivesTheRecordedWords(Verdict verdict) {
 *     assertTrue(verdict.words() > 1_000);
 * }
 * }</pre>
 *
 * <p>Paths are as the test's process sees them, in Maven relative to the module.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(IntarsiaVerifyExtension.class)
public @interface IntarsiaVerify {

    /** A network of integers in text form, as {@code intarsia quantize} and {@code convert} write it. */
    String model() default "";

    /** Instead of a model, a folder of golden vectors, as {@code intarsia verify --record} writes it: all engines are held against them. */
    String replay() default "";

    /** Targets to run for: names of those that ship, or files. */
    String[] targets() default {};

    /** Engines by name, the first one held to be right without {@link #replay}; all that can run if empty. */
    String[] engines() default {};

    /** Engines of one's own, each with a constructor without parameters. */
    Class<? extends EngineKind>[] kinds() default {};

    /** How many random vectors to run, corner words first. */
    int vectors() default 8;

    /** The seed of the random vectors. */
    long seed() default 1;

    /** Where a small case is written when there is a difference; the test's name is added. */
    String reproducers() default "target/intarsia-differences";
}
