package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.kernel.Affine;
import dev.intarsia.ir.kernel.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An index expression made ready: a constant, multiples of loop variables, and multiples of whatever is not linear.
 *
 * <p>{@code frame} holds the value of each loop variable.
 */
final class Place {

    private interface Part {
        long at();
    }

    private final long[] frame;
    private final long constant;
    private final int[] slots;
    private final long[] factors;
    private final Part[] parts;
    private final long[] partFactors;

    /**
     * @param frame the values of loop variables
     * @param bound the slot in the frame of each variable that is bound here
     */
    Place(Index index, long[] frame, Map<String, Integer> bound) {
        this.frame = frame;
        Affine affine = Affine.of(index);
        this.constant = affine.constant();
        List<Integer> variables = new ArrayList<>();
        List<Long> linear = new ArrayList<>();
        List<Part> others = new ArrayList<>();
        List<Long> otherFactors = new ArrayList<>();
        affine.terms().forEach((atom, factor) -> {
            if (atom instanceof Index.Variable(String name)) {
                variables.add(slot(name, bound));
                linear.add(factor);
            } else {
                others.add(part(atom, bound));
                otherFactors.add(factor);
            }
        });
        this.slots = variables.stream().mapToInt(Integer::intValue).toArray();
        this.factors = linear.stream().mapToLong(Long::longValue).toArray();
        this.parts = others.toArray(Part[]::new);
        this.partFactors = otherFactors.stream().mapToLong(Long::longValue).toArray();
    }

    private static int slot(String variable, Map<String, Integer> bound) {
        Integer slot = bound.get(variable);
        if (slot == null) {
            throw new KernelFault("the variable " + variable + " is not bound here");
        }
        return slot;
    }

    private Part part(Index atom, Map<String, Integer> bound) {
        return switch (atom) {
            case Index.Quotient q -> {
                Place of = new Place(q.index(), frame, bound);
                long divisor = positive(q.divisor());
                yield () -> Math.floorDiv(of.at(), divisor);
            }
            case Index.Remainder r -> {
                Place of = new Place(r.index(), frame, bound);
                long divisor = positive(r.divisor());
                yield () -> Math.floorMod(of.at(), divisor);
            }
            case Index.Smaller s -> {
                Place left = new Place(s.left(), frame, bound);
                Place right = new Place(s.right(), frame, bound);
                yield () -> Math.min(left.at(), right.at());
            }
            case Index.Larger l -> {
                Place left = new Place(l.left(), frame, bound);
                Place right = new Place(l.right(), frame, bound);
                yield () -> Math.max(left.at(), right.at());
            }
            case Index.Constant c -> c::value;
            case Index.Variable v -> new Place(v, frame, bound)::at;
            case Index.Sum s -> new Place(s, frame, bound)::at;
            case Index.Product p -> new Place(p, frame, bound)::at;
        };
    }

    private static long positive(long divisor) {
        if (divisor <= 0) {
            throw new KernelFault("an index is divided by a positive number, found " + divisor);
        }
        return divisor;
    }

    boolean hasAtMostTwoVariables() {
        return slots.length <= 2 && parts.length == 0;
    }

    long constant() {
        return constant;
    }

    /** The slot of a variable, or any slot where there is no such variable: its factor is 0. */
    int slot(int variable) {
        return variable < slots.length ? slots[variable] : 0;
    }

    long factor(int variable) {
        return variable < slots.length ? factors[variable] : 0;
    }

    /** The value now. */
    long at() {
        long place = constant;
        for (int i = 0; i < slots.length; i++) {
            place += factors[i] * frame[slots[i]];
        }
        for (int i = 0; i < parts.length; i++) {
            place += partFactors[i] * parts[i].at();
        }
        return place;
    }
}
