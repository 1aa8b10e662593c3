package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.AddForm;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.FusedSum;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MeanForm;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.QuantizedMultiplier;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.Softmax;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.arithmetic.TableForm;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.graph.Tabulated;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Scale;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Chooses the integers of one node whose tensors have their types. */
final class NodePlanning {

    /** Activations of more bits have 64-bit biases and accumulators in TensorFlow Lite. */
    private static final int NARROW_BITS = 8;

    private static final int MOST_TABLE_BITS = 16;

    /** What of TensorFlow Lite's 64 bits a bias can need: the weights' scale keeps it inside. */
    private static final IntFormat WIDE_BIAS = new IntFormat(true, 48);

    private static final int NARROW_ADD_SHIFT = 20;
    private static final int WIDE_ADD_SHIFT = 15;
    private static final int ONE_SHIFT_BITS = 20;

    /**
     * The fixed-point form shifts a difference by less than 31 bits, so its scale is below 16. Where one step is worth 15 or more, the
     * next word's share e^−15 is nothing at 16 bits, whatever the scale.
     */
    private static final double GREATEST_LOGIT_SCALE = 15;

    /** The same for its logarithm: a word below the greatest is then the least that there is, whatever the scale. */
    private static final double GREATEST_LOG_LOGIT_SCALE = 0x1.ffffp3;

    private final ArithmeticProfile profile;
    private final QuantizationSettings settings;
    private final Diagnostics diagnostics;
    private final Node node;
    private final Fusion.Bounds bounds;

    NodePlanning(QuantizationSettings settings, Diagnostics diagnostics, Node node, Fusion.Bounds bounds) {
        this.profile = settings.profile();
        this.settings = settings;
        this.diagnostics = diagnostics;
        this.node = node;
        this.bounds = bounds;
    }

    /** The type of a bias: the scale of the products. */
    Quantized bias(Quantized input, Quantized weights) {
        double scale = input.scale().at(0);
        List<Double> factors =
                weights.scale().factors().stream().map(w -> scale * w).toList();
        return new Quantized(
                biasFormat(input), new Scale(factors, weights.scale().axis()), 0);
    }

    static IntFormat biasFormat(Quantized input) {
        return input.format().bits() > NARROW_BITS ? WIDE_BIAS : IntFormat.I32;
    }

    /**
     * What there is to know of a sum of products beside its types.
     *
     * @param dense whether it is a dense layer, for which a profile may have a requantizer of its own
     * @param legacy whether the two scales are multiplied in float32 first, as TensorFlow Lite does for unsigned words with one scale
     * @param bias the format of the bias in the file; where it has one, it decides how wide the sum is
     */
    record Product(boolean dense, boolean legacy, Optional<IntFormat> bias) {}

    NodeArithmetic accumulate(
            AccumulatorBounds reached, Product product, Quantized input, Quantized weights, Quantized output) {
        Accumulation accumulation = accumulation(reached.format());
        Requantizer form = product.dense ? profile.dense() : profile.requantizer();
        boolean inFloat = product.dense || product.legacy;
        Rescaling rescaling = rescaling(form, inFloat, input, weights, output);
        boolean wide = input.format().bits() > NARROW_BITS
                && product.bias
                        .map(format -> format.bits() > IntFormat.I32.bits())
                        .orElse(true);
        if (form instanceof MultiplyShift shift
                && shift.doubleRounding()
                && (wide || !inDomain(rescaling, reached, accumulation))) {
            rescaling = rescaling(MultiplyShift.TFLM_WIDE, inFloat, input, weights, output);
        }
        return new NodeArithmetic.Accumulate(accumulation, rescaling, clamp(output));
    }

    private static Rescaling rescaling(
            Requantizer form, boolean inFloat, Quantized input, Quantized weights, Quantized output) {
        double from = input.scale().at(0);
        double to = output.scale().at(0);
        List<Double> factors = weights.scale().factors();
        return inFloat ? Rescalings.dense(form, from, factors, to) : Rescalings.product(form, from, factors, to);
    }

    private Accumulation accumulation(IntFormat proved) {
        return settings.accumulator()
                .filter(requested -> !requested.format().contains(proved))
                .orElseGet(() -> new Accumulation.Exact(proved));
    }

    /** Whether all that each channel's accumulator can be is what the requantizer's source defines for that channel. */
    private static boolean inDomain(Rescaling rescaling, AccumulatorBounds reached, Accumulation accumulation) {
        if (!(rescaling.form() instanceof MultiplyShift form) || !form.doubleRounding()) {
            return true;
        }
        List<ScaleParameters> parameters = rescaling.parameters();
        for (int k = 0; k < reached.channels().size(); k++) {
            AccumulatorBounds.Bounds channel = accumulation instanceof Accumulation.Exact
                    ? reached.channels().get(k)
                    : new AccumulatorBounds.Bounds(
                            accumulation.format().minValue(),
                            accumulation.format().maxValue());
            int shift = parameters.get(parameters.size() == 1 ? 0 : k).shift();
            if (shift < 1
                    || !IntFormat.I64.contains(channel.low())
                    || !IntFormat.I64.contains(channel.high())
                    || !form.inDomain(channel.low().longValueExact(), shift)
                    || !form.inDomain(channel.high().longValueExact(), shift)) {
                return false;
            }
        }
        return true;
    }

