package dev.intarsia.ir.kernel;

import java.util.List;

/** A statement. */
public sealed interface Stmt {

    /** The body for each value of the variable from 0 to the extent, the extent excluded; nothing for an extent of 0 or less. */
    record Loop(String variable, Index extent, LoopKind kind, List<Stmt> body) implements Stmt {
        public Loop {
            body = List.copyOf(body);
        }

        public Loop withBody(List<Stmt> newBody) {
            return new Loop(variable, extent, kind, newBody);
        }
    }

    /** Writes a word. Where the value is the place's own word plus something, it prints as {@code +=}. */
    record Store(Buffer buffer, List<Index> at, Expr value) implements Stmt {
        public Store {
            at = List.copyOf(at);
            if (at.size() != buffer.shape().rank()) {
                throw new IllegalArgumentException(
                        buffer.name() + " has " + buffer.shape().rank() + " axes, indexed by " + at.size());
            }
        }
    }

    /**
     * Copies a box from one memory to another. Places outside of the source give {@code outside}; places outside of the target
     * are not written.
     *
     * @param from the source
     * @param origin the box's first place in the source, one index an axis
     * @param to the target, of as many axes
     * @param target the box's first place in the target
     * @param sizes the box's sizes, one an axis
     * @param outside the word for places outside of the source
     */
    record Transfer(Buffer from, List<Index> origin, Buffer to, List<Index> target, List<Index> sizes, long outside)
            implements Stmt {
        public Transfer {
            origin = List.copyOf(origin);
            target = List.copyOf(target);
            sizes = List.copyOf(sizes);
            int rank = from.shape().rank();
            if (to.shape().rank() != rank || origin.size() != rank || target.size() != rank || sizes.size() != rank) {
                throw new IllegalArgumentException("a transfer has one origin and size an axis, on both sides");
            }
        }
    }

    /**
     * What a unit of the target does in one go.
     *
     * @param unit the unit's name, for example {@code multiply}
     * @param meaning the statements that it replaces; what the oracle runs
     */
    record Invoke(String unit, List<Stmt> meaning) implements Stmt {
        public Invoke {
            meaning = List.copyOf(meaning);
        }
    }

    static Loop loop(String variable, long extent, Stmt... body) {
        return new Loop(variable, Index.of(extent), LoopKind.SERIAL, List.of(body));
    }

    static Loop loop(String variable, long extent, List<Stmt> body) {
        return new Loop(variable, Index.of(extent), LoopKind.SERIAL, body);
    }

    static Store store(Buffer buffer, Expr value, Index... at) {
        return new Store(buffer, List.of(at), value);
    }
}
