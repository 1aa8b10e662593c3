package dev.intarsia.ir.pass;

import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.proof.FindLine;
import dev.intarsia.ir.proof.Requantization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Requantizes a sum of products by one multiplication, one addition and one shift:
 *
 * <pre>
 * out[…] = clamp(shift(acc · m[k] + a[k], t[k], floor), low, high)
 * </pre>
 */
public final class MultiplyLine {

    private MultiplyLine() {}

    /**
     * The kernel of a sum with another last statement.
     *
     * @param lowered as it comes from its operator
     * @param steps for each output channel, which words its sums become
     * @return empty when a channel has no such line, or the kernel does not end in a rescaled sum with parameters for each channel
     */
    public static Optional<Kernel> apply(Kernel lowered, List<Staircase> steps) {
        long low = steps.stream().mapToLong(Staircase::first).min().orElseThrow();
        long high = steps.stream().mapToLong(Staircase::last).max().orElseThrow();
        List<Requantization.Line> lines = new ArrayList<>();
        for (Staircase channel : steps) {
            Optional<Requantization.Line> line = FindLine.find(channel, low, high);
            if (line.isEmpty()) {
                return Optional.empty();
            }
            lines.add(line.get());
        }
        Parameter multipliers = parameter(lowered, "line.m", lines, Requantization.Line::multiplier);
        Parameter addends = parameter(lowered, "line.a", lines, Requantization.Line::addend);
        Parameter shifts = parameter(lowered, "line.t", lines, Requantization.Line::shift);
        return RequantizedStore.replace(
                lowered,
                (store, sum, channel) -> {
                    Expr line = sum.times(Expr.load(multipliers.buffer(), channel))
                            .plus(Expr.load(addends.buffer(), channel));
                    Expr word = new Expr.Shift(line, Expr.load(shifts.buffer(), channel), Rounding.FLOOR);
                    return List.of(new Stmt.Store(store.buffer(), store.at(), word.clamp(low, high)));
                },
                List.of(),
                List.of(multipliers, addends, shifts));
    }

    private static Parameter parameter(
            Kernel kernel, String name, List<Requantization.Line> lines, ToLongFunction<Requantization.Line> number) {
        return RequantizedStore.parameter(
                kernel, name, lines.stream().mapToLong(number).toArray());
    }
}
