package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.kernel.Affine;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.plan.Tiling.Residency;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;

/**
 * What a tiling will roughly cost and need, by a formula: says which tilings are worth being written down as schedules. Never decides
 * between those.
 */
final class Forecast {

    private static final int ALIGNMENT = 16;

    /** Cycles of a transfer besides its words and the memory's latency. */
    private static final int TRANSFER = 3;

    /** Cycles besides the channels before post-processing streams. */
    private static final int PARAMETERS = 2;

    private final Work work;
    private final Accelerator target;
    private final int channels;
    private final int blocks;
    private final int weightBytes;
    private final int outputBytes;
    private final Map<List<Integer>, Tile> ofSize = new HashMap<>();

    Forecast(Work work, int outputBytes, Accelerator target) {
        this.work = work;
        this.target = target;
        this.outputBytes = outputBytes;
        channels = work.channels();
        blocks = Math.ceilDiv(channels, target.cols());
        weightBytes = work.weights().map(w -> w.buffer().format().bytes()).orElse(0);
    }

    /**
     * What a tile reads of all operands.
     *
     * @param bytes with each operand's alignment
     * @param words port words
     */
    private record Tile(long bytes, long words) {}

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

    /**
     * What a tiling moves over the port, in cycles.
     *
     * @param first the first load of activations
     * @param input all of them
     * @param step one load of weights
     * @param steps how many of those there are
     * @param parameters all loads of parameters
     * @param result all stores
     * @param stores how many of those there are
     */
    private record Transfers(long first, long input, long step, long steps, long parameters, long result, long stores) {

        long all() {
            return input + step * steps + parameters + result;
        }

        long last() {
            return result / stores;
        }
    }

    /** @param load the cycles of a load of so many port words */
    private Transfers transfers(Tiling t, LongUnaryOperator load) {
        int tiles = tiles(t);
        int rounds = t.outputsOutside() ? 1 : tiles;
        boolean resident = t.activations() == Residency.LAYER;
        long first = load.applyAsLong(resident ? words(heightOfAll(), widthOfAll()) : words(t.height(), t.width()));
        int passes = work.kind() == Work.Kind.MATRIX ? Math.ceilDiv(work.tapCount(), target.rows()) : 1;
        long entries = (long) target.parameterEntryBytes() * channels;
        return new Transfers(
                first,
                resident ? first : first * tiles * (t.outputsOutside() ? blocks : 1),
                work.weights().isEmpty() ? 0 : load.applyAsLong(words(weightStep(t))),
                switch (t.weights()) {
                    case LAYER -> 1;
                    case BLOCK -> (long) rounds * blocks;
                    case PASS -> (long) tiles * blocks * passes;
                },
                t.parameters() == Residency.LAYER
                        ? load.applyAsLong(words(entries))
                        : rounds
                                * blocks
                                * load.applyAsLong(words((long) target.parameterEntryBytes() * target.cols())),
                words((long) work.pixelCount() * channels * outputBytes),
                (long) tiles * (t.outputsOutside() ? blocks : 1));
    }

    /**
     * Cycles in the middle of a network: what the busier of compute unit and port needs, and what nothing overlaps. The neighbours' loads are on
     * the port, too, so that a load is counted with the memory's latency at least: few large ones are preferred.
     */
    long between(Tiling t) {
        Transfers moved = transfers(t, words -> Math.max(target.port().latencyCycles(), words));
        return Math.max(tiles(t) * computed(t), moved.all())
                + tail(t)
                + moved.first()
                + moved.last()
                + (t.weights() == Residency.LAYER ? moved.step() / 4 : moved.step())
                + 2L * target.port().latencyCycles();
    }

    /**
     * Cycles of a layer with the machine to itself: what the busiest of compute unit, port and buffers needs, and what nothing overlaps. The words
     * of loads that wait for nothing follow one another, and their latencies overlap; but each copy of a buffer comes round no sooner than after its
     * load, its latency and its use.
     */
    long alone(Tiling t) {
        Transfers moved = transfers(t, words -> words);
        long compute = tiles(t) * computed(t);
        long busiest = Math.max(compute, moved.all());
        if (t.weights() != Residency.LAYER) {
            busiest = Math.max(busiest, turns(moved.steps(), t.weightCopies(), moved.step(), compute));
        }
        if (t.activations() != Residency.LAYER) {
            busiest = Math.max(busiest, turns(moved.input() / moved.first(), 2, moved.first(), compute));
        }
        busiest = Math.max(busiest, turns(moved.stores(), 2, moved.last(), (long) tiles(t) * blocks * posted(t)));
        return busiest
                + tail(t)
                + moved.first()
                + moved.last()
                + moved.step()
                + 2L * target.port().latencyCycles();
    }

