package dev.intarsia.ir.op;

import java.util.Locale;

/** The functions of two numbers that {@link Binary} applies, in float32. Comparisons give 1 or 0. */
public enum BinaryFunction {
    DIV("quotient") {
        @Override
        float at(float x, float y) {
            return x / y;
        }
    },
    POW("power") {
        @Override
        float at(float x, float y) {
            return (float) StrictMath.pow(x, y);
        }
    },
    SQUARED_DIFFERENCE("difference times itself") {
        @Override
        float at(float x, float y) {
            return (x - y) * (x - y);
        }
    },
    FLOOR_DIV("greatest whole number that the quotient is not below") {
        @Override
        float at(float x, float y) {
            return (float) Math.floor((double) x / y);
        }
    },
    EQUAL("1 where both are the same") {
        @Override
        float at(float x, float y) {
            return x == y ? 1 : 0;
        }
    },
    GREATER("1 where the first is greater") {
        @Override
        float at(float x, float y) {
            return x > y ? 1 : 0;
        }
    },
    GREATER_EQUAL("1 where the first is not less") {
        @Override
        float at(float x, float y) {
            return x >= y ? 1 : 0;
        }
    },
    LESS("1 where the first is less") {
        @Override
        float at(float x, float y) {
            return x < y ? 1 : 0;
        }
    },
    LESS_EQUAL("1 where the first is not greater") {
        @Override
        float at(float x, float y) {
            return x <= y ? 1 : 0;
        }
    },
    AND("1 where neither is 0") {
        @Override
        float at(float x, float y) {
            return x != 0 && y != 0 ? 1 : 0;
        }
    },
    OR("1 where one is not 0") {
        @Override
        float at(float x, float y) {
            return x != 0 || y != 0 ? 1 : 0;
        }
    },
    XOR("1 where exactly one is not 0") {
        @Override
        float at(float x, float y) {
            return x != 0 ^ y != 0 ? 1 : 0;
        }
    };

    private final String summary;

    BinaryFunction(String summary) {
        this.summary = summary;
    }

    abstract float at(float x, float y);

    String mnemonic() {
        return name().toLowerCase(Locale.ROOT);
    }

    String summary() {
        return summary;
    }
}
