package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import java.util.Optional;

/**
 * The sum of two rescaled words in doubles: {@code clamp(nearest(x · left + y · right + offset))}. It is only made where every pair of words
 * was tried and gave the operator's word.
 *
 * @param left what a step of the first operand counts
 * @param right what a step of the second counts
 * @param low the least result, less the zero point
 * @param high the greatest
 */
record Plane(double left, double right, double offset, long low, long high) {

    /** The word, less the zero point, for two words less theirs: one operation after the other as the lanes do it. */
    double at(double x, double y) {
        double moved = Math.fma(y, right, Math.fma(x, left, offset));
        return Math.min(Math.max(moved + Line.ROUNDER - Line.ROUNDER, low), high);
    }

    /** @return empty where no plane gives these words */
    static Optional<Plane> of(QuantizedNode node, WordTable words) {
        if (!(node.arithmetic() instanceof NodeArithmetic.Add add)
                || add.leftShift() > Integer.SIZE
                || !words.isOfPairs()
                || !add.left().isPerTensor()
                || !add.right().isPerTensor()
                || !add.output().isPerTensor()) {
            return Optional.empty();
        }
        Optional<IntegerRescale> left = IntegerRescale.of(add.left(), 0);
        Optional<IntegerRescale> right = IntegerRescale.of(add.right(), 0);
        Optional<IntegerRescale> output = IntegerRescale.of(add.output(), 0);
        if (left.isEmpty() || right.isEmpty() || output.isEmpty()) {
            return Optional.empty();
        }
        double shared = Math.scalb(output.get().slope(), add.leftShift());
        double first = left.get().slope() * shared;
        double second = right.get().slope() * shared;
        long zero = node.element().zeroPoint();
        Clamp bounds = new Clamp(add.clamp().low() - zero, add.clamp().high() - zero);
        return of(words, first, second, bounds).or(() -> of(words, first, -second, bounds)); // a sum, or a difference
    }

    /** The plane in the middle of what all pairs allow, if it is right for all. */
    private static Optional<Plane> of(WordTable words, double left, double right, Clamp bounds) {
        WordTable.Operand x = words.operands().get(0);
        WordTable.Operand y = words.operands().get(1);
        double least = Double.NEGATIVE_INFINITY;
        double greatest = Double.POSITIVE_INFINITY;
        for (int i = x.least(); i < x.least() + x.words(); i++) {
            for (int j = y.least(); j < y.least() + y.words(); j++) {
                double word = words.at(i, j);
                double linear = i * left + j * right;
                least = word > bounds.low() ? Math.max(least, word - 0.5 - linear) : least;
                greatest = word < bounds.high() ? Math.min(greatest, word + 0.5 - linear) : greatest;
            }
        }
        if (!(least < greatest) || Double.isInfinite(least) || Double.isInfinite(greatest)) {
            return Optional.empty();
        }
        Plane plane = new Plane(left, right, (least + greatest) / 2, bounds.low(), bounds.high());
        for (int i = x.least(); i < x.least() + x.words(); i++) {
            for (int j = y.least(); j < y.least() + y.words(); j++) {
                if (plane.at(i, j) != words.at(i, j)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(plane);
    }
}
