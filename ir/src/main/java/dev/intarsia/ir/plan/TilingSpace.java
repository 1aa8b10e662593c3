package dev.intarsia.ir.plan;

import dev.intarsia.ir.plan.Tiling.Residency;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The tilings that a layer's schedule may have. */
final class TilingSpace {

    /** More blocks of weights side by side than this are all of them. */
    private static final int SOME_COPIES = 4;

    private final Work work;
    private final Accelerator target;
    private final int blocks;

    private TilingSpace(Work work, Accelerator target) {
        this.work = work;
        this.target = target;
        blocks = Math.ceilDiv(work.channels(), target.cols());
    }

    /** Every tiling, larger tiles first. */
    static List<Tiling> all(Work work, Accelerator target) {
        return new TilingSpace(work, target).all();
    }

    private List<Tiling> all() {
        List<Tiling> all = new ArrayList<>();
        for (int width : widths()) {
            for (int height : heights()) {
                if (height * width <= target.accumulatorEntries()) {
                    boolean whole = height * width == work.pixelCount();
                    addOrders(all, height, width, whole);
                }
            }
        }
        return all;
    }

    private void addOrders(List<Tiling> all, int height, int width, boolean whole) {
        boolean wholeBlocks = work.channels() % target.cols() == 0 && blocks > 1;
        boolean hasWeights = work.weights().isPresent();
        for (Residency activations : new Residency[] {Residency.BLOCK, Residency.LAYER}) {
            if (activations == Residency.LAYER && (whole && blocks == 1 || !hasWeights)) {
                continue;
            }
            addWeights(all, height, width, activations, false, false, whole);
            if (blocks > 1 && hasWeights && blocks * height * width <= target.accumulatorEntries()) {
                addWeights(all, height, width, activations, false, true, whole);
            }
            if (wholeBlocks && hasWeights && !work.pixels().isEmpty() && (!whole || activations == Residency.LAYER)) {
                addWeights(all, height, width, activations, true, false, whole);
            }
        }
    }

    private void addWeights(
            List<Tiling> all,
            int height,
            int width,
            Residency activations,
            boolean outputsOutside,
            boolean gathered,
            boolean whole) {
        Residency parameters = work.channels() > target.parameterEntries() ? Residency.BLOCK : Residency.LAYER;
        all.add(new Tiling(height, width, activations, Residency.LAYER, 1, parameters, outputsOutside, gathered));
        if (work.weights().isEmpty()) {
            return;
        }
        NavigableSet<Integer> copies = new TreeSet<>(List.of(2));
        if (blocks > 2) {
            copies.add(Math.min(blocks, SOME_COPIES));
            copies.add(blocks);
        }
        if (blocks > 1) {
            for (int c : copies) {
                all.add(new Tiling(
                        height, width, activations, Residency.BLOCK, c, parameters, outputsOutside, gathered));
            }
        }
        if (work.kind() == Work.Kind.MATRIX) {
            for (int c : new int[] {2, SOME_COPIES}) {
                all.add(new Tiling(
                        height, width, activations, Residency.PASS, c, parameters, outputsOutside, gathered));
            }
        }
    }

    private NavigableSet<Integer> heights() {
        NavigableSet<Integer> heights = new TreeSet<>(List.of(1));
        if (work.pixels().size() == 2) {
            int size = Work.extent(work.pixels().getFirst());
            for (int parts = 1; parts <= size; parts++) {
                heights.add(Math.ceilDiv(size, parts));
            }
        }
        return heights.descendingSet();
    }

    /** Only divisors: a stored box may only be short on its outermost axis. */
    private NavigableSet<Integer> widths() {
        NavigableSet<Integer> widths = new TreeSet<>(List.of(1));
        if (!work.pixels().isEmpty()) {
            int size = Work.extent(work.pixels().getLast());
            for (int width = 1; width <= size; width++) {
                if (size % width == 0) {
                    widths.add(width);
                }
            }
        }
        return widths.descendingSet();
    }
}
