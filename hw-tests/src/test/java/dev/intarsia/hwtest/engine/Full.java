package dev.intarsia.hwtest.engine;

import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/** Leaves a property out unless every count that the docs name is asked for: {@code -Dintarsia.tests=full}. */
final class Full implements SkipExecutionHook {

    static boolean asked() {
        return "full".equals(System.getProperty("intarsia.tests"));
    }

    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
        return asked() ? SkipResult.doNotSkip() : SkipResult.skip("-Dintarsia.tests=full runs it");
    }
}
