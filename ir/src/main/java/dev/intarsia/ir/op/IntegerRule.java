package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.FusedSum;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** One application of an operator's rule for integers: the node, and where to report what is wrong with it. */
record IntegerRule(QuantizedNode node, Diagnostics diagnostics) {

    /** How far the bias' stated scale may lie from the product of the scales; a float32 file rounds it three times. */
    private static final double BIAS_SCALE_TOLERANCE = 1e-5;

    /** How far the scales of an operand and a result may lie apart when words are taken over; TensorFlow Lite's own bound. */
    private static final double KEPT_SCALE_TOLERANCE = 1e-6;

    private static final int LARGEST_TABLE_BITS = 16;

    /** A difference of two words of 16 bits, shifted to the left by 31 less than this, has 32 bits. */
    private static final int LEAST_WIDE_SOFTMAX_SHIFT = 17;

    /** Reports when a condition does not hold. */
    boolean require(boolean condition, String message, String help) {
        if (!condition) {
            diagnostics.error(node.node().location(), node.name() + ": " + message, help);
        }
        return condition;
    }

    /** The node's arithmetic if it is of the kind that its operator takes; reports when not. */
    <A extends NodeArithmetic> Optional<A> arithmetic(Class<A> kind) {
        NodeArithmetic found = node.arithmetic();
        if (!kind.isInstance(found)) {
            require(
                    false,
                    node.node().op().mnemonic() + " takes the arithmetic " + name(kind) + ", found "
                            + name(found.getClass()),
                    "");
            return Optional.empty();
        }
        return Optional.of(kind.cast(found));
    }

