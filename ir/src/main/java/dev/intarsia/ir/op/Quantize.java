package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import dev.intarsia.ir.graph.WordMaking;
import java.util.Arrays;
import java.util.List;

/**
 * From real numbers to integers, or from one scale to another.
 *
 * @param rounding of real numbers; from one scale to another, the node's arithmetic says how it is rounded
 */
public record Quantize(Rounding rounding) implements ConversionOp, WordMaking {

    private static final Rounding STANDARD = Rounding.HALF_AWAY;

    public static final OpSyntax SYNTAX = new OpSyntax(
            "quantize",
            List.of(Operand.tensor("x")),
            List.of(new OpSyntax.Parameter(
                    "rounding",
                    OpSyntax.Kind.WORD,
                    Arrays.stream(Rounding.values()).map(Rounding::text).toList(),
                    new AttributeValue.Word(STANDARD.text()))),
            "to integers, or from one scale to another",
            arguments -> new Quantize(Rounding.parse(arguments.word("rounding"))
                    .orElseThrow(
                            () -> new IllegalArgumentException("there is no rounding " + arguments.word("rounding")))));

    /** Halves away from zero, as TensorFlow Lite rounds. */
    public Quantize() {
        this(STANDARD);
    }

    @Override
    public String mnemonic() {
        return SYNTAX.mnemonic();
    }

    @Override
    public List<Attribute> attributes() {
        return rounding == STANDARD
                ? List.of()
                : List.of(new Attribute("rounding", new AttributeValue.Word(rounding.text())));
    }
}
