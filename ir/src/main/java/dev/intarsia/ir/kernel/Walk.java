package dev.intarsia.ir.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Visits all parts of a kernel in order. */
public final class Walk {

    private Walk() {}

    /** A load or store together with the loops around it, outermost first, starting at where the walk started. */
    public record Access(Buffer buffer, List<Index> at, boolean write, Expr expr, List<Stmt.Loop> loops) {}

    /** Every load, look-up and store of these statements. A look-up has no indices. */
    public static List<Access> accesses(List<Stmt> statements) {
        List<Access> found = new ArrayList<>();
        collect(statements, List.of(), found);
        return found;
    }

    private static void collect(List<Stmt> statements, List<Stmt.Loop> loops, List<Access> found) {
        for (Stmt statement : statements) {
            switch (statement) {
                case Stmt.Loop l -> {
                    List<Stmt.Loop> inner = new ArrayList<>(loops);
                    inner.add(l);
                    collect(l.body(), List.copyOf(inner), found);
                }
                case Stmt.Store s -> {
                    expressions(s.value(), e -> {
                        if (e instanceof Expr.Load load) {
                            found.add(new Access(load.buffer(), load.at(), false, load, loops));
                        } else if (e instanceof Expr.LookUp lookUp) {
                            found.add(new Access(lookUp.table(), List.of(), false, lookUp, loops));
                        }
                    });
                    found.add(new Access(s.buffer(), s.at(), true, s.value(), loops));
                }
                case Stmt.Transfer t -> {}
                case Stmt.Invoke i -> collect(i.meaning(), loops, found);
            }
        }
    }

    /** Every statement, outer ones first. */
    public static void statements(List<Stmt> statements, Consumer<Stmt> visit) {
        for (Stmt statement : statements) {
            visit.accept(statement);
            switch (statement) {
                case Stmt.Loop l -> statements(l.body(), visit);
                case Stmt.Invoke i -> statements(i.meaning(), visit);
                case Stmt.Store s -> {}
                case Stmt.Transfer t -> {}
            }
        }
    }

    /** An expression and all its parts. */
    public static void expressions(Expr e, Consumer<Expr> visit) {
        visit.accept(e);
        switch (e) {
            case Expr.Constant c -> {}
            case Expr.Load l -> {}
            case Expr.Position p -> {}
            case Expr.LookUp l -> expressions(l.position(), visit);
            case Expr.Binary b -> {
                expressions(b.left(), visit);
                expressions(b.right(), visit);
            }
            case Expr.Divide d -> {
                expressions(d.dividend(), visit);
                expressions(d.divisor(), visit);
            }
            case Expr.Compare c -> {
                expressions(c.left(), visit);
                expressions(c.right(), visit);
            }
            case Expr.Select s -> {
                expressions(s.condition(), visit);
                expressions(s.whenTrue(), visit);
                expressions(s.whenFalse(), visit);
            }
            case Expr.Cast c -> expressions(c.value(), visit);
            case Expr.Shift s -> {
                expressions(s.value(), visit);
                expressions(s.amount(), visit);
            }
            case Expr.CountLeadingZeros c -> expressions(c.value(), visit);
            case Expr.Rescale r -> {
                expressions(r.value(), visit);
                expressions(r.multiplier(), visit);
                expressions(r.shift(), visit);
            }
        }
    }
}