    /** A sum, which a profile may form in another way than a difference. */
    NodeArithmetic sum(Quantized left, Quantized right, Quantized output) {
        if (profile.add() != AddForm.FUSED_FLOAT) {
            return add(left, right, output);
        }
        return new NodeArithmetic.FusedAdd(
                FusedSum.of(
                        (float) left.scale().at(0),
                        left.zeroPoint(),
                        (float) right.scale().at(0),
                        right.zeroPoint(),
                        (float) output.scale().at(0),
                        output.zeroPoint()),
                clamp(output));
    }

    NodeArithmetic add(Quantized left, Quantized right, Quantized output) {
        double x = left.scale().at(0);
        double y = right.scale().at(0);
        double to = output.scale().at(0);
        Requantizer form = profile.requantizer();
        if (profile.add() == AddForm.ONE_SHIFT) {
            return oneShift((float) x / (float) to, (float) y / (float) to, output);
        }
        if (profile.add() != AddForm.LEFT_SHIFT) {
            return new NodeArithmetic.Add(
                    0,
                    Rescalings.ratio(form, x, to),
                    Rescalings.ratio(form, y, to),
                    Rescalings.ratio(form, 1, 1),
                    clamp(output));
        }
        int shift = addShift(left, right);
        double twice = 2 * Math.max(x, y);
        return new NodeArithmetic.Add(
                shift,
                Rescalings.ratio(form, x, twice),
                Rescalings.ratio(form, y, twice),
                Rescalings.ratio(form, twice, Math.scalb(to, shift)),
                clamp(output));
    }

    /** {@code (x · m + y · n) >> shift} with the greater of the multipliers from 2^20 to 2^21. */
    private NodeArithmetic oneShift(float left, float right, Quantized output) {
        int shift = ONE_SHIFT_BITS - Math.getExponent(Math.max(left, right));
        return new NodeArithmetic.Add(
                0,
                multiplied(QuantizedMultiplier.atShift(left, shift)),
                multiplied(QuantizedMultiplier.atShift(right, shift)),
                new Rescaling(new PowerOfTwo(Rounding.HALF_UP), List.of(new ScaleParameters(1, shift))),
                clamp(output));
    }

    private static Rescaling multiplied(ScaleParameters parameters) {
        return new Rescaling(
                new MultiplyShift(ONE_SHIFT_BITS + 3, false, Rounding.HALF_UP),
                List.of(new ScaleParameters(parameters.multiplier(), 0)));
    }

    /**
     * The least scale of a sum: below it, TensorFlow Lite's addition would have to shift to the left what fills its 32 bits. A step is then
     * less than a ten-thousandth of an operand's.
     */
    double leastAddScale(Quantized left, Quantized right) {
        double twice = 2 * Math.max(left.scale().at(0), right.scale().at(0));
        return profile.add() == AddForm.LEFT_SHIFT ? Math.scalb(twice, 1 - addShift(left, right)) : 0;
    }

    private static int addShift(Quantized left, Quantized right) {
        int bits = Math.max(left.format().bits(), right.format().bits());
        return bits > NARROW_BITS ? WIDE_ADD_SHIFT : NARROW_ADD_SHIFT;
    }

    NodeArithmetic rescale(Quantized from, Quantized to) {
        return new NodeArithmetic.Rescale(
                Rescalings.ratio(
                        profile.requantizer(), from.scale().at(0), to.scale().at(0)),
                clamp(to));
    }

    /**
     * A product. TensorFlow Lite makes its scale in float32: {@code fl32(fl32(x · y) / output)}.
     *
     * <p>Source: {@code Prepare} in TensorFlow Lite 2.18, tensorflow/lite/kernels/mul.cc.
     */
    NodeArithmetic multiply(Quantized left, Quantized right, Quantized output) {
        float product = (float) left.scale().at(0) * (float) right.scale().at(0);
        return new NodeArithmetic.Multiply(
                Rescalings.scale(
                        profile.requantizer(), product / (float) output.scale().at(0)),
                clamp(output));
    }

    /**
     * The mean of {@code count} words: the scale from one type to the other over the count, either in the real number or, where the profile
     * says so, in the multiplier's integer.
     *
     * <p>Source: {@code QuantizedMeanOrSum}, TensorFlow Lite 2.18, tensorflow/lite/kernels/internal/reference/reduce.h.
     */
    NodeArithmetic mean(int count, Quantized from, Quantized output) {
        Requantizer form = profile.requantizer();
        double scale = from.scale().at(0) / output.scale().at(0);
        if (profile.mean() == MeanForm.SCALE
                || !(form instanceof MultiplyShift shift)
                || shift.multiplierBits() != 32) {
            return new NodeArithmetic.Mean(Rescalings.scale(form, scale / count), clamp(output));
        }
        ScaleParameters whole = Rescalings.scale(form, scale).at(0);
        return new NodeArithmetic.Mean(
                new Rescaling(form, List.of(QuantizedMultiplier.divided(whole, count))), clamp(output));
    }

