package dev.intarsia.ir.pass;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Requantizes a sum of products by counting the thresholds that it has reached: a form that every requantizer has.
 *
 * <pre>
 * level1 = thresholds[255·k + 127] ≤ acc
 * level2 = 2 · level1 + (thresholds[255·k + 128 · level1 + 63] ≤ acc)
 * …
 * out[…] = first[k] + level8
 * </pre>
 *
 * <p>Each level has one bit more than the one before, so that its format alone says that no place leaves the row.
 *
 * <p>A row has one threshold less than a power of two; what is left of it is filled with a number that no sum reaches.
 */
public final class CountThresholds {

    private CountThresholds() {}

    /**
     * The kernel of a sum with other last statements.
     *
     * @param lowered as it comes from its operator
     * @param steps for each output channel, which words its sums become
     * @return empty when the kernel does not end in a rescaled sum with parameters for each channel
     */
    public static Optional<Kernel> apply(Kernel lowered, List<Staircase> steps) {
        int most = steps.stream().mapToInt(Staircase::edges).max().orElseThrow();
        int bits = 32 - Integer.numberOfLeadingZeros(most);
        int width = (1 << bits) - 1;
        Parameter thresholds = RequantizedStore.parameter(lowered, "thresholds", rows(steps, width));
        Parameter first = RequantizedStore.parameter(
                lowered, "first", steps.stream().mapToLong(Staircase::first).toArray());
        List<Buffer> levels = IntStream.rangeClosed(1, bits)
                .mapToObj(i -> Buffer.register(lowered.unused("level" + i), new IntFormat(false, i)))
                .toList();
        long lowest = steps.stream().mapToLong(Staircase::first).min().orElseThrow();
        long highest = steps.stream().mapToLong(Staircase::last).max().orElseThrow();
        return RequantizedStore.replace(
                lowered,
                (store, sum, channel) -> {
                    List<Stmt> statements = new ArrayList<>();
                    Expr level = Expr.of(0);
                    for (int i = 0; i < bits; i++) {
                        int half = 1 << bits - 1 - i;
                        Expr risen = reached(
                                thresholds,
                                channel.times(width).plus(half - 1),
                                i,
                                level.times(Expr.of(2L * half)),
                                sum);
                        statements.add(Stmt.store(
                                levels.get(i),
                                i == 0 ? risen : level.times(Expr.of(2)).plus(risen)));
                        level = Expr.load(levels.get(i));
                    }
                    Expr word = Expr.load(first.buffer(), channel).plus(level).clamp(lowest, highest);
                    statements.add(new Stmt.Store(store.buffer(), store.at(), word));
                    return statements;
                },
                levels,
                List.of(thresholds, first));
    }

    private static Expr reached(Parameter thresholds, Index row, int level, Expr before, Expr sum) {
        Expr place = new Expr.Position(row);
        return new Expr.Compare(
                Expr.Comparison.LESS_OR_EQUAL,
                new Expr.LookUp(thresholds.buffer(), level == 0 ? place : place.plus(before)),
                sum);
    }

    private static long[] rows(List<Staircase> steps, int width) {
        long beyond =
                Math.addExact(steps.stream().mapToLong(Staircase::high).max().orElseThrow(), 1);
        long[] rows = new long[Math.max(1, steps.size() * width)];
        for (int i = 0; i < steps.size() * width; i++) {
            Staircase channel = steps.get(i / width);
            rows[i] = i % width < channel.edges() ? channel.edge(i % width) : beyond;
        }
        return rows;
    }
}
