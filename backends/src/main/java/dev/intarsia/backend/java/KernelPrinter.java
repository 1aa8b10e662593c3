package dev.intarsia.backend.java;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.Precision;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.Thresholds;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Prints a kernel as plain Java loops over {@code long[]} buffers: the one lowering, word for word. A scalar is a {@code long}. Rounding,
 * narrowing and requantizers are calls of the arithmetic package.
 *
 * <p>Values are 64-bit: a kernel in which a value needs more is refused by range analysis before it gets here.
 */
final class KernelPrinter {

    private final CommandPrinter constants;
    private final Names names = new Names(Set.of("machine", "device", "each"));
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, Index> extents = new HashMap<>();

    /** @param constants makes the constants that the kernel's arithmetic needs */
    KernelPrinter(CommandPrinter constants) {
        this.constants = constants;
    }

    /** The Java variable of a buffer. */
    String variable(Buffer buffer) {
        return names.variable(buffer.name());
    }

    /** Declarations of the kernel's own buffers and of its outputs, then its body. */
    CodeBlock body(Kernel kernel) {
        CodeBlock.Builder code = CodeBlock.builder();
        kernel.outputs().forEach(buffer -> declare(code, buffer));
        kernel.locals().forEach(buffer -> declare(code, buffer));
        kernel.body().forEach(statement -> print(code, statement));
        return code.build();
    }

    private void declare(CodeBlock.Builder code, Buffer buffer) {
        if (buffer.shape().rank() == 0) {
            code.addStatement("long $L = 0", variable(buffer));
        } else {
            code.addStatement(
                    "long[] $L = new long[$L]", variable(buffer), buffer.shape().elements());
        }
    }

    private void print(CodeBlock.Builder code, Stmt statement) {
        switch (statement) {
            case Stmt.Loop loop -> {
                String variable = loopVariable(loop.variable(), loop.extent());
                code.beginControlFlow("for (int $1L = 0; $1L < $2L; $1L++)", variable, text(loop.extent()));
                loop.body().forEach(inner -> print(code, inner));
                code.endControlFlow();
            }
            case Stmt.Store store -> store(code, store);
            case Stmt.Transfer transfer -> transfer(code, transfer);
            case Stmt.Invoke invoke -> invoke.meaning().forEach(inner -> print(code, inner));
        }
    }

    private String loopVariable(String name, Index extent) {
        extents.put(name, extent);
        String variable = names.variable("loop " + name, name);
        variables.put(name, variable);
        return variable;
    }

    private void store(CodeBlock.Builder code, Stmt.Store store) {
        String place = place(store.buffer(), store.at());
        if (store.value() instanceof Expr.Binary(Expr.Operator operator, Expr.Load own, Expr added)
                && operator == Expr.Operator.ADD
                && own.buffer().equals(store.buffer())
                && own.at().equals(store.at())) {
            code.addStatement("$L += $L", place, TypedText.of(text(added)));
        } else {
            code.addStatement("$L = $L", place, TypedText.of(text(store.value())));
        }
    }

