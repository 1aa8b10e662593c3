package dev.intarsia.hwtest.tflite;

import dev.intarsia.ir.quantize.QuantizationSettings;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The operators that TensorFlow Lite's reference kernels have too, each with a way to draw a random layer of it. */
enum LayerKind {
    CONV2D(WeightLayers::convolution),
    DEPTHWISE_CONV2D(WeightLayers::depthwise),
    DENSE(WeightLayers::dense),
    ADD(ElementLayers::add),
    MAX_POOL(WindowLayers::maxPool),
    AVERAGE_POOL(WindowLayers::averagePool),
    GLOBAL_AVERAGE_POOL(WindowLayers::globalAveragePool),
    RELU(ElementLayers::relu),
    RELU6(ElementLayers::relu6),
    CLIP(ElementLayers::clip),
    QUANTIZE(ElementLayers::quantize),
    SOFTMAX(ElementLayers::softmax),
    RESHAPE(MoveLayers::reshape),
    FLATTEN(MoveLayers::flatten),
    TRANSPOSE_CONV2D(WeightLayers::transposeConvolution),
    SUB(ElementLayers::sub),
    MUL(ElementLayers::mul),
    MAXIMUM(ElementLayers::maximum),
    MINIMUM(ElementLayers::minimum),
    PRELU(ElementLayers::prelu),
    LEAKY_RELU(ElementLayers::leakyRelu),
    LOGISTIC(ElementLayers::logistic),
    TANH(ElementLayers::tanh),
    HARD_SWISH(ElementLayers::hardSwish),
    GELU(ElementLayers::gelu),
    EXP(ElementLayers::exp),
    LOG(ElementLayers::log),
    MEAN(WindowLayers::mean),
    REDUCE_MAX(WindowLayers::reduceMax),
    REDUCE_MIN(WindowLayers::reduceMin),
    ARG_MAX(WindowLayers::argMax),
    ARG_MIN(WindowLayers::argMin),
    CONCAT(MoveLayers::concat),
    TRANSPOSE(MoveLayers::transpose),
    STRIDED_SLICE(MoveLayers::stridedSlice),
    GATHER(MoveLayers::gather),
    TILE(MoveLayers::tile),
    EXPAND(MoveLayers::expand),
    PAD_AXES(MoveLayers::padAxes),
    RESIZE_NEAREST(WindowLayers::resizeNearest),
    RESIZE_BILINEAR(WindowLayers::resizeBilinear),
    PAD(MoveLayers::pad),
    SQUEEZE(PartLayers::squeeze),
    EXPAND_DIMS(PartLayers::expandDims),
    SLICE(PartLayers::slice),
    SPLIT(PartLayers::split),
    SPLIT_V(PartLayers::splitBySizes),
    PACK(PartLayers::pack),
    UNPACK(PartLayers::unpack),
    PADV2(PartLayers::padWith),
    SPACE_TO_DEPTH(PartLayers::spaceToDepth),
    DEPTH_TO_SPACE(PartLayers::depthToSpace),
    RELU_0_TO_1(ElementLayers::reluZeroToOne),
    ELU(ElementLayers::elu),
    ABS(ElementLayers::abs),
    LOG_SOFTMAX(ElementLayers::logSoftmax),
    DIV(RealLayers::divide),
    POW(RealLayers::power),
    SQUARED_DIFFERENCE(RealLayers::squaredDifference),
    SUM(RealLayers::sum),
    REDUCE_PROD(RealLayers::product),
    SQRT(RealLayers::squareRoot),
    RSQRT(RealLayers::reciprocalRoot),
    SQUARE(RealLayers::square),
    NEG(RealLayers::negative),
    SIN(RealLayers::sine),
    COS(RealLayers::cosine),
    FLOOR(RealLayers::floor),
    CEIL(RealLayers::ceiling),
    ROUND(RealLayers::round),
    SIGN(RealLayers::sign),
    HYBRID_DENSE(HybridLayers::dense),
    HYBRID_CONV2D(HybridLayers::convolution),
    HYBRID_DEPTHWISE_CONV2D(HybridLayers::depthwise);

    private final Function<LayerDraw, Optional<ReferenceLayer>> rule;

    LayerKind(Function<LayerDraw, Optional<ReferenceLayer>> rule) {
        this.rule = rule;
    }

    /** Widths of activations; weights have 8 bits, beside real numbers 32. */
    enum Width {
        INT8("int8"),
        UINT8("uint8"),
        INT16("int16 activations, int8 weights"),
        FLOAT32("float32");

        private final String text;

        Width(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** The kinds that TensorFlow Lite's reference kernels compute in a width, as this project does. */
    static List<LayerKind> with(Width width) {
        return Arrays.stream(values()).filter(kind -> kind.has(width)).toList();
    }

    /**
     * Unsigned words are resized in real numbers there, and have no exponentials and logarithms. Of 16 bits, bounds of ±1 do not exist, nothing
     * is tiled, no blocks become channels, no slopes are learned, no places are looked for, and few functions are
     * known; its logarithm makes words of what is not a number, which C leaves open. From the division on, there are real numbers only. What
     * gives or takes integers whatever its operand is, is not compared on real ones.
     */
    private boolean has(Width width) {
        boolean real = compareTo(DIV) >= 0;
        return switch (width) {
            case INT8 -> !real;
            case UINT8 ->
                !real && !EnumSet.of(EXP, LOG, RESIZE_BILINEAR, ELU, ABS).contains(this);
            case INT16 ->
                !real
                        && !EnumSet.of(
                                        CLIP,
                                        RELU_0_TO_1,
                                        TILE,
                                        PRELU,
                                        HARD_SWISH,
                                        GELU,
                                        ELU,
                                        LOG,
                                        LOG_SOFTMAX,
                                        ARG_MAX,
                                        ARG_MIN,
                                        SPACE_TO_DEPTH,
                                        DEPTH_TO_SPACE)
                                .contains(this);
            case FLOAT32 -> !EnumSet.of(QUANTIZE, ARG_MAX, ARG_MIN).contains(this);
        };
    }

    /** Whether the importer reads what the test writes: a global pool is written with another shape than TensorFlow Lite gives it. */
    boolean isImported() {
        return this != GLOBAL_AVERAGE_POOL;
    }

    /** The layer of a seed, in integers. */
    ReferenceLayer layer(long seed, QuantizationSettings settings) {
        return layer(new LayerDraw(new SplittableRandom(seed), settings, false));
    }

    /** The layer of a seed, of real numbers. */
    ReferenceLayer realLayer(long seed) {
        return layer(new LayerDraw(new SplittableRandom(seed), QuantizationSettings.int8(), true));
    }

    private ReferenceLayer layer(LayerDraw draw) {
        Optional<ReferenceLayer> layer = rule.apply(draw);
        while (layer.isEmpty()) {
            layer = rule.apply(draw);
        }
        return layer.get();
    }
}
