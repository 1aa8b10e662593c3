package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.LoopKind;
import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.schedule.FoldZeroPoint;
import dev.intarsia.ir.schedule.PostProcess;
import dev.intarsia.ir.schedule.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/**
 * A step as drawn: made of whatever the kernel has by then. It may be refused; it may not change a value.
 *
 * @param kind which step
 * @param which loop, buffer or register
 * @param amount a factor, a length, a number of copies
 */
record StepDraw(Kind kind, int which, int amount) {

    enum Kind {
        SPLIT,
        REORDER,
        FUSE,
        STAGE,
        STAGE_AT_START,
        MARK,
        USE,
        EXPAND,
        LAYOUT,
        FOLD_ZERO_POINT,
        POST_PROCESS
    }

    private static final IntFormat SUM = new IntFormat(true, 40);

    /** @param number a name that no step before has used */
    Step step(Kernel kernel, int number) {
        List<Stmt.Loop> loops = new ArrayList<>();
        Walk.statements(kernel.body(), s -> {
            if (s instanceof Stmt.Loop l) {
                loops.add(l);
            }
        });
        Stmt.Loop loop = loops.get(which % loops.size());
        List<String> chain = chain(loop, 2 + amount % 3);
        Buffer buffer = kernel.buffers().get(which % kernel.buffers().size());
        Memory memory = new Memory("pad" + number);
        return switch (kind) {
            case SPLIT -> new Step.Split(loop.variable(), 1 + amount % 5);
            case REORDER -> {
                Collections.shuffle(chain, new Random(amount));
                yield new Step.Reorder(chain);
            }
            case FUSE -> new Step.Fuse(chain, "f" + number);
            case STAGE -> {
                String at = loops.get(amount % loops.size()).variable();
                yield new Step.Stage(buffer.name(), memory, Optional.of(at), 1 + amount % 2);
            }
            case STAGE_AT_START -> new Step.Stage(buffer.name(), memory, Optional.empty(), 1);
            case MARK -> new Step.Mark(loop.variable(), LoopKind.values()[amount % LoopKind.values().length]);
            case USE ->
                new Step.Use(
                        "unit", loop.variable(), kernel.outputs().getFirst().name(), 0);
            case EXPAND -> new Step.Expand("acc", memory, loop.variable());
            case LAYOUT -> layout(kernel);
            case FOLD_ZERO_POINT -> new Step.Rewrite(new FoldZeroPoint("acc", "k", "folded", SUM, IntFormat.I64));
            case POST_PROCESS -> new Step.Rewrite(new PostProcess("c", SUM, IntFormat.I32));
        };
    }

    private static List<String> chain(Stmt.Loop loop, int length) {
        List<String> names = new ArrayList<>(List.of(loop.variable()));
        Stmt.Loop last = loop;
        while (names.size() < length && last.body().size() == 1 && last.body().getFirst() instanceof Stmt.Loop next) {
            names.add(next.variable());
            last = next;
        }
        return names;
    }

    /** Some parameter, by the loops that its one place names, in any order. */
    private Step layout(Kernel kernel) {
        if (kernel.parameters().isEmpty()) {
            return new Step.Layout("none", List.of("k"), 1);
        }
        Parameter parameter =
                kernel.parameters().get(which % kernel.parameters().size());
        TreeSet<String> variables = new TreeSet<>();
        for (Walk.Access access : Walk.accesses(kernel.body())) {
            if (access.buffer().equals(parameter.buffer())) {
                access.at().forEach(i -> variables.addAll(Extent.variables(i)));
            }
        }
        List<String> axes = new ArrayList<>(variables);
        Collections.shuffle(axes, new Random(amount));
        return new Step.Layout(
                parameter.buffer().name(), axes.isEmpty() ? List.of("k") : axes, amount % 2 == 0 ? 1 : 8);
    }
}
