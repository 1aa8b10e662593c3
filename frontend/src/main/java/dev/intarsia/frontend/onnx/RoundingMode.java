package dev.intarsia.frontend.onnx;

/** How a file's conversion of a known number to a word rounds, by the name that QONNX has for it. */
enum RoundingMode {
    HALF_EVEN("ROUND") {
        @Override
        double round(double x) {
            return Math.rint(x);
        }
    },
    CEIL("CEIL") {
        @Override
        double round(double x) {
            return Math.ceil(x);
        }
    },
    FLOOR("FLOOR") {
        @Override
        double round(double x) {
            return Math.floor(x);
        }
    },
    AWAY("UP") {
        @Override
        double round(double x) {
            return Math.copySign(Math.ceil(Math.abs(x)), x);
        }
    },
    TOWARD_ZERO("DOWN") {
        @Override
        double round(double x) {
            return Math.copySign(Math.floor(Math.abs(x)), x);
        }
    },
    HALF_AWAY("HALF_UP") {
        @Override
        double round(double x) {
            return Math.copySign(Math.floor(Math.abs(x) + 0.5), x);
        }
    },
    HALF_TOWARD_ZERO("HALF_DOWN") {
        @Override
        double round(double x) {
            return Math.copySign(Math.ceil(Math.abs(x) - 0.5), x);
        }
    };

    private final String text;

    RoundingMode(String text) {
        this.text = text;
    }

    /** The whole number that a number is rounded to. */
    abstract double round(double x);

    /** The word of a number of steps: rounded, the zero point added, kept inside the bounds. */
    long word(double steps, long zero, long low, long high) {
        return (long) Math.clamp(round(steps) + zero, (double) low, (double) high);
    }

    static RoundingMode named(String name) {
        for (RoundingMode mode : values()) {
            if (mode.text.equals(name) || mode.name().equals(name)) {
                return mode;
            }
        }
        throw new RefusedException(
                "the rounding mode is " + name,
                "QONNX's modes are ROUND, CEIL, FLOOR, UP, DOWN, " + "HALF_UP and HALF_DOWN");
    }
}
