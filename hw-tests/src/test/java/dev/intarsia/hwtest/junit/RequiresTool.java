package dev.intarsia.hwtest.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests run only where all of these tools are ({@link dev.intarsia.hwtest.tool.ExternalTool#named}). Where one is
 * missing they are reported as skipped, with what to install; on a machine that must have every tool, they fail.
 *
 * <p>A machine must have every tool if the environment has {@code CI}, or if {@code INTARSIA_REQUIRE_TOOLS} is {@code 1} as
 * an environment variable or a system property.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresToolCondition.class)
public @interface RequiresTool {
    String[] value();
}
