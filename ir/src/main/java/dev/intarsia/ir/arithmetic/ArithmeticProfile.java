package dev.intarsia.ir.arithmetic;

import java.util.List;
import java.util.Optional;

/**
 * The arithmetic that a quantized model means, as one choice per kind of operator. A quantized file's profile is part
 * of its meaning; a target's is the default for float models.
 *
 * <p>What is measured of the named ones is their requantizers of convolution and dense layers, and all of {@code
 * tflm}'s forms and the sums of {@code xnnpack} are read in their sources. The other forms of {@code xnnpack}, {@code ort} and {@code pow2} are this
 * project's definition: those engines compute softmax and tables by code whose last bit depends on the machine.
 *
 * @param name as {@link #named} takes it
 * @param requantizer of every operator that has no other choice here: convolution, depthwise, add, multiply, mean
 * @param dense requantizer of fully-connected layers
 * @param add how an addition aligns its operands
 * @param averagePool rounding of the integer quotient Σ/n
 * @param mean how the mean divides
 * @param softmax form of softmax
 * @param table how logistic and tanh tables are made
 */
public record ArithmeticProfile(
        String name,
        Requantizer requantizer,
        Requantizer dense,
        AddForm add,
        Rounding averagePool,
        MeanForm mean,
        SoftmaxForm softmax,
        TableForm table) {
    /** TensorFlow Lite Micro and CMSIS-NN as they are built by default. */
    public static final ArithmeticProfile TFLM =
            fixedPoint("tflm", MultiplyShift.TFLM, AddForm.LEFT_SHIFT, MeanForm.DIVIDED_MULTIPLIER);

    /**
     * The reference kernels of TensorFlow Lite 2.18. Their softmax is in fixed point, as TensorFlow Lite Micro's: measured. The table of
     * real numbers belongs to its optimized kernels.
     */
    public static final ArithmeticProfile TFLITE_2_18 = new ArithmeticProfile(
            "tflite-2.18",
            MultiplyShift.TFLM,
            MultiplyShift.TFLM,
            AddForm.LEFT_SHIFT,
            Rounding.HALF_AWAY,
            MeanForm.DIVIDED_MULTIPLIER,
            SoftmaxForm.FIXED_POINT,
            TableForm.FLOAT);

    /** The reference kernels of TensorFlow Lite 2.21, whose fully-connected layers multiply in float64. */
    public static final ArithmeticProfile TFLITE_2_21 =
            floatTables("tflite-2.21", MultiplyShift.TFLM, RealScale.R4, AddForm.LEFT_SHIFT);

    /** XNNPACK, TensorFlow Lite's default engine. */
    public static final ArithmeticProfile XNNPACK =
            floatTables("xnnpack", RealScale.R3, RealScale.R3, AddForm.ONE_SHIFT);

    /** ONNX Runtime's integer operators. */
    public static final ArithmeticProfile ORT = onnxRuntime("ort");

    /**
     * QONNX and FINN: real numbers between words become thresholds, which need no rounding. What else there is computes as in {@link #ORT}.
     */
    public static final ArithmeticProfile QONNX = onnxRuntime("qonnx");

    /** TensorFlow Lite Micro and CMSIS-NN built for single rounding. */
    public static final ArithmeticProfile SINGLE =
            fixedPoint("single", MultiplyShift.SINGLE, AddForm.LEFT_SHIFT, MeanForm.DIVIDED_MULTIPLIER);

    /** Datapaths that only shift; scales are powers of two. */
    public static final ArithmeticProfile POW2 =
            fixedPoint("pow2", new PowerOfTwo(Rounding.HALF_EVEN), AddForm.RESCALE_EACH, MeanForm.SCALE);

    private static final List<ArithmeticProfile> ALL =
            List.of(TFLM, TFLITE_2_18, TFLITE_2_21, XNNPACK, ORT, QONNX, SINGLE, POW2);

    /** How real numbers become the words of inputs: engines that requantize in float32 round halves to even there, too. */
    public Rounding inputRounding() {
        return requantizer.equals(RealScale.R3) ? Rounding.HALF_EVEN : Rounding.HALF_AWAY;
    }

    private static ArithmeticProfile fixedPoint(String name, Requantizer every, AddForm add, MeanForm mean) {
        return new ArithmeticProfile(
                name, every, every, add, Rounding.HALF_AWAY, mean, SoftmaxForm.FIXED_POINT, TableForm.FIXED_POINT);
    }

    private static ArithmeticProfile floatTables(String name, Requantizer most, Requantizer dense, AddForm add) {
        MeanForm mean = most instanceof MultiplyShift ? MeanForm.DIVIDED_MULTIPLIER : MeanForm.SCALE;
        return new ArithmeticProfile(
                name, most, dense, add, Rounding.HALF_AWAY, mean, SoftmaxForm.FLOAT_TABLE, TableForm.FLOAT);
    }

    private static ArithmeticProfile onnxRuntime(String name) {
        return new ArithmeticProfile(
                name,
                RealScale.R3,
                RealScale.R3,
                AddForm.FUSED_FLOAT,
                Rounding.HALF_AWAY,
                MeanForm.SCALE,
                SoftmaxForm.FLOAT_TABLE,
                TableForm.RATIONAL);
    }

    /** Every named profile, in a fixed order. */
    public static List<ArithmeticProfile> all() {
        return ALL;
    }

    /** The profile of that name, or empty. */
    public static Optional<ArithmeticProfile> named(String name) {
        return ALL.stream().filter(p -> p.name.equals(name)).findFirst();
    }

    /** The requantizer of convolutions. */
    public Requantizer convolution() {
        return requantizer;
    }

    /** The requantizer of depthwise convolutions. */
    public Requantizer depthwise() {
        return requantizer;
    }

    /** Every choice on one line. */
    public String text() {
        return name + ": requantize " + requantizer.text() + ", dense " + dense.text() + ", add " + add.text()
                + ", average_pool " + averagePool.text() + ", mean " + mean.text() + ", softmax " + softmax.text()
                + ", table " + table.text();
    }
}
