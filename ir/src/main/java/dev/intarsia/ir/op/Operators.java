package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.OpSyntax;
import java.util.List;
import java.util.Optional;

/** The list of operators. */
public final class Operators {

    /** Every operator, in the order of the tables that are made from this list. */
    public static final List<OpSyntax> ALL = List.of(
            Conv2d.SYNTAX,
            DepthwiseConv2d.SYNTAX,
            Dense.SYNTAX,
            Add.SYNTAX,
            MaxPool.SYNTAX,
            AveragePool.SYNTAX,
            GlobalAveragePool.SYNTAX,
            Relu.SYNTAX,
            Relu6.SYNTAX,
            Clip.SYNTAX,
            BatchNorm.SYNTAX,
            Reshape.SYNTAX,
            Flatten.SYNTAX,
            Transpose.SYNTAX,
            Pad.SYNTAX,
            Softmax.SYNTAX,
            Quantize.SYNTAX,
            Dequantize.SYNTAX);

    private Operators() {}

    /** The operator of this name in the model language. */
    public static Optional<OpSyntax> named(String mnemonic) {
        return ALL.stream().filter(syntax -> syntax.mnemonic().equals(mnemonic)).findFirst();
    }
}