    /** Whether one load brings all activations, so that they can stay on the chip. */
    boolean isWhole(Tiling t) {
        return t.activations() == Residency.LAYER || tiles(t) == 1 && !t.outputsOutside();
    }

    /** Cycles of a layer whose activations are on the chip when it begins, between neighbours. */
    long fed(Tiling t) {
        Transfers moved = transfers(t, words -> Math.max(target.port().latencyCycles(), words));
        return Math.max(tiles(t) * computed(t), moved.all() - moved.input())
                + tail(t)
                + moved.last()
                + (t.weights() == Residency.LAYER ? 0 : moved.step());
    }

    /** When as many copies of a buffer take turns, each filled or emptied over the port and used by the compute unit. */
    private long turns(long times, int copies, long words, long compute) {
        return times <= copies ? 0 : (times * (words + target.port().latencyCycles() + TRANSFER) + compute) / copies;
    }

    /** Cycles for a tile of the unit that has more to do, or, where the sums of two blocks do not fit beside each other, of both in turn. */
    private long computed(Tiling t) {
        long pixels = (long) t.height() * t.width();
        long steps = work.kind() == Work.Kind.ELEMENTWISE ? work.activations().size() : work.tapCount();
        boolean matrix = work.kind() == Work.Kind.MATRIX;
        long sums = matrix
                ? Math.ceilDiv(steps, target.rows()) * Math.max(pixels, target.rows())
                : steps * pixels * Math.ceilDiv(laneChannels(), target.vectorLanes());
        boolean inTurn = 2 * pixels > target.accumulatorEntries();
        return blocks * (inTurn ? sums + posted(t) + drain() : Math.max(sums, posted(t)));
    }

    /** Cycles in which the last sums go down the pipelines and are post-processed, which nothing of the layer overlaps. */
    private long tail(Tiling t) {
        return drain() + posted(t);
    }

    private int drain() {
        boolean matrix = work.kind() == Work.Kind.MATRIX;
        return CostModel.POST_PIPELINE
                + (matrix ? target.rows() + CostModel.MULTIPLY_PIPELINE : CostModel.VECTOR_PIPELINE);
    }

    /** Cycles of post-processing for a tile and a block of outputs. */
    private long posted(Tiling t) {
        long stream = (long) t.height() * t.width() * Math.ceilDiv(laneChannels(), target.vectorLanes());
        return Math.max(stream, laneChannels() + PARAMETERS);
    }

    private int laneChannels() {
        return Math.min(target.cols(), channels);
    }

    /** Port words of a stretch of bytes. */
    private long words(long bytes) {
        return Math.ceilDiv(bytes, target.port().bytes());
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
        return tile(height, width).bytes();
    }

    /** Port words of the same. */
    private long words(int height, int width) {
        return tile(height, width).words();
    }

    /** Many tilings have tiles of one size. */
    private Tile tile(int height, int width) {
        return ofSize.computeIfAbsent(List.of(height, width), size -> {
            List<List<Long>> operands = operands(height, width);
            return new Tile(
                    operands.stream().mapToLong(o -> align(product(o))).sum(),
                    operands.stream().mapToLong(this::rowWords).sum());
        });
    }

    /** Port words of a box. Rows that do not end with a word share one with the next row, and are asked for apart. */
    private long rowWords(List<Long> spans) {
        int port = target.port().bytes();
        long row = product(spans.subList(1, spans.size()));
        return spans.getFirst() * (Math.ceilDiv(row, port) + (row % port == 0 ? 0 : 1));
    }

    private static long product(List<Long> factors) {
        return factors.stream().reduce(1L, (a, b) -> a * b);
    }

    /** The box of each operand that a tile reads: what its axes span, and the bytes of an element. */
    private List<List<Long>> operands(int height, int width) {
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
        List<List<Long>> operands = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Expr.Load load : work.activations()) {
            if (seen.add(load.buffer().name())) {
                List<Long> spans = new ArrayList<>();
                load.at().forEach(index -> spans.add(span(index, extents)));
                spans.add((long) load.buffer().format().bytes());
                operands.add(spans);
            }
        }
        return operands;
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
