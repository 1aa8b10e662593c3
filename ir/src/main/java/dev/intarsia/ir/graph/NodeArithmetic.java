package dev.intarsia.ir.graph;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.FusedSum;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import java.util.List;

/**
 * How the words of a quantized node are formed from the words of its operands. The zero points are those of the tensors' types.
 *
 * <p>The forms are few and closed; an operator says in {@link Op#check} which of them it takes.
 */
public sealed interface NodeArithmetic {

    /** Every requantizer in it, with its parameters. */
    default List<Rescaling> rescalings() {
        return switch (this) {
            case Accumulate a -> List.of(a.output());
            case Add a -> List.of(a.left(), a.right(), a.output());
            case Rescale r -> List.of(r.output());
            case Multiply m -> List.of(m.output());
            case Mean m -> List.of(m.output());
            case Slopes s -> List.of(s.positive(), s.negative());
            case FusedAdd f -> List.of();
            case Average a -> List.of();
            case Bound b -> List.of();
            case Softmax s -> List.of();
            case Table t -> List.of();
            case Place p -> List.of();
            case Count c -> List.of();
            case Move m -> List.of();
        };
    }

    /**
     * Sum of products, then requantized: {@code clamp(rescale(bias + Σ w·(x − zero)) + zero')}.
     *
     * @param accumulation how the sum is kept
     * @param output from the accumulator to the result
     */
    record Accumulate(Accumulation accumulation, Rescaling output, Clamp clamp) implements NodeArithmetic {}

    /**
     * Both operands brought to one scale, added, then requantized:
     * {@code clamp(output(left((x − zx) · 2^leftShift) + right((y − zy) · 2^leftShift)) + zero')}.
     *
     * @param leftShift how many bits both operands are shifted up first
     */
    record Add(int leftShift, Rescaling left, Rescaling right, Rescaling output, Clamp clamp)
            implements NodeArithmetic {}

    /**
     * The sum of two words in float32, rounded once, as {@link FusedSum} says: the first operand is the outer one. The zero points of the types
     * are in it.
     */
    record FusedAdd(FusedSum sum, Clamp clamp) implements NodeArithmetic {}

    /** Sum over the valid taps divided by their number with this rounding; scale and zero point are kept. */
    record Average(Rounding rounding, Clamp clamp) implements NodeArithmetic {}

    /** No arithmetic but a bound: maximum pooling, a clamp that keeps its scale. */
    record Bound(Clamp clamp) implements NodeArithmetic {}

    /** From one scale to another: {@code clamp(rescale(x − zero) + zero')}. */
    record Rescale(Rescaling output, Clamp clamp) implements NodeArithmetic {}

    /**
     * Softmax over the last axis.
     *
     * @param form whose softmax
     * @param input the multiplier and total right shift that bring a difference of two words to the form's input scale;
     *     for a form that uses real numbers, ignored
     * @param lowestDifference differences below this one count as nothing
     */
    record Softmax(SoftmaxForm form, ScaleParameters input, long lowestDifference) implements NodeArithmetic {}

    /** The product of two words, rescaled: {@code clamp(rescale((x − zx) · (y − zy)) + zero')}. */
    record Multiply(Rescaling output, Clamp clamp) implements NodeArithmetic {}

    /** The sum of n words, rescaled by a scale that divides by n: {@code clamp(rescale(Σ x − n · zero) + zero')}. */
    record Mean(Rescaling output, Clamp clamp) implements NodeArithmetic {}

    /**
     * Two scales: {@code clamp(rescale(d) + zero')} of the difference {@code d = x − zx}, with {@code positive} where it is not negative and
     * {@code negative} where it is; there, with a second operand, of the product {@code d · (y − zy)}.
     */
    record Slopes(Rescaling positive, Rescaling negative, Clamp clamp) implements NodeArithmetic {}

    /**
     * One word for each word of the operand.
     *
     * @param words for each word of the operand's format, the least first
     */
    record Table(List<Long> words) implements NodeArithmetic {
        public Table {
            words = List.copyOf(words);
        }
    }

    /** The number of a place along an axis, by comparing words; it stands for itself. */
    record Place() implements NodeArithmetic {}

    /** How many thresholds a word has reached: which ones, and what that is worth, its operator says. */
    record Count() implements NodeArithmetic {}

    /** Words are only moved. */
    record Move() implements NodeArithmetic {}
}
