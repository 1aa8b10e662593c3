package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.kernel.Affine;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.plan.Tiling.Residency;
import dev.intarsia.ir.target.Accelerator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a tiling will roughly cost and need, by a formula: says which tilings are worth being written down as schedules. Never decides
 * between those.
 */
final class Forecast {

    private static final int ALIGNMENT = 16;

    private final Work work;
    private final Accelerator target;
    private final int channels;
    private final int blocks;
    private final int weightBytes;
    private final int outputBytes;

    Forecast(Work work, int outputBytes, Accelerator target) {
        this.work = work;
        this.target = target;
        this.outputBytes = outputBytes;
        channels = work.channels();
        blocks = Math.ceilDiv(channels, target.cols());
        weightBytes = work.weights().map(w -> w.buffer().format().bytes()).orElse(0);
    }

    /** Whether a layer's buffers will fit the scratchpads. */
    boolean fits(Tiling t) {
        Map<Scratchpad, Long> needed = new EnumMap<>(Scratchpad.class);
        int copies = tiles(t) > 1 ? 2 : 1;
        boolean resident = t.activations() == Residency.LAYER;
        needed.put(
                Scratchpad.ACTIVATION,
                resident ? activations(heightOfAll(), widthOfAll()) : copies * activations(t.height(), t.width()));
        needed.put(Scratchpad.WEIGHT, t.weightCopies() * weightStep(t));
        needed.put(
                Scratchpad.OUTPUT,
                align((long) t.height() * t.width() * outputBytes * (t.outputsOutside() ? target.cols() : channels))
                        * (tiles(t) > 1 || t.outputsOutside() ? 2 : 1));
        needed.put(Scratchpad.ACCUMULATOR, (long) t.height() * t.width() * (t.gathered() ? blocks : 1));
        return needed.entrySet().stream()
                .allMatch(e -> e.getValue() <= e.getKey().capacity(target));
    }

    /** Cycles in the middle of a network: what the busier of compute unit and port needs, and what nothing overlaps. */
    long cycles(Tiling t) {
        int tiles = tiles(t);
        int pixels = t.height() * t.width();
        long steps = work.kind() == Work.Kind.ELEMENTWISE ? work.activations().size() : work.tapCount();
        int perLane = Math.ceilDiv(target.cols(), target.vectorLanes());
        long sums = switch (work.kind()) {
            case MATRIX -> Math.ceilDiv(steps, target.rows()) * Math.max(pixels, target.rows());
            case DEPTHWISE, POOLING, ELEMENTWISE -> steps * pixels * perLane;
        };
        int fill = CostModel.POST_PIPELINE
                + (work.kind() == Work.Kind.MATRIX ? target.rows() + target.cols() : CostModel.VECTOR_PIPELINE);
        long block = sums + (long) pixels * perLane;
        long compute = tiles * (blocks * block + (t.gathered() ? 1L : blocks) * fill);
        boolean again = t.outputsOutside() && t.activations() == Residency.BLOCK;
        long first = loaded(
                t.activations() == Residency.LAYER
                        ? activations(heightOfAll(), widthOfAll())
                        : activations(t.height(), t.width()));
        long input = t.activations() == Residency.LAYER ? first : first * tiles * (again ? blocks : 1);
        int rounds = t.outputsOutside() ? 1 : tiles;
        long step = work.weights().isEmpty() ? 0 : loaded(weightStep(t));
        long weights = step
                * switch (t.weights()) {
                    case LAYER -> 1;
                    case BLOCK -> rounds * blocks;
                    case PASS -> (long) tiles * blocks * Math.ceilDiv(work.tapCount(), target.rows());
                };
        long entries = (long) target.parameterEntryBytes() * channels;
        long parameters = t.parameters() == Residency.LAYER
                ? loaded(entries)
                : rounds * blocks * loaded((long) target.parameterEntryBytes() * target.cols());
        long result = (long) work.pixelCount()
                * channels
                * outputBytes
                / target.port().bytes();
        long last = result / tiles / (t.outputsOutside() ? blocks : 1);
        return Math.max(compute, input + weights + parameters + result)
                + first
                + last
                + (t.weights() == Residency.LAYER ? step / 4 : step)
                + 2L * target.port().latencyCycles();
    }

    /** Cycles of one load of many: the latency of the next is hidden while this one's bytes come in. */
    private long loaded(long bytes) {
        return Math.max(target.port().latencyCycles(), bytes / target.port().bytes());
    }

    private int tiles(Tiling t) {
        return Math.ceilDiv(heightOfAll(), t.height()) * Math.ceilDiv(widthOfAll(), t.width());
    }

    private int heightOfAll() {
        return work.pixels().size() == 2 ? Work.extent(work.pixels().getFirst()) : 1;
    }

    private int widthOfAll() {
        return work.pixels().isEmpty() ? 1 : Work.extent(work.pixels().getLast());
    }

    /** Bytes of weights that one load brings. */
    private long weightStep(Tiling t) {
        long row = (long) target.cols() * weightBytes;
        return align(
                switch (t.weights()) {
                    case LAYER -> row * blocks * work.tapCount();
                    case BLOCK -> row * work.tapCount();
                    case PASS -> row * Math.min(target.rows(), work.tapCount());
                });
    }

    /** Bytes of all operands that a tile of output pixels reads. */
    private long activations(int height, int width) {
        Map<String, Integer> extents = new HashMap<>();
        work.taps().forEach(l -> extents.put(l.variable(), Work.extent(l)));
        extents.put(work.lane().variable(), channels);
        List<Stmt.Loop> pixels = work.pixels();
        if (pixels.size() == 2) {
            extents.put(pixels.getFirst().variable(), height);
        }
        if (!pixels.isEmpty()) {
            extents.put(pixels.getLast().variable(), width);
        }
        long bytes = 0;
        Set<String> seen = new HashSet<>();
        for (Expr.Load load : work.activations()) {
            if (seen.add(load.buffer().name())) {
                long box = load.buffer().format().bytes();
                for (Index index : load.at()) {
                    box *= span(index, extents);
                }
                bytes += align(box);
            }
        }
        return bytes;
    }

    private static long span(Index index, Map<String, Integer> extents) {
        long span = 1;
        for (Map.Entry<Index, Long> term : Affine.of(index).terms().entrySet()) {
            if (term.getKey() instanceof Index.Variable v) {
                span += Math.abs(term.getValue()) * (extents.getOrDefault(v.name(), 1) - 1);
            }
        }
        return span;
    }

    private static long align(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
