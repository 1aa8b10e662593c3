package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.graph.OpSyntax.Arguments;
import java.util.List;

/** Attributes that are lists of whole numbers, one an axis or of any length. */
final class Lists {

    private Lists() {}

    static OpSyntax.Parameter parameter(String name) {
        return new OpSyntax.Parameter(name, OpSyntax.Kind.WHOLE_NUMBERS, List.of(), null);
    }

    static OpSyntax.Parameter axis(int standard) {
        return new OpSyntax.Parameter("axis", OpSyntax.Kind.WHOLE_NUMBER, List.of(), WindowSyntax.number(standard));
    }

    static List<Integer> read(Arguments arguments, String name) {
        return switch (arguments.value(name)) {
            case AttributeValue.WholeNumber(long one) -> List.of(Math.toIntExact(one));
            case AttributeValue.WholeNumbers(List<Long> many) ->
                many.stream().map(Math::toIntExact).toList();
            case AttributeValue.RealNumber r -> throw refused(name, r);
            case AttributeValue.Word w -> throw refused(name, w);
        };
    }

    private static IllegalArgumentException refused(String name, AttributeValue found) {
        return new IllegalArgumentException(name + " is a list of whole numbers, found " + found);
    }

    static Attribute attribute(String name, List<Integer> values) {
        return new Attribute(
                name,
                new AttributeValue.WholeNumbers(
                        values.stream().map(Integer::longValue).toList()));
    }
}
