package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.type.RealTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How a layer of real numbers with weights sees its operand. TensorFlow Lite's hybrid layers, whose weights are words, quantize it anew for
 * each inference. A quantized network has types of its own, and none of this.
 */
public enum Activations {
    /** As it is. */
    EXACT {
        @Override
        RealTensor seen(RealTensor x) {
            return x;
        }
    },
    /** Words of 8 bits with one scale for each inference. */
    SYMMETRIC {
        @Override
        RealTensor seen(RealTensor x) {
            return DynamicRange.symmetric(x);
        }
    },
    /** The same with a zero point. */
    ASYMMETRIC {
        @Override
        RealTensor seen(RealTensor x) {
            return DynamicRange.asymmetric(x);
        }
    };

    private static final String NAME = "activations";

    /** In the syntax of an operator. */
    static final OpSyntax.Parameter PARAMETER = new OpSyntax.Parameter(
            NAME,
            OpSyntax.Kind.WORD,
            Arrays.stream(values()).map(Activations::text).toList(),
            new AttributeValue.Word(EXACT.text()));

    static Activations read(OpSyntax.Arguments arguments) {
        return valueOf(arguments.word(NAME).toUpperCase(Locale.ROOT));
    }

    /** The numbers that are multiplied, for a tensor whose first axis is the batch. */
    abstract RealTensor seen(RealTensor x);

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As an attribute; none where the operand is seen as it is. */
    List<Attribute> attributes() {
        return this == EXACT ? List.of() : List.of(new Attribute(NAME, new AttributeValue.Word(text())));
    }
}
