package dev.intarsia.hwtest.engine;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.backend.hls.HlsProject;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.HostHls;
import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.pass.ProveRequantizers;
import dev.intarsia.ir.stream.PlanFoldings;
import dev.intarsia.ir.target.Fpga;
import dev.intarsia.ir.target.Target;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The C++ for synthesis, compiled and simulated on this machine. */
record HlsEngine() implements EngineKind {

    private static final List<String> COMPILER = List.of("g++", "-std=c++14", "-O2", "-Wall", "-Wextra");

    @Override
    public String name() {
        return "hls";
    }

    @Override
    public String summary() {
        return "the C++ for synthesis of an FPGA, as C simulation";
    }

    @Override
    public boolean takes(Target target) {
        return target instanceof Fpga;
    }

    @Override
    public boolean quick() {
        return false;
    }

    @Override
    public List<ExternalTool> tools() {
        return List.of(ExternalTool.CXX);
    }

    @Override
    public Supplier<RunningEngine> prepare(Program program, Optional<Target> target) {
        Fpga chosen = (Fpga) target.orElseGet(() -> TargetReader.fpga("vitis"));
        HlsProject project = HlsBackend.generate(
                PlanFoldings.plan(ProveRequantizers.apply(program, chosen), chosen), CEngine::words);
        Shared shared = new Shared(project);
        return () -> {
            HostHls running = shared.take();
            return new ShowingEngine(program.meaning().graph(), running::run, shared::release);
        };
    }

    /** One compiled program for all threads: every run has files of its own in its folder. It is deleted with its last user. */
    private static final class Shared {
        private final HlsProject project;
        private HostHls program;
        private int users;

        Shared(HlsProject project) {
            this.project = project;
        }

        synchronized HostHls take() {
            if (users == 0) {
                program = new HostHls(project, COMPILER);
            }
            users++;
            return program;
        }

        synchronized void release() {
            users--;
            if (users == 0) {
                program.close();
            }
        }
    }
}
