package dev.intarsia.ir.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;

/**
 * An index expression as a constant plus multiples of atoms. An atom is a variable, or a quotient, remainder, minimum or maximum.
 *
 * @param constant the constant part
 * @param terms the factor of each atom, none of them 0, in order of appearance
 */
public record Affine(long constant, SequencedMap<Index, Long> terms) {

    /** The affine form of an index expression. */
    public static Affine of(Index index) {
        return switch (index) {
            case Index.Constant c -> new Affine(c.value(), new LinkedHashMap<>());
            case Index.Sum s -> of(s.left()).plus(of(s.right()));
            case Index.Product p -> of(p.index()).times(p.factor());
            case Index.Variable v -> atom(v);
            case Index.Quotient q -> atom(q);
            case Index.Remainder r -> atom(r);
            case Index.Smaller s -> atom(s);
            case Index.Larger l -> atom(l);
        };
    }

    private static Affine atom(Index index) {
        LinkedHashMap<Index, Long> terms = new LinkedHashMap<>();
        terms.put(index, 1L);
        return new Affine(0, terms);
    }

    private Affine plus(Affine other) {
        LinkedHashMap<Index, Long> sum = new LinkedHashMap<>(terms);
        other.terms.forEach((atom, factor) -> sum.merge(atom, factor, Long::sum));
        sum.values().removeIf(factor -> factor == 0);
        return new Affine(constant + other.constant, sum);
    }

    private Affine times(long factor) {
        LinkedHashMap<Index, Long> product = new LinkedHashMap<>();
        if (factor != 0) {
            terms.forEach((atom, f) -> product.put(atom, f * factor));
        }
        return new Affine(constant * factor, product);
    }

    /** The terms whose atoms satisfy a condition, without the constant. */
    public Affine only(Predicate<Index> condition) {
        LinkedHashMap<Index, Long> chosen = new LinkedHashMap<>();
        terms.forEach((atom, factor) -> {
            if (condition.test(atom)) {
                chosen.put(atom, factor);
            }
        });
        return new Affine(0, chosen);
    }

    /** The expression that this is the affine form of. */
    public Index toIndex() {
        Index sum = Index.of(0);
        for (Map.Entry<Index, Long> term : terms.entrySet()) {
            sum = sum.plus(term.getKey().times(term.getValue()));
        }
        return sum.plus(constant);
    }
}
