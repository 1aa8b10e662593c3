package dev.intarsia.ir.kernel;

import java.util.List;

/** An index expression made ready to be evaluated many times: its variables are places in an array. */
@FunctionalInterface
public interface CompiledIndex {

    /** The value at these values of the variables, in the order in which they were named. */
    long at(long[] values);

    /**
     * Prepares an index expression.
     *
     * @param variables the names of the variables, in the order of their values; every variable of the expression is among them
     */
    static CompiledIndex of(Index index, List<String> variables) {
        return switch (index) {
            case Index.Constant c -> values -> c.value();
            case Index.Variable v -> {
                int place = variables.indexOf(v.name());
                if (place < 0) {
                    throw new IllegalArgumentException("the variable " + v.name() + " has no value here");
                }
                yield values -> values[place];
            }
            case Index.Sum s -> {
                CompiledIndex left = of(s.left(), variables);
                CompiledIndex right = of(s.right(), variables);
                yield values -> left.at(values) + right.at(values);
            }
            case Index.Product p -> {
                CompiledIndex inner = of(p.index(), variables);
                long factor = p.factor();
                yield values -> inner.at(values) * factor;
            }
            case Index.Quotient q -> {
                CompiledIndex inner = of(q.index(), variables);
                long divisor = q.divisor();
                yield values -> Math.floorDiv(inner.at(values), divisor);
            }
            case Index.Remainder r -> {
                CompiledIndex inner = of(r.index(), variables);
                long divisor = r.divisor();
                yield values -> Math.floorMod(inner.at(values), divisor);
            }
            case Index.Smaller s -> {
                CompiledIndex left = of(s.left(), variables);
                CompiledIndex right = of(s.right(), variables);
                yield values -> Math.min(left.at(values), right.at(values));
            }
            case Index.Larger l -> {
                CompiledIndex left = of(l.left(), variables);
                CompiledIndex right = of(l.right(), variables);
                yield values -> Math.max(left.at(values), right.at(values));
            }
        };
    }
}
