package dev.intarsia.ir.schedule;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.LoopKind;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Carries out the steps of a schedule, one after the other. Decides nothing. */
public final class ApplySchedule {

    private ApplySchedule() {}

    /**
     * @param kernel what the schedule is for
     * @throws ScheduleException when a step names what is not there or would change a value
     */
    public static ScheduledKernel apply(Kernel kernel, Schedule schedule) {
        if (!schedule.kernel().equals(kernel.name())) {
            throw new ScheduleException("a schedule of " + schedule.kernel() + " for " + kernel.name());
        }
        return further(new ScheduledKernel(kernel, List.of()), schedule.steps());
    }

    /**
     * Carries out further steps.
     *
     * @throws ScheduleException when a step names what is not there or would change a value
     */
    public static ScheduledKernel further(ScheduledKernel begun, List<Step> steps) {
        return further(begun, steps, new KnownLayouts());
    }

    /**
     * Carries out further steps.
     *
     * @param layouts of words that were laid out by other schedules of the kernel
     * @throws ScheduleException when a step names what is not there or would change a value
     */
    public static ScheduledKernel further(ScheduledKernel begun, List<Step> steps, KnownLayouts layouts) {
        ScheduledKernel scheduled = begun;
        for (Step step : steps) {
            try {
                scheduled = apply(scheduled, step, layouts);
                requireOwnNames(scheduled.kernel());
            } catch (ScheduleException | IllegalArgumentException e) {
                String message =
                        begun.kernel().name() + ", step '" + SchedulePrinter.print(step) + "': " + e.getMessage();
                throw step instanceof Step.Rewrite ? new UnprovedException(message) : new ScheduleException(message);
            }
        }
        return scheduled;
    }

    private static ScheduledKernel apply(ScheduledKernel s, Step step, KnownLayouts layouts) {
        return switch (step) {
            case Step.Split split -> s.withKernel(LoopSteps.split(s.kernel(), split));
            case Step.Reorder reorder -> s.withKernel(LoopSteps.reorder(s.kernel(), reorder));
            case Step.Fuse fuse -> s.withKernel(LoopSteps.fuse(s.kernel(), fuse));
            case Step.Expand expand -> ExpandRegister.apply(s, expand);
            case Step.Stage stage -> StageBuffer.apply(s, stage);
            case Step.Layout layout -> s.withKernel(LayoutSteps.layout(s.kernel(), layout, layouts));
            case Step.Interleave interleave -> s.withKernel(LayoutSteps.interleave(s.kernel(), interleave));
            case Step.Mark mark -> s.withKernel(mark(s.kernel(), mark));
            case Step.Use use -> s.withKernel(use(s.kernel(), use));
            case Step.Place place -> place(s, place);
            case Step.Keep keep -> keep(s, keep);
            case Step.Rewrite rewrite -> s.withKernel(rewrite.rule().apply(s.kernel()));
        };
    }

    private static void requireOwnNames(Kernel kernel) {
        Set<String> names = new HashSet<>();
        for (Buffer buffer : kernel.buffers()) {
            require(names.add(buffer.name()), "there is a buffer " + buffer.name() + " already");
        }
    }

    private static Kernel mark(Kernel kernel, Step.Mark step) {
        boolean[] found = new boolean[1];
        List<Stmt> body = new Rewriter() {
            @Override
            protected List<Stmt> stmt(Stmt stmt) {
                if (stmt instanceof Stmt.Loop l && l.variable().equals(step.loop())) {
                    found[0] = true;
                    LoopKind kind = step.kind();
                    return List.of(new Stmt.Loop(l.variable(), l.extent(), kind, l.body()));
                }
                return List.of(stmt);
            }
        }.rewrite(kernel.body());
        require(found[0], "there is no loop " + step.loop());
        return kernel.withBody(body);
    }

    private static Kernel use(Kernel kernel, Step.Use step) {
        int[] seen = new int[1];
        List<Stmt> body = use(kernel.body(), step, seen);
        require(
                seen[0] > step.occurrence(),
                "there is no such piece: loop " + step.loop() + " writing " + step.writes());
        return kernel.withBody(body);
    }

    private static List<Stmt> use(List<Stmt> statements, Step.Use step, int[] seen) {
        List<Stmt> result = new ArrayList<>();
        for (Stmt statement : statements) {
            switch (statement) {
                case Stmt.Loop l
                when l.variable().equals(step.loop()) && LoopSteps.writes(l, step.writes()) ->
                    result.add(seen[0]++ == step.occurrence() ? new Stmt.Invoke(step.unit(), List.of(l)) : statement);
                case Stmt.Loop l -> result.add(l.withBody(use(l.body(), step, seen)));
                case Stmt.Store s -> result.add(s);
                case Stmt.Transfer t -> result.add(t);
                case Stmt.Invoke i -> result.add(i);
            }
        }
        return result;
    }

    private static ScheduledKernel place(ScheduledKernel s, Step.Place place) {
        ScheduledKernel.Staged staged = s.staged(place.buffer())
                .orElseThrow(() -> new ScheduleException("there is no staged buffer " + place.buffer()));
        require(
                staged.copies() == place.addresses().size(),
                place.buffer() + " has " + staged.copies() + " copies, placed at "
                        + place.addresses().size());
        return s.with(new ScheduledKernel.Staged(staged.buffer(), staged.source(), staged.copies(), place.addresses()));
    }

    private static ScheduledKernel keep(ScheduledKernel s, Step.Keep keep) {
        ScheduledKernel.Staged staged = s.staged(keep.buffer())
                .orElseThrow(() -> new ScheduleException("there is no staged buffer " + keep.buffer()));
        require(
                s.kernel().inputs().stream().anyMatch(b -> b.name().equals(staged.source())),
                keep.buffer() + " is no copy of a tensor that another layer computes");
        require(
                staged.copies() == 1,
                keep.buffer() + " has " + staged.copies() + " copies, and only a whole tensor is kept");
        return s;
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ScheduleException(otherwise);
        }
    }
}
