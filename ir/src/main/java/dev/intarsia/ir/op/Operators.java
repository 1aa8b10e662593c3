package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.OpSyntax;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The list of operators. */
public final class Operators {

    /** Every operator, in the order of the tables that are made from this list. */
    public static final List<OpSyntax> ALL;

    /** Those of them that exist on real numbers only. */
    public static final List<OpSyntax> REAL_ONLY = Stream.of(
                    Binary.SYNTAXES,
                    Reduce.REAL_ONLY,
                    List.of(
                            BatchNorm.SYNTAX,
                            Hardmax.SYNTAX,
                            LocalResponseNorm.SYNTAX,
                            MatMul.SYNTAX,
                            Where.SYNTAX,
                            MultiThreshold.SYNTAX))
            .flatMap(List::stream)
            .toList();

    private static final List<OpSyntax> WITH_INTEGERS = List.of(
            Conv2d.SYNTAX,
            DepthwiseConv2d.SYNTAX,
            TransposeConv2d.SYNTAX,
            Dense.SYNTAX,
            Add.SYNTAX,
            Sub.SYNTAX,
            Mul.SYNTAX,
            Maximum.SYNTAX,
            Minimum.SYNTAX,
            PRelu.SYNTAX,
            MaxPool.SYNTAX,
            AveragePool.SYNTAX,
            GlobalAveragePool.SYNTAX,
            Relu.SYNTAX,
            Relu6.SYNTAX,
            Clip.SYNTAX,
            Softmax.SYNTAX,
            LogSoftmax.SYNTAX,
            ArgReduce.MAX_SYNTAX,
            ArgReduce.MIN_SYNTAX,
            Quantize.SYNTAX,
            Dequantize.SYNTAX,
            Reshape.SYNTAX,
            Flatten.SYNTAX,
            Pad.SYNTAX,
            PadAxes.SYNTAX,
            Concat.SYNTAX,
            Transpose.SYNTAX,
            Slice.SYNTAX,
            Gather.SYNTAX,
            Tile.SYNTAX,
            Expand.SYNTAX,
            Resize.SYNTAX);

    static {
        ALL = Stream.of(WITH_INTEGERS, Reduce.WITH_INTEGERS, Elementwise.SYNTAXES, REAL_ONLY)
                .flatMap(List::stream)
                .toList();
    }

    private Operators() {}

    /** The operator of this name in the model language. */
    public static Optional<OpSyntax> named(String mnemonic) {
        return ALL.stream().filter(syntax -> syntax.mnemonic().equals(mnemonic)).findFirst();
    }
}