    private static String name(Class<? extends NodeArithmetic> kind) {
        return kind.getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The bounds are words of the result. */
    void clampInside(Clamp clamp) {
        IntFormat format = node.element().format();
        require(
                format.contains(clamp.low()) && format.contains(clamp.high()),
                clamp + " is not inside " + format,
                "the bounds are from " + format.min() + " to " + format.max());
    }

    /** A mean: divided as integers where the quantization stays, rescaled where every mean is of this many elements. */
    void mean(OptionalInt elements) {
        switch (node.arithmetic()) {
            case NodeArithmetic.Mean(Rescaling output, Clamp clamp) -> {
                perTensor(0);
                perTensor(output, "output");
                clampInside(clamp);
                require(
                        elements.isPresent(),
                        "means of different numbers of elements are rescaled by one scale",
                        "keep the quantization of the operand, or pool without padding");
            }
            case NodeArithmetic other ->
                arithmetic(NodeArithmetic.Average.class).ifPresent(this::average);
        }
    }

    /** Words can be taken over as they are: format, scale and zero point of the first operand and of the result are equal. */
    void keepsQuantization() {
        keepsQuantization(0);
    }

    /** The same for another operand. */
    void keepsQuantization(int operand) {
        Quantized from = node.operandElement(operand);
        Quantized to = node.element();
        require(
                from.format().equals(to.format())
                        && from.zeroPoint() == to.zeroPoint()
                        && sameScale(from.scale(), to.scale()),
                node.node().op().mnemonic() + " keeps the quantization of its operand, found " + describe(from)
                        + " and " + describe(to),
                "give both one type, or put quantize between them");
    }

    /** Whether two scales are those of one file, which may have rounded each by itself. */
    private static boolean sameScale(Scale from, Scale to) {
        return from.equals(to)
                || from.isPerTensor()
                        && to.isPerTensor()
                        && Math.abs(from.at(0) - to.at(0)) <= KEPT_SCALE_TOLERANCE * from.at(0);
    }

    /** A bound on words that are taken over as they are. */
    void bound(NodeArithmetic.Bound bound) {
        keepsQuantization();
        clampInside(bound.clamp());
    }

    /** A quotient of words that are taken over as they are. */
    void average(NodeArithmetic.Average average) {
        keepsQuantization();
        clampInside(average.clamp());
    }

    /** From one scale to another. */
    void rescale(NodeArithmetic.Rescale rescale) {
        perTensor(0);
        perTensor(rescale.output(), "output");
        clampInside(rescale.clamp());
    }

    private static String describe(Quantized type) {
        return type.format() + " scale " + type.scale().factors() + " zero " + type.zeroPoint();
    }

    /** An operand has one scale for all its elements. */
    void perTensor(int operand) {
        require(
                node.operandElement(operand).scale().isPerTensor(),
                "the operand " + node.node().operands().get(operand) + " has a scale for each channel",
                "activations have one scale");
    }

    /** A rescaling has one pair of parameters. */
    void perTensor(Rescaling rescaling, String what) {
        require(
                rescaling.isPerTensor(),
                "the " + what + " rescaling has " + rescaling.parameters().size()
                        + " pairs of parameters, one is needed",
                "");
        inForm(rescaling);
    }

    private void inForm(Rescaling rescaling) {
        if (!(rescaling.form() instanceof MultiplyShift form)) {
            return;
        }
        for (ScaleParameters p : rescaling.parameters()) {
            boolean fits = form.multiplierFormat().contains(p.multiplier())
                    && (!form.doubleRounding() || p.shift() >= 1 && p.shift() <= 62);
            if (!require(
                    fits,
                    "the multiplier " + p.multiplier() + " with the shift " + p.shift() + " is outside of "
                            + form.text(),
                    form.doubleRounding()
                            ? "double rounding takes a total right shift from 1 to 62"
                            : "a multiplier of " + form.multiplierFormat())) {
                return;
            }
        }
    }

    /** Operands that are brought to one shape: what is computed has the result's axes, a constant's batch axis has one place. */
    void broadcasts() {
        Shape result = node.node().type().shape();
        for (int i = 0; i < node.operandTypes().size(); i++) {
            Shape own = node.operandTypes().get(i).shape();
            boolean whole = own.rank() == result.rank();
            require(
                    node.constants().get(i).isPresent()
                            ? !whole || own.size(0) == 1
                            : whole && own.size(0) == result.size(0),
                    "the operand " + node.node().operands().get(i) + " of the shape " + own
                            + " repeats along the batch axis of " + result,
                    "a kernel computes one inference: bring it to the result's axes with reshape");
        }
    }

    /** A sum of two tensors: in float32, or at one scale. */
    void sum() {
        switch (node.arithmetic()) {
            case NodeArithmetic.FusedAdd(FusedSum sum, Clamp clamp) -> {
                broadcasts();
                perTensor(0);
                perTensor(1);
                clampInside(clamp);
                IntFormat outer = node.operandElement(0).format();
                IntFormat inner = node.operandElement(1).format();
                require(
                        outer.bits() <= LARGEST_TABLE_BITS && inner.bits() <= LARGEST_TABLE_BITS,
                        "a sum in float32 is of words of at most " + LARGEST_TABLE_BITS + " bits, found " + outer
                                + " and " + inner,
                        "");
                require(
                        outer.bits() > LARGEST_TABLE_BITS
                                || inner.bits() > LARGEST_TABLE_BITS
                                || sum.whole(outer, inner).isPresent(),
                        "the scales " + sum.outer() + " and " + sum.inner() + " with the offset " + sum.offset()
                                + " lie too far apart for a sum in 63 bits",
                        "give operands and result scales of like sizes");
            }
            case NodeArithmetic other -> arithmetic(NodeArithmetic.Add.class).ifPresent(this::add);
        }
    }

    /** A sum or difference of two tensors. */
    void add(NodeArithmetic.Add add) {
        broadcasts();
        perTensor(0);
        perTensor(1);
        perTensor(add.left(), "left");
        perTensor(add.right(), "right");
        perTensor(add.output(), "output");
        clampInside(add.clamp());
        require(
                add.leftShift() >= 0 && add.leftShift() <= 40,
                "the left shift is from 0 to 40, found " + add.leftShift(),
                "20 for 8-bit words, 15 for 16-bit words");
    }

    /** A product of two tensors. */
    void multiply(NodeArithmetic.Multiply multiply) {
        broadcasts();
        perTensor(0);
        perTensor(1);
        perTensor(multiply.output(), "output");
        clampInside(multiply.clamp());
    }

    /** Two scales, by the sign. */
    void slopes(NodeArithmetic.Slopes slopes) {
        perTensor(0);
        perTensor(slopes.positive(), "positive");
        perTensor(slopes.negative(), "negative");
        clampInside(slopes.clamp());
    }

    /** One word for each word of the operand. */
    void table(NodeArithmetic.Table table) {
        perTensor(0);
        IntFormat from = node.operandElement(0).format();
        IntFormat to = node.element().format();
        require(
                from.bits() <= LARGEST_TABLE_BITS && table.words().size() == 1 << from.bits(),
                "the table has " + table.words().size() + " words for an operand of " + from,
                "a table has one word for each word of an operand of at most " + LARGEST_TABLE_BITS + " bits");
        require(
                table.words().stream().allMatch(to::contains),
                "the table has words outside of " + to,
                "its words are from " + to.min() + " to " + to.max());
    }

    /** Everything about a convolution or a dense layer: operand 1 holds the weights, operand 2 the bias if there is one. */
    void sumOfProducts() {
        arithmetic(NodeArithmetic.Accumulate.class).ifPresent(accumulate -> {
            int channels = node.shape().size(-1);
            perTensor(0);
            if (!require(node.constants().get(1).isPresent(), "the weights are not constant", "")) {
                return;
            }
            Quantized weights = node.operandElement(1);
            require(
                    weights.zeroPoint() == 0,
                    "the weights have the zero point " + weights.zeroPoint(),
                    "weights are quantized symmetrically: their zero point is 0");
            boolean scalesFit = require(
                    weights.scale().isPerTensor() || weights.scale().axis() == 0,
                    "the weights have scales along axis " + weights.scale().axis(),
                    "weights have one scale, or one for each output channel: axis 0");
            int pairs = accumulate.output().parameters().size();
            require(
                    pairs == 1 || pairs == channels,
                    "there are " + pairs + " pairs of multiplier and shift for " + channels + " channels",
                    "give one pair, or one for each channel");
            inForm(accumulate.output());
            clampInside(accumulate.clamp());
            if (scalesFit && node.hasOperand(2)) {
                bias(weights, channels);
            }
        });
    }

    private void bias(Quantized weights, int channels) {
        if (!require(node.constants().get(2).isPresent(), "the bias is not constant", "")) {
            return;
        }
        Quantized bias = node.operandElement(2);
        require(
                node.constant(2).shape().equals(Shape.of(channels)),
                "the bias has the shape " + node.constant(2).shape(),
                "the bias has one word for each of the " + channels + " channels");
        require(bias.zeroPoint() == 0, "the bias has the zero point " + bias.zeroPoint(), "its zero point is 0");
        for (int k = 0; k < channels; k++) {
            double expected =
                    node.operandElement(0).scale().at(0) * weights.scale().at(k);
            double found = bias.scale().at(k);
            if (!require(
                    Math.abs(found - expected) <= BIAS_SCALE_TOLERANCE * expected,
                    "the bias has the scale " + found + " at channel " + k,
                    "its scale is that of the input times that of the weights: " + expected)) {
                return;
            }
        }
    }

    /** What goes along an axis goes along the last one in integers. */
    void alongLastAxis(int axis) {
        int last = node.shape().rank();
        require(
                last > 0 && (axis == -1 || axis == last),
                node.node().op().mnemonic() + " along axis " + axis,
                "integers go along the last axis");
    }

    /** Softmax: what its 32-bit words hold, and the output type that it has. */
    void softmax(NodeArithmetic.Softmax softmax) {
        IntFormat to = node.element().format();
        if (softmax.form().isWide()) {
            perTensor(0);
            wideSoftmax(softmax);
            return;
        }
        fixedPoint(softmax, -to.bits(), to.min());
    }

    /** The logarithm of softmax: the same, with an output type of its own. */
    void logSoftmax(NodeArithmetic.Softmax softmax) {
        IntFormat to = node.element().format();
        require(
                to.bits() > LogSoftmax.INTEGER_BITS,
                "log_softmax gives words of more than " + LogSoftmax.INTEGER_BITS + " bits, found " + to,
                "");
        fixedPoint(softmax, LogSoftmax.INTEGER_BITS - to.bits(), to.max());
    }

    /** The fixed-point form of softmax and of its logarithm. */
    private void fixedPoint(NodeArithmetic.Softmax softmax, int exponent, long zeroPoint) {
        perTensor(0);
        String name = node.node().op().mnemonic();
        IntFormat to = node.element().format();
        int channels = node.shape().size(-1);
        int leftShift = 31 - softmax.input().shift();
        require(
                softmax.form() == SoftmaxForm.FIXED_POINT,
                name + " in the form " + softmax.form().text() + " is made of real numbers and has no kernel",
                "take the form " + SoftmaxForm.FIXED_POINT.text());
        require(
                node.operandElement(0).format().bits() <= 16 && to.bits() <= 16,
                name + " takes and gives words of at most 16 bits, found "
                        + node.operandElement(0).format() + " and " + to,
                "");
        require(
                node.element().zeroPoint() == zeroPoint
                        && node.element().scale().equals(Scale.perTensor(Math.scalb(1.0, exponent))),
                name + " gives words of scale 2^" + exponent + " and zero point " + zeroPoint + ", found "
                        + describe(node.element()),
                "give its result that type");
        require(channels < 4096, name + " over " + channels + " words, at most 4095 have a sum in Q12.19", "");
        require(
                leftShift >= 0
                        && leftShift <= 30
                        && softmax.lowestDifference() <= 0
                        && softmax.lowestDifference() >= -(1L << 31 - leftShift),
                name + " with the shift " + softmax.input().shift() + " and the lowest difference "
                        + softmax.lowestDifference() + " leaves 32 bits",
                "the shift is from 1 to 31, and the lowest difference, shifted left by 31 less the shift, fits i32");
    }

    /** The form of two tables: how far a difference may be shifted to the left, and the types that it has. */
    private void wideSoftmax(NodeArithmetic.Softmax softmax) {
        IntFormat from = node.operandElement(0).format();
        require(
                from.equals(IntFormat.I16)
                        && node.element().format().equals(IntFormat.I16)
                        && node.element().zeroPoint() == 0
                        && node.element().scale().equals(Scale.perTensor(0x1p-15)),
                "softmax in the form " + softmax.form().text()
                        + " is from i16 to i16 of scale 2^-15 and zero point 0, found " + from + " and "
                        + describe(node.element()),
                "give its operand and its result these types");
        require(
                softmax.input().shift() >= LEAST_WIDE_SOFTMAX_SHIFT
                        && softmax.input().shift() <= 62
                        && IntFormat.I32.contains(softmax.input().multiplier())
                        && softmax.input().multiplier() >= 0,
                "softmax with the multiplier " + softmax.input().multiplier() + " and the shift "
                        + softmax.input().shift() + " leaves 32 bits",
                "a step of its operand is less than 2.5");
        require(
                node.shape().size(-1) <= 1 << 16,
                "softmax over " + node.shape().size(-1) + " words, at most 65536 have a sum of 31 bits",
                "");
    }
}
