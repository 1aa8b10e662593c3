package dev.intarsia.hwtest.engine;

import dev.intarsia.hwtest.junit.RequiresTool;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;

/** The networks that {@link GeneratedCTest} draws with {@code -Dintarsia.tests=full}, by clang: every tensor is the oracle's. */
@RequiresTool("clang")
class GeneratedClangTest {

    private static final HostPrograms PROGRAMS = new HostPrograms();

    @Provide
    Arbitrary<List<NetworkDraw>> many() {
        return Draws.networks(false).list().ofSize(HostPrograms.BATCH);
    }

    @Property(tries = HostPrograms.BATCHES, seed = "7", edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    @AddLifecycleHook(Full.class)
    void full(@ForAll("many") List<NetworkDraw> drawn) {
        PROGRAMS.checkBatch(drawn, "clang");
    }

    @AfterContainer
    static void count() {
        System.out.println(PROGRAMS.count());
    }
}
