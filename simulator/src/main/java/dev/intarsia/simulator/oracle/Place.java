package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.kernel.Affine;
import dev.intarsia.ir.kernel.Index;
import java.util.ArrayList;
import java.util.List;

/**
 * An index expression made ready: a constant, multiples of loop variables, and multiples of whatever is not linear.
 */
final class Place {

    private interface Part {
        long at();
    }

    private final long[] frame;
    private final long[] greatest;
    private final long constant;
    private final int[] slots;
    private final long[] factors;
    private final Part[] parts;
    private final long[] partFactors;

    Place(Index index, Scope scope) {
        this.frame = scope.frame();
        this.greatest = scope.greatest();
        Affine affine = Affine.of(index);
        this.constant = affine.constant();
        List<Integer> variables = new ArrayList<>();
        List<Long> linear = new ArrayList<>();
        List<Part> others = new ArrayList<>();
        List<Long> otherFactors = new ArrayList<>();
        affine.terms().forEach((atom, factor) -> {
            if (atom instanceof Index.Variable(String name)) {
                variables.add(scope.slot(name));
                linear.add(factor);
            } else {
                others.add(part(atom, scope));
                otherFactors.add(factor);
            }
        });
        this.slots = variables.stream().mapToInt(Integer::intValue).toArray();
        this.factors = linear.stream().mapToLong(Long::longValue).toArray();
        this.parts = others.toArray(Part[]::new);
        this.partFactors = otherFactors.stream().mapToLong(Long::longValue).toArray();
    }

    private Part part(Index atom, Scope scope) {
        return switch (atom) {
            case Index.Quotient q -> {
                Place of = new Place(q.index(), scope);
                long divisor = positive(q.divisor());
                yield () -> Math.floorDiv(of.at(), divisor);
            }
            case Index.Remainder r -> {
                Place of = new Place(r.index(), scope);
                long divisor = positive(r.divisor());
                yield () -> Math.floorMod(of.at(), divisor);
            }
            case Index.Smaller s -> {
                Place left = new Place(s.left(), scope);
                Place right = new Place(s.right(), scope);
                yield () -> Math.min(left.at(), right.at());
            }
            case Index.Larger l -> {
                Place left = new Place(l.left(), scope);
                Place right = new Place(l.right(), scope);
                yield () -> Math.max(left.at(), right.at());
            }
            case Index.Constant c -> c::value;
            case Index.Variable v -> new Place(v, scope)::at;
            case Index.Sum s -> new Place(s, scope)::at;
            case Index.Product p -> new Place(p, scope)::at;
        };
    }

    private static long positive(long divisor) {
        if (divisor <= 0) {
            throw new KernelFault("an index is divided by a positive number, found " + divisor);
        }
        return divisor;
    }

    /** Whether bounds are known: it is linear, and so are the extents of its variables' loops. */
    private boolean isBounded() {
        for (int slot : slots) {
            if (greatest[slot] == Scope.UNKNOWN) {
                return false;
            }
        }
        return parts.length == 0;
    }

    /** The greatest value that it can have, or {@link Scope#UNKNOWN}. */
    long most() {
        if (!isBounded()) {
            return Scope.UNKNOWN;
        }
        long most = constant;
        for (int i = 0; i < slots.length; i++) {
            most += Math.max(0, factors[i] * greatest[slots[i]]);
        }
        return most;
    }

    /** Whether it is known to lie from 0 to {@code size} − 1 whatever the variables are. */
    boolean isAlwaysBelow(int size) {
        long least = constant;
        for (int i = 0; i < slots.length; i++) {
            least += Math.min(0, factors[i] * greatest[slots[i]]);
        }
        return isBounded() && least >= 0 && most() < size;
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
