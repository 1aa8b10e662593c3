package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Operand;
import java.util.Arrays;
import java.util.List;

/** A function of two numbers that exists on real numbers only, element by element. */
public record Binary(BinaryFunction function) implements BroadcastOp, RealOnly {

    /** One line of the list of operators for each function. */
    public static final List<OpSyntax> SYNTAXES = Arrays.stream(BinaryFunction.values())
            .map(function -> new OpSyntax(
                    function.mnemonic(),
                    List.of(Operand.tensor("left"), Operand.tensor("right")),
                    List.of(),
                    function.summary() + ", element by element",
                    arguments -> new Binary(function)))
            .toList();

    @Override
    public String mnemonic() {
        return function.mnemonic();
    }

    @Override
    public float at(float x, float y) {
        return function.at(x, y);
    }
}
