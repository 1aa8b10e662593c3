package dev.intarsia.hwtest.engine;

import dev.intarsia.hwtest.junit.RequiresToolCondition;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;

/** Skips properties that run RTL where its tools are missing, or fails where they are required. */
final class RtlTools implements SkipExecutionHook {

    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
        return RequiresToolCondition.missing("verilator", "g++")
                .map(SkipResult::skip)
                .orElseGet(SkipResult::doNotSkip);
    }
}
