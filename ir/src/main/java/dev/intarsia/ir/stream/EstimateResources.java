package dev.intarsia.ir.stream;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.proof.WordRanges;
import dev.intarsia.ir.range.AccumulatorRange;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.range.RangeAnalysis;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Estimates what processes and streams take of a device, from the widths that are proved. */
public final class EstimateResources {

    /** Counters and control of a process. */
    private static final int CONTROL_LUTS = 150;

    /** Shifting and rounding after the product of a requantizer, for each bit of the product. */
    private static final int LUTS_PER_ROUNDED_BIT = 3;

    private final WordRanges ranges;
    private final Map<String, Integer> accumulators = new HashMap<>();

    /** Proves the widths of a program. */
    public EstimateResources(Program program) {
        this.ranges = WordRanges.of(program.meaning());
        for (Kernel kernel : program.kernels()) {
            List<AccumulatorRange> sums = RangeAnalysis.accumulators(kernel, known(kernel));
            accumulators.put(kernel.name(), sums.isEmpty() ? 0 : RangeAnalysis.neededBits(sums));
        }
    }

    private Map<String, Interval> known(Kernel kernel) {
        Map<String, Interval> known = new HashMap<>();
        kernel.inputs().forEach(input -> known.put(input.name(), ranges.all(input.name())));
        return known;
    }

    /** The bits that a layer's accumulator is proved to need; 0 for a layer that sums no products. */
    public int accumulatorBits(String node) {
        return accumulators.get(node);
    }

    /** What a process takes. */
    public Resources of(Process process) {
        return switch (process) {
            case Process.Enter p -> Resources.logic(CONTROL_LUTS / 3 + p.to().bits());
            case Process.Leave p -> Resources.logic(CONTROL_LUTS / 3 + p.from().bits());
            case Process.Fork p -> Resources.logic(CONTROL_LUTS / 3);
            case Process.Repack p ->
                Resources.logic(CONTROL_LUTS / 3 + Math.max(p.from().bits(), p.to().bits()));
            case Process.Slide p ->
                Resources.memory(
                                p.from().bits(),
                                (long) p.rows()
                                        * p.from().tokens()
                                        / p.reduction().window().image().size(0))
                        .plus(Resources.logic(2 * CONTROL_LUTS));
            case Process.Reduce p -> reduce(p);
            case Process.Map p ->
                arithmetic(p.form().store(), p.to().format().bits() + 2)
                        .times(p.to().lanes())
                        .plus(parameters(p.kernel(), p.to().lanes()))
                        .plus(Resources.logic(CONTROL_LUTS));
            case Process.Whole p -> whole(p);
        };
    }

    /** What the places of a stream take. */
    public static Resources of(Channel channel, int depth) {
        return depth <= 32 ? Resources.logic(channel.bits()) : Resources.memory(channel.bits(), depth);
    }

    private Resources reduce(Process.Reduce process) {
        Reduction reduction = process.reduction();
        Kernel kernel = reduction.kernel();
        int elements = process.folding().elements();
        int lanes = reduction.window().own() ? 1 : process.folding().lanes();
        Buffer register = reduction.start().buffer();
        int sum = accumulators.get(kernel.name()) > 0
                ? accumulators.get(kernel.name())
                : RangeAnalysis.buffers(kernel, known(kernel))
                        .getOrDefault(register.name(), Interval.of(register.format()))
                        .format()
                        .bits();
        Resources each = Resources.logic(2L * sum);
        List<Parameter> weights = new ArrayList<>();
        Walk.expressions(reduction.update().value(), e -> {
            if (e instanceof Expr.Load load && load.at().size() > 1 && load != reduction.x()) {
                kernel.parameters().stream()
                        .filter(p -> p.buffer().equals(load.buffer()))
                        .forEach(weights::add);
            }
        });
        Resources all = Resources.logic(CONTROL_LUTS);
        if (!weights.isEmpty()) {
            int weight = bits(weights.getFirst().words());
            int word = reduction.x().buffer().format().bits() + (usesZero(reduction) ? 1 : 0);
            each = Resources.product(word, weight).plus(Resources.logic(sum)).times(lanes);
            all = all.plus(Resources.memory(
                    (long) elements * lanes * weight, (long) process.channelFolds() * process.tapFolds()));
        }
        if (!reduction.window().own() && process.channelFolds() > 1) {
            all = all.plus(Resources.memory(process.from().bits(), process.tapFolds()));
        }
        return all.plus(each.plus(arithmetic(reduction.finish(), sum)).times(elements));
    }

    private static boolean usesZero(Reduction reduction) {
        boolean[] found = {false};
        Walk.expressions(reduction.update().value(), e -> {
            if (e instanceof Expr.Constant) {
                found[0] = true;
            }
        });
        return found[0];
    }

    /** What the expression of a word takes. */
    private static Resources arithmetic(Stmt.Store store, int bits) {
        Resources[] sum = {Resources.NONE};
        Walk.expressions(store.value(), e -> {
            if (e instanceof Expr.Rescale) {
                sum[0] = sum[0].plus(Resources.product(bits, 31))
                        .plus(Resources.logic((long) LUTS_PER_ROUNDED_BIT * (bits + 31)));
            } else if (e instanceof Expr.Binary binary) {
                sum[0] = sum[0].plus(
                        binary.operator() == Expr.Operator.MULTIPLY
                                ? Resources.product(bits, bits)
                                : Resources.logic(bits));
            } else if (e instanceof Expr.Compare || e instanceof Expr.Select) {
                sum[0] = sum[0].plus(Resources.logic(bits));
            } else if (e instanceof Expr.Divide) {
                sum[0] = sum[0].plus(Resources.logic((long) bits * bits));
            }
        });
        return sum[0];
    }

    private static Resources parameters(Kernel kernel, int readers) {
        return kernel.parameters().stream()
                .map(p -> Resources.memory(bits(p.words()), p.words().shape().elements()))
                .reduce(Resources.NONE, Resources::plus)
                .times(Math.ceilDiv(readers, 2));
    }

    private static Resources whole(Process.Whole process) {
        Resources all = Resources.logic(4 * CONTROL_LUTS).plus(parameters(process.kernel(), 1));
        for (Buffer buffer : process.kernel().buffers()) {
            if (process.kernel().parameters().stream().noneMatch(p -> p.buffer().equals(buffer))) {
                all = all.plus(
                        Resources.memory(buffer.format().bits(), buffer.shape().elements()));
            }
        }
        for (Stmt statement : process.kernel().body()) {
            List<Stmt.Store> stores = new ArrayList<>();
            Walk.statements(List.of(statement), s -> {
                if (s instanceof Stmt.Store store) {
                    stores.add(store);
                }
            });
            for (Stmt.Store store : stores) {
                all = all.plus(arithmetic(store, store.buffer().format().bits()));
            }
        }
        return all;
    }

    private static int bits(RawTensor words) {
        Interval all = Interval.of(words.at(0));
        for (int i = 1; i < words.shape().elements(); i++) {
            all = all.join(Interval.of(words.at(i)));
        }
        IntFormat format = all.format();
        return format.bits();
    }
}
