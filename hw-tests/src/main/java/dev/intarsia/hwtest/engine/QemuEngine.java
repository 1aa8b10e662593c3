package dev.intarsia.hwtest.engine;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.QemuC;
import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.pass.ProveRequantizers;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    public boolean needsTarget() {
        return false;
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
        Microcontroller target = target();
        return ExternalTool.ALL.stream()
                .filter(tool -> tool.executables().contains(target.compiler())
                        || tool.executables()
                                .contains(target.board().orElseThrow().emulator())
                        || tool.equals(ExternalTool.GCC))
                .toList();
    }

    @Override
    public Supplier<RunningEngine> prepare(Program program, Optional<Target> target) {
        Microcontroller chosen = (Microcontroller) target.orElseGet(this::target);
        CProject project = McuBackend.generate(ProveRequantizers.apply(program, chosen), chosen, CEngine::words);
        return () -> new Running(project, program.meaning().graph().outputs(), new QemuC(project, chosen, List.of()));
    }

    private record Running(CProject project, List<String> outputs, QemuC program) implements RunningEngine {

        @Override
        public List<RawTensor> run(List<RawTensor> inputs, TensorObserver each) {
            Map<String, RawTensor> tensors = new HashMap<>();
            for (int i = 0; i < inputs.size(); i++) {
                tensors.put(project.inputs().get(i).name(), inputs.get(i));
            }
            program.run(inputs, (name, words) -> {
                tensors.put(name, words);
                each.tensor(name, words);
            });
            return outputs.stream().map(tensors::get).toList();
        }

        @Override
        public void close() {
            program.close();
        }
    }
}
