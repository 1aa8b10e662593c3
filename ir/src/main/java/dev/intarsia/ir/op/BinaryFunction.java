package dev.intarsia.ir.op;

import java.util.Locale;

/** The functions of two numbers that {@link Binary} applies, in float32. Comparisons give 1 or 0. */
public enum BinaryFunction {
    DIV("quotient", (x, y) -> x / y),
    POW("power", (x, y) -> (float) StrictMath.pow(x, y)),
    SQUARED_DIFFERENCE("difference times itself", (x, y) -> (x - y) * (x - y)),
    FLOOR_DIV("greatest whole number that the quotient is not below", (x, y) -> (float) Math.floor((double) x / y)),
    EQUAL("1 where both are the same", (x, y) -> x == y ? 1 : 0),
    GREATER("1 where the first is greater", (x, y) -> x > y ? 1 : 0),
    GREATER_EQUAL("1 where the first is not less", (x, y) -> x >= y ? 1 : 0),
    LESS("1 where the first is less", (x, y) -> x < y ? 1 : 0),
    LESS_EQUAL("1 where the first is not greater", (x, y) -> x <= y ? 1 : 0),
    AND("1 where neither is 0", (x, y) -> x != 0 && y != 0 ? 1 : 0),
    OR("1 where one is not 0", (x, y) -> x != 0 || y != 0 ? 1 : 0),
    XOR("1 where exactly one is not 0", (x, y) -> x != 0 ^ y != 0 ? 1 : 0);

    private interface Formula {
        float at(float x, float y);
    }

    private final String summary;
    private final Formula formula;

    BinaryFunction(String summary, Formula formula) {
        this.summary = summary;
        this.formula = formula;
    }

    float at(float x, float y) {
        return formula.at(x, y);
    }

    String mnemonic() {
        return name().toLowerCase(Locale.ROOT);
    }

    String summary() {
        return summary;
    }
}