    /**
     * A slope for negative numbers.
     *
     * <p>Source: {@code LeakyReluPrepare} and {@code PreluPrepare}, TensorFlow Lite 2.18, tensorflow/lite/kernels/activations.cc: float32.
     *
     * @param slope the number, or the worth of one step of the slopes' words
     */
    NodeArithmetic slopes(double slope, Quantized from, Quantized output) {
        Requantizer form = profile.requantizer();
        float x = (float) from.scale().at(0);
        float y = (float) output.scale().at(0);
        return new NodeArithmetic.Slopes(
                Rescalings.scale(form, x / y), Rescalings.scale(form, x * (float) slope / y), clamp(output));
    }

    /** The words of a function; empty where there are none, which is then reported. */
    Optional<NodeArithmetic> table(Tabulated op, Quantized from, Quantized output) {
        Optional<long[]> words =
                from.format().bits() > MOST_TABLE_BITS ? Optional.empty() : op.table(from, output, profile.table());
        if (words.isEmpty()) {
            diagnostics.error(
                    node.location(),
                    node.name() + ": " + op.mnemonic() + " has no table from " + from.format() + " to "
                            + output.format() + " of these scales",
                    "tables are for operands of at most " + MOST_TABLE_BITS + " bits");
        }
        return words.map(w -> new NodeArithmetic.Table(Arrays.stream(w).boxed().toList()));
    }

    private static boolean isWide(Quantized type) {
        return type.format().equals(IntFormat.I16);
    }

    NodeArithmetic place() {
        return new NodeArithmetic.Place();
    }

    NodeArithmetic average(Quantized output) {
        return new NodeArithmetic.Average(profile.averagePool(), clamp(output));
    }

    NodeArithmetic bound(Quantized output) {
        return new NodeArithmetic.Bound(clamp(output));
    }

    NodeArithmetic move() {
        return new NodeArithmetic.Move();
    }

    NodeArithmetic softmax(Quantized logits, Quantized result) {
        if (isWide(logits) && isWide(result) && result.zeroPoint() == 0) {
            // Differences in units of 10/65535.
            double scale = logits.scale().at(0) / (10.0 / 65535);
            return new NodeArithmetic.Softmax(
                    profile.table() == TableForm.FIXED_POINT
                            ? SoftmaxForm.INTERPOLATED
                            : SoftmaxForm.INTERPOLATED_DOUBLE,
                    QuantizedMultiplier.of(scale),
                    0);
        }
        return fixedPoint(logits, GREATEST_LOGIT_SCALE);
    }

    /** Source: {@code LogSoftmaxPrepare}, TensorFlow Lite 2.18, tensorflow/lite/kernels/activations.cc. */
    NodeArithmetic logSoftmax(Quantized logits) {
        return fixedPoint(logits, GREATEST_LOG_LOGIT_SCALE);
    }

    private NodeArithmetic fixedPoint(Quantized logits, double greatestScale) {
        if (profile.softmax() != SoftmaxForm.FIXED_POINT) {
            diagnostics.warning(
                    node.location(),
                    node.name() + ": the profile " + profile.name() + " computes "
                            + node.op().mnemonic() + " in real numbers",
                    "it is planned in fixed point, as TensorFlow Lite Micro has it");
        }
        double scale = Math.min(logits.scale().at(0), greatestScale);
        if (!Softmax.FixedPointParameters.exist(1, scale)) {
            diagnostics.error(
                    node.location(),
                    node.name() + ": logits of the scale " + scale + " are too close to each other for "
                            + node.op().mnemonic() + " in fixed point",
                    "it needs a scale above 2^-26: compute it in real numbers");
            return new NodeArithmetic.Move();
        }
        var fixed = Softmax.FixedPointParameters.of(1, scale);
        return new NodeArithmetic.Softmax(
                SoftmaxForm.FIXED_POINT,
                new ScaleParameters(fixed.inputMultiplier(), 31 - fixed.inputLeftShift()),
                fixed.diffMin());
    }

    /**
     * The node's real bounds as words: {@code zero + round(bound / scale)}, halves away from zero, in float32, within the format.
     * Source: {@code CalculateActivationRangeQuantized}, tflite-micro, tensorflow/lite/kernels/kernel_util.cc.
     */
    private Clamp clamp(Quantized output) {
        IntFormat format = output.format();
        long low =
                bounds.low() == Double.NEGATIVE_INFINITY ? format.min() : TensorQuantization.word(bounds.low(), output);
        long high = bounds.high() == Double.POSITIVE_INFINITY
                ? format.max()
                : TensorQuantization.word(bounds.high(), output);
        return new Clamp(low, high);
    }
}
