package dev.intarsia.ir.op;

import java.util.Locale;

/** How {@link Reduce} makes one number of many, in float64. */
public enum Reduction {
    MEAN("mean", 0) {
        @Override
        double add(double sum, double x) {
            return sum + x;
        }

        @Override
        double finish(double sum, int count) {
            return sum / count;
        }
    },
    SUM("sum", 0) {
        @Override
        double add(double sum, double x) {
            return sum + x;
        }
    },
    MAX("greatest", Double.NEGATIVE_INFINITY) {
        @Override
        double add(double best, double x) {
            return Math.max(best, x);
        }
    },
    MIN("least", Double.POSITIVE_INFINITY) {
        @Override
        double add(double best, double x) {
            return Math.min(best, x);
        }
    },
    PROD("product", 1) {
        @Override
        double add(double product, double x) {
            return product * x;
        }
    },
    L1("sum of absolute values", 0) {
        @Override
        double add(double sum, double x) {
            return sum + Math.abs(x);
        }
    },
    L2("root of the sum of squares", 0) {
        @Override
        double add(double sum, double x) {
            return sum + x * x;
        }

        @Override
        double finish(double sum, int count) {
            return Math.sqrt(sum);
        }
    },
    SUM_SQUARE("sum of squares", 0) {
        @Override
        double add(double sum, double x) {
            return sum + x * x;
        }
    },
    LOG_SUM("logarithm of the sum", 0) {
        @Override
        double add(double sum, double x) {
            return sum + x;
        }

        @Override
        double finish(double sum, int count) {
            return StrictMath.log(sum);
        }
    },
    LOG_SUM_EXP("logarithm of the sum of powers of e", 0) {
        @Override
        double add(double sum, double x) {
            return sum + StrictMath.exp(x);
        }

        @Override
        double finish(double sum, int count) {
            return StrictMath.log(sum);
        }
    };

    private final String summary;
    private final double start;

    Reduction(String summary, double start) {
        this.summary = summary;
        this.start = start;
    }

    abstract double add(double sum, double x);

    double finish(double sum, int count) {
        return sum;
    }

    double start() {
        return start;
    }

    String summary() {
        return summary;
    }

    String mnemonic() {
        return "reduce_" + name().toLowerCase(Locale.ROOT);
    }
}
