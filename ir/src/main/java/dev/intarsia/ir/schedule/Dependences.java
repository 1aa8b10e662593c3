package dev.intarsia.ir.schedule;

import static dev.intarsia.ir.schedule.ApplySchedule.require;

import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.kernel.Affine;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which loops may change their order: those whose iterations each write places of their own, or only add to what is there with sums
 * that wrap or are proved wide enough, or take the extreme of it.
 */
final class Dependences {

    private Dependences() {}

    static void requirePermutable(List<Stmt.Loop> loops, List<Stmt> body) {
        boolean[] moves = new boolean[1];
        Walk.statements(body, s -> moves[0] |= s instanceof Stmt.Transfer);
        require(!moves[0], "the loops move words between memories");
        Map<String, Long> greatest = new HashMap<>();
        List<Walk.Access> accesses = Walk.accesses(body);
        for (Stmt.Loop loop : loops) {
            greatest.put(loop.variable(), greatestValue(loop, greatest));
        }
        Set<String> privates = privateRegisters(body);
        for (Walk.Access write : accesses.stream().filter(Walk.Access::write).toList()) {
            Buffer buffer = write.buffer();
            if (privates.contains(buffer.name()) || isCommutative(write)) {
                continue;
            }
            boolean readElsewhere = accesses.stream()
                    .anyMatch(a -> !a.write() && a.buffer().equals(buffer) && !a.at().equals(write.at()));
            require(!readElsewhere, buffer.name() + " is read and written at different places in the loops");
            Map<String, Long> inner = new HashMap<>(greatest);
            for (Stmt.Loop loop : write.loops()) {
                inner.put(loop.variable(), greatestValue(loop, inner));
            }
            for (Stmt.Loop loop : loops) {
                require(
                        greatest.get(loop.variable()) == 0 || distinguishes(write.at(), loop.variable(), inner),
                        "iterations of " + loop.variable() + " write the same place of " + buffer.name());
            }
        }
    }

    private static long greatestValue(Stmt.Loop loop, Map<String, Long> outer) {
        Map<String, Long> known = new HashMap<>(outer);
        Extent.variables(loop.extent()).forEach(v -> known.putIfAbsent(v, 0L));
        return Math.max(0, Extent.atMost(loop.extent(), known) - 1);
    }

    /** Registers that the body sets before it reads them. */
    private static Set<String> privateRegisters(List<Stmt> body) {
        Set<String> set = new HashSet<>();
        Set<String> readFirst = new HashSet<>();
        for (Walk.Access access : Walk.accesses(body)) {
            Buffer buffer = access.buffer();
            if (!buffer.memory().equals(Memory.REGISTER)) {
                continue;
            }
            if (access.write()) {
                if (access.loops().isEmpty() && !readFirst.contains(buffer.name())) {
                    set.add(buffer.name());
                }
            } else if (!set.contains(buffer.name())) {
                readFirst.add(buffer.name());
            }
        }
        set.removeAll(readFirst);
        return set;
    }

    /** Whether a store adds to its place, or takes the extreme with it, so that the order does not matter. */
    static boolean isCommutative(Walk.Access write) {
        Expr value = write.expr();
        if (value instanceof Expr.Cast c && (c.overflow() == Overflow.WRAP || c.overflow() == Overflow.IMPOSSIBLE)) {
            value = c.value();
        }
        return value instanceof Expr.Binary b
                && (b.operator() == Expr.Operator.ADD
                        || b.operator() == Expr.Operator.MINIMUM
                        || b.operator() == Expr.Operator.MAXIMUM)
                && b.left() instanceof Expr.Load l
                && l.buffer().equals(write.buffer())
                && l.at().equals(write.at())
                && !reads(b.right(), write.buffer());
    }

    private static boolean reads(Expr expr, Buffer buffer) {
        boolean[] found = new boolean[1];
        Walk.expressions(
                expr, e -> found[0] |= e instanceof Expr.Load l && l.buffer().equals(buffer));
        return found[0];
    }

    /**
     * Whether two iterations of a loop that differ in nothing else write different places: on some axis the variable's factor is
     * greater than all smaller factors together can make up for.
     */
    private static boolean distinguishes(List<Index> at, String variable, Map<String, Long> greatest) {
        for (Index index : at) {
            Affine affine = Affine.of(index);
            Long factor = affine.terms().get(Index.of(variable));
            if (factor == null) {
                continue;
            }
            List<Map.Entry<Index, Long>> smaller = affine.terms().entrySet().stream()
                    .filter(t -> !t.getKey().equals(Index.of(variable)))
                    .filter(t -> Math.abs(t.getValue()) <= Math.abs(factor))
                    .sorted(Comparator.comparing(t -> Math.abs(t.getValue())))
                    .toList();
            long reach = 0;
            boolean known = true;
            for (Map.Entry<Index, Long> term : smaller) {
                if (term.getKey() instanceof Index.Variable v && greatest.containsKey(v.name())) {
                    reach += Math.abs(term.getValue()) * greatest.get(v.name());
                } else if (!(term.getKey() instanceof Index.Variable)) {
                    known = false;
                }
            }
            if (known && reach < Math.abs(factor)) {
                return true;
            }
        }
        return false;
    }
}
