package dev.intarsia.cli.size;

import dev.intarsia.cli.Samples;
import dev.intarsia.cli.Score;
import dev.intarsia.hwtest.engine.Samplewise;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.range.RangeAnalysis;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.layerwise.Layerwise;
import dev.intarsia.simulator.layerwise.SumLayer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One quantization of a network on all samples, with accumulators of every width and kind.
 *
 * <p>Each sample is run once with exact sums. An accumulator that holds all of these gives the same answer and is not run; one that does
 * not is run from the first layer on in which a sum does not fit.
 */
final class SizingJob {

    private final Layerwise network;
    private final Program program;
    private final Samples samples;
    private final List<Integer> labels;
    private final SweepSpec sweep;
    private final int[] proved;
    private final String output;

    /** @param samples have labels */
    SizingJob(Program program, Samples samples, SweepSpec sweep) {
        this.program = program;
        this.network = Layerwise.of(program);
        this.samples = samples;
        this.labels = samples.labels().orElseThrow();
        this.sweep = sweep;
        this.proved = IntStream.range(0, network.layers()).map(this::provedBits).toArray();
        this.output = program.meaning().graph().outputs().getFirst();
    }

    private int provedBits(int layer) {
        var ranges = WidthCertificate.ranges(program.meaning().quantizedNodes().get(layer));
        return ranges.isEmpty() ? 64 : RangeAnalysis.neededBits(ranges);
    }

    /** What one sample gave at one point. */
    private record Cell(boolean right, long overflowed, int first, boolean rerun) {}

    /** What one sample gave: the extremes of each layer's sums, and a cell for each point. */
    private record Row(long[] low, long[] high, List<Cell> cells) {}

    /** @param step is run after each sample */
    JobResult run(int weights, int activations, Runnable step) {
        List<Row> rows = Samplewise.map(samples.size(), () -> this::row, step);
        List<LayerWidth> layers = new ArrayList<>();
        for (int layer = 0; layer < network.layers(); layer++) {
            if (network.sum(layer).isPresent()) {
                int own = layer;
                long low = rows.stream().mapToLong(row -> row.low[own]).min().orElse(0);
                long high = rows.stream().mapToLong(row -> row.high[own]).max().orElse(0);
                layers.add(new LayerWidth(
                        network.name(layer),
                        proved[layer],
                        IntFormat.holdingSigned(BigInteger.valueOf(low), BigInteger.valueOf(high))
                                .bits(),
                        low,
                        high));
            }
        }
        List<Point> points = new ArrayList<>();
        long reruns = 0;
        for (AccumulatorKind kind : sweep.kinds()) {
            for (int bits : sweep.accumulators()) {
                int own = points.size();
                List<Cell> cells = rows.stream().map(row -> row.cells.get(own)).toList();
                long overflowed = cells.stream().mapToLong(Cell::overflowed).sum();
                int first = cells.stream().mapToInt(Cell::first).min().orElse(Integer.MAX_VALUE);
                reruns += cells.stream().filter(Cell::rerun).count();
                points.add(new Point(
                        weights,
                        activations,
                        bits,
                        kind.text(),
                        (int) cells.stream().filter(Cell::right).count(),
                        isProved(bits)
                                ? Point.Overflow.PROVED_NONE
                                : overflowed == 0 ? Point.Overflow.NONE_SEEN : Point.Overflow.SEEN,
                        overflowed,
                        (int) cells.stream().filter(cell -> cell.overflowed > 0).count(),
                        first == Integer.MAX_VALUE ? "" : network.name(first)));
            }
        }
        return new JobResult(samples.size(), layers, points, reruns);
    }

    private boolean isProved(int bits) {
        return IntStream.range(0, proved.length)
                .allMatch(layer -> network.sum(layer).isEmpty() || proved[layer] <= bits);
    }

    private Row row(int sample) {
        long[][] sums = new long[network.layers()][];
        Map<String, RawTensor> exact = network.exact(samples.words(sample), (layer, all) -> sums[layer] = all);
        long[] low = new long[sums.length];
        long[] high = new long[sums.length];
        for (int layer = 0; layer < sums.length; layer++) {
            for (int i = 0; sums[layer] != null && i < sums[layer].length; i++) {
                low[layer] = i == 0 ? sums[layer][i] : Math.min(low[layer], sums[layer][i]);
                high[layer] = i == 0 ? sums[layer][i] : Math.max(high[layer], sums[layer][i]);
            }
        }
        boolean right = Score.answer(exact.get(output)) == labels.get(sample);
        List<Cell> cells = new ArrayList<>();
        for (AccumulatorKind kind : sweep.kinds()) {
            for (int bits : sweep.accumulators()) {
                cells.add(cell(sample, exact, sums, low, high, right, kind, bits));
            }
        }
        return new Row(low, high, cells);
    }

    private Cell cell(
            int sample,
            Map<String, RawTensor> exact,
            long[][] sums,
            long[] low,
            long[] high,
            boolean right,
            AccumulatorKind kind,
            int bits) {
        Accumulation accumulation = kind.of(bits);
        boolean[] affected = new boolean[sums.length];
        long overflowed = 0;
        int first = Integer.MAX_VALUE;
        for (int layer = 0; layer < sums.length; layer++) {
            long count = network.sum(layer).isEmpty() || proved[layer] <= bits
                    ? 0
                    : overflowed(layer, exact, sums[layer], low[layer], high[layer], kind, accumulation);
            affected[layer] = count > 0;
            overflowed += count;
            first = count > 0 ? Math.min(first, layer) : first;
        }
        if (overflowed == 0) {
            return new Cell(right, 0, first, false);
        }
        Map<String, RawTensor> changed = network.rerun(exact, first, accumulation, layer -> !affected[layer]);
        return new Cell(Score.answer(changed.get(output)) == labels.get(sample), overflowed, first, true);
    }

    /** How many sums of a layer are others in this accumulator. */
    private long overflowed(
            int layer,
            Map<String, RawTensor> exact,
            long[] sums,
            long low,
            long high,
            AccumulatorKind kind,
            Accumulation accumulation) {
        IntFormat format = accumulation.format();
        long count = 0;
        if (kind.saturatesOnTheWay()) {
            SumLayer sum = network.sum(layer).orElseThrow();
            long[] narrow = sum.accumulate(exact.get(sum.input()), accumulation);
            for (int i = 0; i < sums.length; i++) {
                count += sums[i] == narrow[i] ? 0 : 1;
            }
        } else if (!format.contains(low) || !format.contains(high)) {
            for (long exactSum : sums) {
                count += format.contains(exactSum) ? 0 : 1;
            }
        }
        return count;
    }
}
