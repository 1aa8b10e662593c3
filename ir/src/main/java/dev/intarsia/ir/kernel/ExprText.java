package dev.intarsia.ir.kernel;

import java.util.List;
import java.util.stream.Collectors;

/** The text of index expressions and expressions, with as few brackets as their reading needs. */
final class ExprText {

    /** How tightly a text binds: a part that binds less tightly than its place asks for gets brackets. */
    private static final int LOOSE = 0;

    private static final int SUM = 1;

    private static final int PRODUCT = 2;
    private static final int ATOM = 3;

    private ExprText() {}

    /** Indices in square brackets; nothing for none. */
    static String at(List<Index> indices) {
        return indices.isEmpty()
                ? ""
                : indices.stream().map(ExprText::index).collect(Collectors.joining(", ", "[", "]"));
    }

    static String index(Index index) {
        return switch (index) {
            case Index.Constant c -> Long.toString(c.value());
            case Index.Variable v -> v.name();
            case Index.Sum s -> sum(s);
            case Index.Product p -> product(p);
            case Index.Quotient q -> factor(q.index()) + " / " + q.divisor();
            case Index.Remainder r -> factor(r.index()) + " mod " + r.divisor();
            case Index.Smaller s -> "min(" + index(s.left()) + ", " + index(s.right()) + ")";
            case Index.Larger l -> "max(" + index(l.left()) + ", " + index(l.right()) + ")";
        };
    }

    private static String sum(Index.Sum sum) {
        String left = index(sum.left());
        return switch (sum.right()) {
            case Index.Constant(long c) when c < 0 && c != Long.MIN_VALUE -> left + " - " + -c;
            case Index.Product(Index of, long factor)
            when factor < 0 && factor != Long.MIN_VALUE -> left + " - " + product(new Index.Product(of, -factor));
            case Index right -> left + " + " + index(right);
        };
    }

    private static String product(Index.Product product) {
        if (product.factor() == 1) {
            return factor(product.index());
        }
        boolean plain = product.index() instanceof Index.Variable(String name) && Character.isLetter(name.charAt(0));
        return product.factor() + (plain ? "" : "·") + factor(product.index());
    }

    /** An index as a factor. */
    private static String factor(Index index) {
        return switch (index) {
            case Index.Sum s -> "(" + index(s) + ")";
            case Index.Quotient q -> "(" + index(q) + ")";
            case Index.Remainder r -> "(" + index(r) + ")";
            case Index.Product p -> "(" + index(p) + ")";
            case Index.Constant c -> index(c);
            case Index.Variable v -> index(v);
            case Index.Smaller s -> index(s);
            case Index.Larger l -> index(l);
        };
    }

    static String of(Expr expr) {
        return text(expr, LOOSE);
    }

    private static String text(Expr expr, int place) {
        return switch (expr) {
            case Expr.Constant c -> Long.toString(c.value());
            case Expr.Load l -> load(l);
            case Expr.LookUp l -> l.table().name() + "[" + of(l.position()) + "]";
            case Expr.Position p -> position(p.index(), place);
            case Expr.Binary b -> binary(b, place);
            case Expr.Divide d ->
                call("divide", of(d.dividend()), of(d.divisor()), d.rounding().text());
            case Expr.Compare c ->
                bracketed(
                        text(c.left(), SUM) + " " + c.comparison().text() + " " + text(c.right(), SUM), place > LOOSE);
            case Expr.Select s -> call("select", of(s.condition()), of(s.whenTrue()), of(s.whenFalse()));
            case Expr.Cast c -> call(c.overflow().text(), of(c.value()), c.to().toString());
            case Expr.Shift s ->
                call("shift", of(s.value()), of(s.amount()), s.rounding().text());
            case Expr.CountLeadingZeros c -> call("leading_zeros", of(c.value()), "u" + c.bits());
            case Expr.Rescale r ->
                call(
                        "rescale",
                        of(r.value()),
                        of(r.multiplier()),
                        of(r.shift()),
                        r.form().text());
        };
    }

    private static String load(Expr.Load load) {
        String word = load.buffer().name() + at(load.at());
        return load.outside().isPresent()
                ? "(" + word + " else " + load.outside().getAsLong() + ")"
                : word;
    }

    private static String position(Index index, int place) {
        boolean bare = index instanceof Index.Constant
                || index instanceof Index.Variable
                || index instanceof Index.Smaller
                || index instanceof Index.Larger;
        return bare || place <= SUM ? index(index) : "(" + index(index) + ")";
    }

    private static String binary(Expr.Binary b, int place) {
        return switch (b.operator()) {
            case ADD, SUBTRACT -> bracketed(infix(b, SUM, PRODUCT), place > SUM);
            case MULTIPLY -> bracketed(infix(b, PRODUCT, ATOM), place > PRODUCT);
            case AND, OR, XOR -> bracketed(infix(b, ATOM, ATOM), place > LOOSE);
            case MINIMUM -> minimum(b);
            case MAXIMUM -> call("max", of(b.left()), of(b.right()));
        };
    }

    private static String infix(Expr.Binary b, int left, int right) {
        return text(b.left(), left) + " " + b.operator().text() + " " + text(b.right(), right);
    }

    private static String bracketed(String text, boolean brackets) {
        return brackets ? "(" + text + ")" : text;
    }

    /** The least of a greatest is a clamp. */
    private static String minimum(Expr.Binary b) {
        return b.left() instanceof Expr.Binary(Expr.Operator operator, Expr value, Expr.Constant low)
                        && operator == Expr.Operator.MAXIMUM
                        && b.right() instanceof Expr.Constant high
                ? call("clamp", of(value), of(low), of(high))
                : call("min", of(b.left()), of(b.right()));
    }

    private static String call(String name, String... arguments) {
        return name + "(" + String.join(", ", arguments) + ")";
    }
}
