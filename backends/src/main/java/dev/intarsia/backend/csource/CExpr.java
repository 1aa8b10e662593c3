package dev.intarsia.backend.csource;

import java.util.List;

/** An expression of C. Precedence is the printer's business: the tree has no parentheses. */
public sealed interface CExpr {

    /** An integer; printed so that it has at least the width of {@code int}, and of {@code int64_t} where it needs it. */
    record Number(long value) implements CExpr {}

    /** A variable, a constant, a macro. */
    record Name(String name) implements CExpr {}

    /** {@code array[at]}. */
    record Element(CExpr array, CExpr at) implements CExpr {}

    /** {@code value.field}, or {@code value->field}. */
    record Member(CExpr value, String field, boolean pointed) implements CExpr {}

    /** {@code operator value}. */
    record Prefix(String operator, CExpr value) implements CExpr {}

    /** Operators of two operands. */
    enum Operator {
        MULTIPLY("*", 10),
        DIVIDE("/", 10),
        REMAINDER("%", 10),
        ADD("+", 9),
        SUBTRACT("-", 9),
        SHIFT_LEFT("<<", 8),
        SHIFT_RIGHT(">>", 8),
        LESS("<", 7),
        LESS_OR_EQUAL("<=", 7),
        GREATER_OR_EQUAL(">=", 7),
        EQUAL("==", 6),
        NOT_EQUAL("!=", 6),
        AND("&", 5),
        XOR("^", 4),
        OR("|", 3),
        BOTH("&&", 2),
        EITHER("||", 1);

        private final String text;
        private final int precedence;

        Operator(String text, int precedence) {
            this.text = text;
            this.precedence = precedence;
        }

        String text() {
            return text;
        }

        int precedence() {
            return precedence;
        }

        /** Whether compilers warn of an operand of another operator without parentheses around it. */
        boolean isBitwise() {
            return this == AND || this == XOR || this == OR || this == SHIFT_LEFT || this == SHIFT_RIGHT;
        }
    }

    record Binary(Operator operator, CExpr left, CExpr right) implements CExpr {}

    /** {@code condition ? whenTrue : whenFalse}. */
    record Conditional(CExpr condition, CExpr whenTrue, CExpr whenFalse) implements CExpr {}

    record Cast(CType type, CExpr value) implements CExpr {}

    record Call(String function, List<CExpr> arguments) implements CExpr {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    static CExpr of(long value) {
        return new Number(value);
    }

    /** The low 32 bits as an unsigned number. */
    static CExpr unsigned(long value) {
        return new Name((value & 0xffffffffL) + "u");
    }

    static CExpr of(String name) {
        return new Name(name);
    }

    static CExpr call(String function, CExpr... arguments) {
        return new Call(function, List.of(arguments));
    }

    default CExpr binary(Operator operator, CExpr right) {
        return new Binary(operator, this, right);
    }

    default CExpr plus(CExpr right) {
        return binary(Operator.ADD, right);
    }

    default CExpr at(CExpr index) {
        return new Element(this, index);
    }

    default CExpr cast(CType type) {
        return new Cast(type, this);
    }
}
