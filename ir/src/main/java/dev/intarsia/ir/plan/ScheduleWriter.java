package dev.intarsia.ir.plan;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.schedule.FoldZeroPoint;
import dev.intarsia.ir.schedule.PostProcess;
import dev.intarsia.ir.schedule.Schedule;
import dev.intarsia.ir.schedule.ShiftAsProduct;
import dev.intarsia.ir.schedule.Step;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes down the steps for one kind of work with given choices; decides nothing. Buffers are not placed yet.
 *
 * <p>The pattern is the same for all kinds: tiles of pixels and blocks of outputs outside; activations, weights and parameters staged
 * where they are first needed; accumulators for one tile and block; the unit; post-processing; the result staged and stored.
 */
final class ScheduleWriter {

    private static final IntFormat ENTRY = IntFormat.I32;

    private final Kernel kernel;
    private final Work work;
    private final Tiling tiling;
    private final Accelerator target;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> pixels;
    private final String lane;
    private final String entriesName;

    private ScheduleWriter(Kernel kernel, Work work, Tiling tiling, Accelerator target) {
        this.kernel = kernel;
        this.work = work;
        this.tiling = tiling;
        this.target = target;
        this.pixels = work.pixels().stream().map(Stmt.Loop::variable).toList();
        this.lane = work.lane().variable();
        this.entriesName = kernel.unused("entries");
    }

    static Schedule write(Kernel kernel, Work work, Tiling tiling, Accelerator target) {
        return new ScheduleWriter(kernel, work, tiling, target).write();
    }

    private Schedule write() {
        IntFormat accumulators = new IntFormat(true, target.accumulatorBits());
        List<String> entries;
        if (onlyShifts()) {
            steps.add(new Step.Rewrite(new ShiftAsProduct(ENTRY)));
        }
        if (work.weights().isPresent()) {
            String folded = kernel.unused("folded");
            IntFormat sum = target.overflow() instanceof AccumulatorOverflow.Wrap ? accumulators : IntFormat.I64;
            steps.add(new Step.Rewrite(new FoldZeroPoint(register(), lane, folded, sum, ENTRY)));
            entries = List.of(folded, parameterOf(true), parameterOf(false));
        } else {
            steps.add(new Step.Rewrite(new PostProcess(lane, accumulators, ENTRY)));
            entries = List.of("post.b", "post.m", "post.t");
        }
        steps.add(new Step.Interleave(entries, entriesName, ENTRY));
        tile();
        stageInputs();
        compute();
        String output = kernel.outputs().getFirst().name();
        steps.add(new Step.Stage(output, memory(Scratchpad.OUTPUT), atTile(), copies()));
        use(output + "." + Scratchpad.OUTPUT.memory().name());
        return new Schedule(kernel.name(), target.name(), steps);
    }

    private boolean onlyShifts() {
        boolean[] found = new boolean[1];
        Walk.accesses(kernel.body()).stream()
                .filter(Walk.Access::write)
                .forEach(a -> Walk.expressions(
                        a.expr(), e -> found[0] |= e instanceof Expr.Rescale r && r.form() instanceof PowerOfTwo));
        return found[0];
    }

    private String register() {
        return work.accumulator().map(b -> b.name()).orElseGet(() -> PostProcess.newRegister(kernel));
    }

    private static Memory memory(Scratchpad scratchpad) {
        return scratchpad.memory();
    }

    /** The name of the parameter that the requantizer takes its multiplier, or its shift, from. */
    private String parameterOf(boolean multiplier) {
        String[] name = new String[1];
        Walk.accesses(kernel.body()).stream()
                .filter(a -> a.write() && a.buffer().equals(kernel.outputs().getFirst()))
                .forEach(a -> Walk.expressions(a.expr(), e -> {
                    if (e instanceof Expr.Rescale r
                            && (multiplier ? r.multiplier() : r.shift()) instanceof Expr.Load l) {
                        name[0] = l.buffer().name();
                    }
                }));
        if (name[0] == null) {
            throw new IllegalStateException(kernel.name() + " has no requantizer with a parameter for each channel");
        }
        return name[0];
    }

    /** Blocks of outputs and tiles of pixels outside, what is in them inside. */
    private void tile() {
        List<String> outer = new ArrayList<>();
        List<String> inner = new ArrayList<>();
        for (int i = 0; i < pixels.size(); i++) {
            boolean rows = pixels.size() == 2 && i == 0;
            steps.add(new Step.Split(pixels.get(i), rows ? tiling.height() : tiling.width()));
            outer.add(pixels.get(i) + ".0");
            inner.add(pixels.get(i) + ".1");
        }
        steps.add(new Step.Split(lane, target.cols()));
        outer.add(tiling.outputsOutside() ? 0 : outer.size(), lane + ".0");
        inner.add(lane + ".1");
        if (!pixels.isEmpty()) {
            List<String> order = new ArrayList<>(outer);
            order.addAll(inner);
            steps.add(new Step.Reorder(order));
        }
    }