    private void transfer(CodeBlock.Builder code, Stmt.Transfer transfer) {
        int rank = transfer.sizes().size();
        List<Index> from = new ArrayList<>();
        List<Index> to = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            String name = "axis" + axis;
            String variable = loopVariable(name, transfer.sizes().get(axis));
            code.beginControlFlow(
                    "for (int $1L = 0; $1L < $2L; $1L++)",
                    variable,
                    text(transfer.sizes().get(axis)));
            from.add(transfer.origin().get(axis).plus(Index.of(name)));
            to.add(transfer.target().get(axis).plus(Index.of(name)));
        }
        code.beginControlFlow("if ($L)", inside(transfer.to(), to));
        code.addStatement(
                "$L = $L ? $L : $L",
                place(transfer.to(), to),
                inside(transfer.from(), from),
                place(transfer.from(), from),
                CommandPrinter.longLiteral(transfer.outside()));
        code.endControlFlow();
        for (int axis = 0; axis < rank; axis++) {
            code.endControlFlow();
        }
    }

    private String place(Buffer buffer, List<Index> at) {
        if (at.isEmpty()) {
            return variable(buffer);
        }
        int[] strides = buffer.shape().strides();
        Index place = Index.of(0);
        for (int axis = 0; axis < at.size(); axis++) {
            if (buffer.shape().size(axis) > 1 || at.size() == 1) {
                place = place.plus(at.get(axis).times(strides[axis]));
            }
        }
        return variable(buffer) + "[" + text(place) + "]";
    }

    private String inside(Buffer buffer, List<Index> at) {
        List<String> conditions = new ArrayList<>();
        for (int axis = 0; axis < at.size(); axis++) {
            String index = text(at.get(axis));
            if (!staysInside(at.get(axis), buffer.shape().size(axis))) {
                conditions.add(
                        index + " >= 0 && " + index + " < " + buffer.shape().size(axis));
            }
        }
        return conditions.isEmpty() ? "true" : String.join(" && ", conditions);
    }

    /** Whether a loop's own extent keeps an index inside, so that nothing has to be asked. */
    private boolean staysInside(Index index, int size) {
        return index instanceof Index.Variable v
                && extents.get(v.name()) instanceof Index.Constant(long extent)
                && extent <= size;
    }

    private String text(Index index) {
        return switch (index) {
            case Index.Constant c -> Math.toIntExact(c.value()) + "";
            case Index.Variable v -> {
                String variable = variables.get(v.name());
                if (variable == null) {
                    throw new IllegalStateException("no loop around has the variable " + v.name());
                }
                yield variable;
            }
            case Index.Sum s -> sum(s);
            case Index.Product p -> p.factor() + " * " + factor(p.index());
            case Index.Quotient q -> "Math.floorDiv(" + text(q.index()) + ", " + q.divisor() + ")";
            case Index.Remainder r -> "Math.floorMod(" + text(r.index()) + ", " + r.divisor() + ")";
            case Index.Smaller s -> "Math.min(" + text(s.left()) + ", " + text(s.right()) + ")";
            case Index.Larger l -> "Math.max(" + text(l.left()) + ", " + text(l.right()) + ")";
        };
    }

    private String sum(Index.Sum sum) {
        if (sum.right() instanceof Index.Constant(long offset) && offset < 0) {
            return text(sum.left()) + " - " + -offset;
        }
        return text(sum.left()) + " + " + text(sum.right());
    }

    private String factor(Index index) {
        return index instanceof Index.Sum ? "(" + text(index) + ")" : text(index);
    }

    private String text(Expr expr) {
        return switch (expr) {
            case Expr.Constant c -> CommandPrinter.longLiteral(c.value());
            case Expr.Load l -> {
                String word = place(l.buffer(), l.at());
                yield l.outside().isEmpty()
                        ? word
                        : "(" + inside(l.buffer(), l.at()) + " ? " + word + " : "
                                + CommandPrinter.longLiteral(l.outside().getAsLong()) + ")";
            }
            case Expr.LookUp l -> variable(l.table()) + "[" + integer(l.position()) + "]";
            case Expr.Position p -> "(" + text(p.index()) + ")";
            case Expr.Binary b -> binary(b);
            case Expr.Divide d ->
                rounding(d.rounding()) + ".divide(" + text(d.dividend()) + ", " + text(d.divisor()) + ")";
            case Expr.Compare c -> "(" + condition(c) + " ? 1 : 0)";
            case Expr.Select s ->
                "(" + condition(s.condition()) + " ? " + text(s.whenTrue()) + " : " + text(s.whenFalse()) + ")";
            case Expr.Cast c ->
                "@Overflow." + c.overflow() + ".narrow(" + text(c.value()) + ", " + format(c.to()) + ")";
            case Expr.Shift s -> shift(s);
            case Expr.CountLeadingZeros c ->
                "(Long.numberOfLeadingZeros(" + text(c.value()) + ") - " + (Long.SIZE - c.bits()) + ")";
            case Expr.Rescale r -> rescale(r);
        };
    }

    private String binary(Expr.Binary b) {
        return switch (b.operator()) {
            case MINIMUM -> "Math.min(" + wide(b.left()) + ", " + wide(b.right()) + ")";
            case MAXIMUM -> "Math.max(" + wide(b.left()) + ", " + wide(b.right()) + ")";
            case ADD -> term(b.left()) + " + " + operand(b.right());
            case SUBTRACT -> term(b.left()) + " - " + operand(b.right());
            case MULTIPLY -> operandOfProduct(b.left()) + " * " + operandOfProduct(b.right());
            case AND, OR, XOR -> operand(b.left()) + " " + b.operator().text() + " " + operand(b.right());
        };
    }

    /** The left side of a sum: sums and products need no parentheses there. */
    private String term(Expr expr) {
        return switch (expr) {
            case Expr.Binary b
            when b.operator() == Expr.Operator.ADD
                    || b.operator() == Expr.Operator.SUBTRACT
                    || b.operator() == Expr.Operator.MULTIPLY -> text(b);
            case Expr other -> operand(other);
        };
    }

    /** An operand of a product of two words: one side must be a long. */
    private String operandOfProduct(Expr expr) {
        return expr instanceof Expr.Constant(long value) ? value + "L" : operand(expr);
    }

    /** An argument whose type has to be long. */
    private String wide(Expr expr) {
        return expr instanceof Expr.Constant(long value) && value != Long.MIN_VALUE ? value + "L" : text(expr);
    }

    private String operand(Expr expr) {
        return switch (expr) {
            case Expr.Binary b
            when b.operator() == Expr.Operator.MINIMUM || b.operator() == Expr.Operator.MAXIMUM -> text(b);
            case Expr.Binary b -> "(" + text(b) + ")";
            case Expr.Constant c when c.value() < 0 -> "(" + text(c) + ")";
            case Expr.Shift s
            when s.amount() instanceof Expr.Constant(long amount) && amount < 0 -> "(" + text(s) + ")";
            case Expr other -> text(other);
        };
    }

    private String condition(Expr expr) {
        if (expr instanceof Expr.Compare c) {
            return operand(c.left()) + " " + c.comparison().text() + " " + operand(c.right());
        }
        return operand(expr) + " != 0";
    }

    private String shift(Expr.Shift shift) {
        if (shift.amount() instanceof Expr.Constant(long amount)) {
            if (amount < 0) {
                return operandOfProduct(shift.value()) + " << " + -amount;
            }
            return rounding(shift.rounding()) + ".shiftRight(" + text(shift.value()) + ", " + amount + ")";
        }
        String form = constants.share(
                new PowerOfTwo(shift.rounding()),
                "shift " + shift.rounding().text(),
                TypeName.get(PowerOfTwo.class),
                "",
                CodeBlock.of("new $T($T.$L)", PowerOfTwo.class, Rounding.class, shift.rounding()));
        return form + ".rescale(" + text(shift.value()) + ", " + integer(shift.amount()) + ")";
    }

    private String rescale(Expr.Rescale rescale) {
        String value = text(rescale.value());
        String multiplier = text(rescale.multiplier());
        String shift = integer(rescale.shift());
        return switch (rescale.form()) {
            case MultiplyShift m -> constants.form(m) + ".rescale(" + value + ", " + multiplier + ", " + shift + ")";
            case PowerOfTwo p -> {
                String form = constants.share(
                        p,
                        "shift " + p.rounding().text(),
                        TypeName.get(PowerOfTwo.class),
                        "",
                        CodeBlock.of("new $T($T.$L)", PowerOfTwo.class, Rounding.class, p.rounding()));
                yield form + ".rescale(" + value + ", " + shift + ")";
            }
            case RealScale r ->
                "@RealScale." + (r.precision() == Precision.FLOAT32 ? "R3" : "R4") + ".rescale(" + value + ", "
                        + multiplier + ", Long.MIN_VALUE, Long.MAX_VALUE)";
            case Thresholds t -> throw new IllegalStateException("thresholds are compared, not multiplied");
        };
    }

    /** The value as a Java int: a cast only where there is something to cast. */
    private String integer(Expr expr) {
        if (expr instanceof Expr.Position p) {
            return text(p.index());
        }
        if (isInt(expr)) {
            return text(expr);
        }
        return expr instanceof Expr.Binary b && !isCall(b) ? "(int) (" + text(expr) + ")" : "(int) " + text(expr);
    }

    private static boolean isCall(Expr.Binary b) {
        return b.operator() == Expr.Operator.MINIMUM || b.operator() == Expr.Operator.MAXIMUM;
    }

    /** Whether the printed expression has the Java type int. */
    private static boolean isInt(Expr expr) {
        return switch (expr) {
            case Expr.Constant c -> c.value() == (int) c.value();
            case Expr.Position p -> true;
            case Expr.Compare c -> true;
            case Expr.CountLeadingZeros c -> true;
            case Expr.Select s -> isInt(s.whenTrue()) && isInt(s.whenFalse());
            case Expr.Binary b -> {
                boolean literals = b.left() instanceof Expr.Constant || b.right() instanceof Expr.Constant;
                boolean lengthened = literals && (isCall(b) || b.operator() == Expr.Operator.MULTIPLY);
                yield isInt(b.left()) && isInt(b.right()) && !lengthened;
            }
            case Expr.Load l -> false;
            case Expr.LookUp l -> false;
            case Expr.Divide d -> false;
            case Expr.Cast c -> false;
            case Expr.Shift s -> false;
            case Expr.Rescale r -> false;
        };
    }

    private static String rounding(Rounding rounding) {
        return "@Rounding." + rounding;
    }

    private String format(IntFormat format) {
        return constants.share(
                format,
                "format " + format,
                TypeName.get(IntFormat.class),
                "",
                CodeBlock.of("new $T($L, $L)", IntFormat.class, format.signed(), format.bits()));
    }
}
