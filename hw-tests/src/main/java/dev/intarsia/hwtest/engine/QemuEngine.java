package dev.intarsia.hwtest.engine;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.BoardMeter;
import dev.intarsia.hwtest.c.QemuC;
import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.pass.ProveRequantizers;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.target.Target;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The C for a microcontroller that ships, cross-compiled and run as firmware of an emulated board.
 *
 * @param name the target's name, which is the engine's
 */
record QemuEngine(String name) implements EngineKind {

    /** One for each target that ships and has a board. */
    static List<EngineKind> shipped() {
        return TargetReader.microcontrollers().stream()
                .filter(name -> TargetReader.microcontroller(name).board().isPresent())
                .<EngineKind>map(QemuEngine::new)
                .toList();
    }

    private Microcontroller target() {
        return TargetReader.microcontroller(name);
    }

    @Override
    public String summary() {
        return "firmware for the target " + name + " on an emulated board";
    }

    @Override
    public boolean takes(Target target) {
        return target instanceof Microcontroller m
                && m.board().isPresent()
                && m.compiler().equals(target().compiler())
                && m.flags().equals(target().flags())
                && m.board().equals(target().board());
    }

    @Override
    public List<ExternalTool> tools() {
        return BoardMeter.tools(target());
    }

    @Override
    public Supplier<RunningEngine> prepare(Program program, Optional<Target> target) {
        Microcontroller chosen = (Microcontroller) target.orElseGet(this::target);
        CProject project = McuBackend.generate(ProveRequantizers.apply(program, chosen), chosen, CEngine::words);
        return () -> {
            QemuC running = new QemuC(project, chosen, List.of());
            return new ShowingEngine(program.meaning().graph(), running::run, running::close);
        };
    }
}