    /** The loop at whose every iteration a tile of pixels begins. */
    private String innermostTile() {
        if (pixels.isEmpty()) {
            return work.kind() == Work.Kind.MATRIX || work.weights().isPresent() ? "" : lane + ".0";
        }
        return pixels.getLast() + ".0";
    }

    private int copies() {
        int tiles = 1;
        for (int i = 0; i < pixels.size(); i++) {
            int size = pixels.size() == 2 && i == 0 ? tiling.height() : tiling.width();
            tiles *= Math.ceilDiv(Work.extent(work.pixels().get(i)), size);
        }
        if (pixels.isEmpty() && !innermostTile().isEmpty() || tiling.outputsOutside()) {
            tiles *= blocks();
        }
        return tiles > 1 ? 2 : 1;
    }

    private int blocks() {
        return Math.ceilDiv(work.channels(), target.cols());
    }

    private void stageInputs() {
        Set<String> names = new LinkedHashSet<>();
        work.activations().forEach(l -> names.add(l.buffer().name()));
        boolean all = tiling.activations() == Tiling.Residency.LAYER;
        for (String name : names) {
            steps.add(new Step.Stage(
                    name, memory(Scratchpad.ACTIVATION), all ? Optional.empty() : atTile(), all ? 1 : copies()));
        }
        if (work.taps().size() > 1) {
            steps.add(
                    new Step.Fuse(work.taps().stream().map(Stmt.Loop::variable).toList(), "q"));
        }
    }

    private Optional<String> atTile() {
        return Optional.of(innermostTile()).filter(name -> !name.isEmpty());
    }

    private void compute() {
        steps.add(new Step.Expand(
                register(), memory(Scratchpad.ACCUMULATOR), tiling.gathered() ? lane + ".0" : innermostPiece()));
        String tap = work.taps().size() > 1
                ? "q"
                : work.taps().isEmpty() ? "" : work.taps().getFirst().variable();
        if (work.weights().isPresent()) {
            String weights = work.weights().get().buffer().name();
            boolean matrix = work.kind() == Work.Kind.MATRIX;
            if (matrix) {
                steps.add(new Step.Split(tap, target.rows()));
                List<String> order = new ArrayList<>(List.of(tap + ".0"));
                pixels.forEach(p -> order.add(p + ".1"));
                order.add(lane + ".1");
                order.add(tap + ".1");
                steps.add(new Step.Reorder(order));
                steps.add(new Step.Layout(
                        weights, List.of(lane + ".0", tap + ".0", tap + ".1", lane + ".1"), target.cols()));
            } else {
                steps.add(new Step.Layout(weights, List.of(lane + ".0", tap, lane + ".1"), target.cols()));
            }
            Optional<String> at = switch (tiling.weights()) {
                case LAYER -> Optional.<String>empty();
                case BLOCK -> Optional.of(lane + ".0");
                case PASS -> Optional.of(tap + ".0");
            };
            steps.add(new Step.Stage(weights, memory(Scratchpad.WEIGHT), at, at.isEmpty() ? 1 : tiling.weightCopies()));
        }
        work.table().ifPresent(t -> steps.add(new Step.Stage(t.name(), memory(Scratchpad.TABLE), Optional.empty(), 1)));
        boolean all = tiling.parameters() == Tiling.Residency.LAYER;
        steps.add(new Step.Stage(
                entriesName,
                memory(Scratchpad.PARAMETER),
                all ? Optional.empty() : Optional.of(lane + ".0"),
                all ? 1 : 2));
    }

    /** The outermost loop of what a unit does in one go. */
    private String innermostPiece() {
        return pixels.isEmpty() ? lane + ".1" : pixels.getFirst() + ".1";
    }

    private void use(String staged) {
        String first = innermostPiece();
        if (work.kind() != Work.Kind.ELEMENTWISE) {
            steps.add(new Step.Use("clear", first, register(), 0));
        }
        String unit = work.kind() == Work.Kind.MATRIX ? "multiply" : "vector";
        steps.add(new Step.Use(unit, first, register(), 0));
        steps.add(new Step.Use("post", first, staged, 0));
    }
}
