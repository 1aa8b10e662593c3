package dev.intarsia.ir.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rebuilds statements from the leaves up. Override what changes; everything else stays as it is.
 *
 * <p>{@link #index} is asked for every index expression, {@link #expr} for every expression once its parts are rebuilt, and
 * {@link #stmt} for every statement likewise; a statement may become several or none.
 */
public class Rewriter {

    /** What an index expression becomes. */
    protected Index index(Index index) {
        return index;
    }

    /** What an expression becomes whose parts have been rebuilt. */
    protected Expr expr(Expr expr) {
        return expr;
    }

    /** What a statement becomes whose parts have been rebuilt. */
    protected List<Stmt> stmt(Stmt stmt) {
        return List.of(stmt);
    }

    /** Rebuilds a list of statements. */
    public final List<Stmt> rewrite(List<Stmt> statements) {
        List<Stmt> rebuilt = new ArrayList<>();
        for (Stmt statement : statements) {
            rebuilt.addAll(stmt(parts(statement)));
        }
        return List.copyOf(rebuilt);
    }

    private Stmt parts(Stmt statement) {
        return switch (statement) {
            case Stmt.Loop l -> new Stmt.Loop(l.variable(), index(l.extent()), l.kind(), rewrite(l.body()));
            case Stmt.Store s -> new Stmt.Store(s.buffer(), indices(s.at()), rewrite(s.value()));
            case Stmt.Transfer t ->
                new Stmt.Transfer(
                        t.from(), indices(t.origin()), t.to(), indices(t.target()), indices(t.sizes()), t.outside());
            case Stmt.Invoke i -> new Stmt.Invoke(i.unit(), rewrite(i.meaning()));
        };
    }

    /** Rebuilds an expression. */
    public final Expr rewrite(Expr e) {
        return expr(
                switch (e) {
                    case Expr.Constant c -> c;
                    case Expr.Load l -> new Expr.Load(l.buffer(), indices(l.at()), l.outside());
                    case Expr.LookUp l -> new Expr.LookUp(l.table(), rewrite(l.position()));
                    case Expr.Position p -> new Expr.Position(index(p.index()));
                    case Expr.Binary b -> new Expr.Binary(b.operator(), rewrite(b.left()), rewrite(b.right()));
                    case Expr.Divide d -> new Expr.Divide(rewrite(d.dividend()), rewrite(d.divisor()), d.rounding());
                    case Expr.Compare c -> new Expr.Compare(c.comparison(), rewrite(c.left()), rewrite(c.right()));
                    case Expr.Select s ->
                        new Expr.Select(rewrite(s.condition()), rewrite(s.whenTrue()), rewrite(s.whenFalse()));
                    case Expr.Cast c -> new Expr.Cast(rewrite(c.value()), c.to(), c.overflow());
                    case Expr.Shift s -> new Expr.Shift(rewrite(s.value()), rewrite(s.amount()), s.rounding());
                    case Expr.CountLeadingZeros c -> new Expr.CountLeadingZeros(rewrite(c.value()), c.bits());
                    case Expr.Rescale r ->
                        new Expr.Rescale(r.form(), rewrite(r.value()), rewrite(r.multiplier()), rewrite(r.shift()));
                });
    }

    private List<Index> indices(List<Index> indices) {
        return indices.stream().map(this::index).toList();
    }

    /** An index expression with variables replaced. */
    public static Index substitute(Index index, Map<String, Index> values) {
        return switch (index) {
            case Index.Constant c -> c;
            case Index.Variable v -> values.getOrDefault(v.name(), v);
            case Index.Sum s -> substitute(s.left(), values).plus(substitute(s.right(), values));
            case Index.Product p -> substitute(p.index(), values).times(p.factor());
            case Index.Quotient q -> substitute(q.index(), values).dividedBy(q.divisor());
            case Index.Remainder r -> substitute(r.index(), values).modulo(r.divisor());
            case Index.Smaller s -> substitute(s.left(), values).min(substitute(s.right(), values));
            case Index.Larger l -> substitute(l.left(), values).max(substitute(l.right(), values));
        };
    }

    /** Statements with variables replaced. */
    public static List<Stmt> substitute(List<Stmt> statements, Map<String, Index> values) {
        return new Rewriter() {
            @Override
            protected Index index(Index index) {
                return substitute(index, values);
            }
        }.rewrite(statements);
    }

    /** The value of an index expression. */
    public static long evaluate(Index index, Map<String, Long> variables) {
        return switch (index) {
            case Index.Constant c -> c.value();
            case Index.Variable v -> {
                Long value = variables.get(v.name());
                if (value == null) {
                    throw new IllegalArgumentException("the variable " + v.name() + " has no value here");
                }
                yield value;
            }
            case Index.Sum s -> evaluate(s.left(), variables) + evaluate(s.right(), variables);
            case Index.Product p -> evaluate(p.index(), variables) * p.factor();
            case Index.Quotient q -> Math.floorDiv(evaluate(q.index(), variables), q.divisor());
            case Index.Remainder r -> Math.floorMod(evaluate(r.index(), variables), r.divisor());
            case Index.Smaller s -> Math.min(evaluate(s.left(), variables), evaluate(s.right(), variables));
            case Index.Larger l -> Math.max(evaluate(l.left(), variables), evaluate(l.right(), variables));
        };
    }
}
