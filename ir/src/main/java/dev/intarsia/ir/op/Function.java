package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.TableForm;
import dev.intarsia.ir.arithmetic.Tables;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The functions of one number that {@link Elementwise} applies, in float64, with their parameters and what those are by default. In integers of at
 * most 8 bits they are tables.
 */
public enum Function {
    ABS("absolute value") {
        @Override
        double at(double x, double[] p) {
            return Math.abs(x);
        }
    },
    NEGATE("the number with the other sign") {
        @Override
        double at(double x, double[] p) {
            return -x;
        }
    },
    SIGN("−1, 0 or 1") {
        @Override
        double at(double x, double[] p) {
            return Math.signum(x);
        }
    },
    EXP("e to the power of the number") {
        @Override
        double at(double x, double[] p) {
            return StrictMath.exp(x);
        }
    },
    LOG("natural logarithm") {
        @Override
        double at(double x, double[] p) {
            return StrictMath.log(x);
        }
    },
    SQRT("square root") {
        @Override
        double at(double x, double[] p) {
            return Math.sqrt(x);
        }
    },
    RSQRT("1 over the square root") {
        @Override
        double at(double x, double[] p) {
            return 1 / Math.sqrt(x);
        }
    },
    SQUARE("the number times itself") {
        @Override
        double at(double x, double[] p) {
            return x * x;
        }
    },
    RECIPROCAL("1 over the number") {
        @Override
        double at(double x, double[] p) {
            return 1 / x;
        }
    },
    SIN("sine") {
        @Override
        double at(double x, double[] p) {
            return StrictMath.sin(x);
        }
    },
    COS("cosine") {
        @Override
        double at(double x, double[] p) {
            return StrictMath.cos(x);
        }
    },
    ERF("error function") {
        @Override
        double at(double x, double[] p) {
            return RealFunctions.erf(x);
        }
    },
    FLOOR("greatest whole number that is not greater") {
        @Override
        double at(double x, double[] p) {
            return Math.floor(x);
        }
    },
    CEIL("least whole number that is not less") {
        @Override
        double at(double x, double[] p) {
            return Math.ceil(x);
        }
    },
    ROUND("nearest whole number, halves to even") {
        @Override
        double at(double x, double[] p) {
            return Math.rint(x);
        }
    },
    TRUNCATE("whole number toward zero") {
        @Override
        double at(double x, double[] p) {
            return x < 0 ? Math.ceil(x) : Math.floor(x);
        }
    },
    NOT("1 for 0, else 0") {
        @Override
        double at(double x, double[] p) {
            return x == 0 ? 1 : 0;
        }
    },
    LOGISTIC("1 over 1 + e^−x") {
        @Override
        double at(double x, double[] p) {
            return RealFunctions.logistic(x);
        }

        @Override
        Optional<long[]> table(double[] p, Tables.Words from, Tables.Words to, TableForm form) {
            if (form == TableForm.RATIONAL) {
                return Optional.of(Tables.rationalLogistic(from, to));
            }
            return form == TableForm.FIXED_POINT && Tables.isLogistic(to)
                    ? Optional.of(Tables.logistic(from, to))
                    : super.table(p, from, to, form);
        }

        @Override
        float single(float x, double[] p) {
            return 1 / (1 + (float) StrictMath.exp(-x));
        }
    },
    TANH("hyperbolic tangent") {
        @Override
        double at(double x, double[] p) {
            return StrictMath.tanh(x);
        }

        @Override
        Optional<long[]> table(double[] p, Tables.Words from, Tables.Words to, TableForm form) {
            return form == TableForm.FIXED_POINT && Tables.isTanh(to)
                    ? Optional.of(Tables.tanh(from, to))
                    : super.table(p, from, to, form);
        }
    },
    HARD_SIGMOID("alpha · x + beta, from 0 to 1", "alpha", 0.2, "beta", 0.5) {
        @Override
        double at(double x, double[] p) {
            return Math.clamp(p[0] * x + p[1], 0, 1);
        }
    },
    HARD_SWISH("x times (x + 3) / 6 from 0 to 1") {
        @Override
        double at(double x, double[] p) {
            return x * Math.clamp(x + 3, 0, 6) / 6;
        }

        @Override
        Optional<long[]> table(double[] p, Tables.Words from, Tables.Words to, TableForm form) {
            return Tables.hasHardSwish(from, to) ? Optional.of(Tables.hardSwish(from, to)) : Optional.empty();
        }
    },
    LEAKY_RELU("alpha · x for negative numbers", "alpha", 0.01) {
        @Override
        double at(double x, double[] p) {
            return x < 0 ? p[0] * x : x;
        }
    },
    THRESHOLDED_RELU("0 for numbers up to alpha", "alpha", 1.0) {
        @Override
        double at(double x, double[] p) {
            return x > p[0] ? x : 0;
        }
    },
    ELU("alpha · (e^x − 1) for negative numbers", "alpha", 1.0) {
        @Override
        double at(double x, double[] p) {
            return x < 0 ? p[0] * StrictMath.expm1(x) : x;
        }

        @Override
        float single(float x, double[] p) {
            return x < 0 ? (float) p[0] * ((float) StrictMath.exp(x) - 1) : x;
        }
    },
    CELU("alpha · (e^(x/alpha) − 1) for negative numbers", "alpha", 1.0) {
        @Override
        double at(double x, double[] p) {
            return x < 0 ? p[0] * StrictMath.expm1(x / p[0]) : x;
        }
    },
    SELU("gamma times elu", "alpha", 1.67326319217681884765625, "gamma", 1.05070102214813232421875) {
        @Override
        double at(double x, double[] p) {
            return p[1] * (x < 0 ? p[0] * StrictMath.expm1(x) : x);
        }
    },
    GELU("x times the normal distribution's share below x") {
        @Override
        double at(double x, double[] p) {
            return 0.5 * x * (1 + RealFunctions.erf(x / Math.sqrt(2)));
        }

        @Override
        float single(float x, double[] p) {
            return x * 0.5f * (1 + (float) RealFunctions.erf(x * (float) Math.sqrt(0.5)));
        }
    },
    GELU_TANH("gelu by a hyperbolic tangent") {
        @Override
        double at(double x, double[] p) {
            return 0.5 * x * (1 + StrictMath.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
        }
    },
    SWISH("x times the logistic function of beta · x", "beta", 1.0) {
        @Override
        double at(double x, double[] p) {
            return x * RealFunctions.logistic(p[0] * x);
        }
    },
    SOFTPLUS("logarithm of 1 + e^x") {
        @Override
        double at(double x, double[] p) {
            return RealFunctions.softplus(x);
        }
    },
    SOFTSIGN("x over 1 + |x|") {
        @Override
        double at(double x, double[] p) {
            return x / (1 + Math.abs(x));
        }
    },
    MISH("x times the hyperbolic tangent of softplus") {
        @Override
        double at(double x, double[] p) {
            return x * StrictMath.tanh(RealFunctions.softplus(x));
        }
    };

    /** A number that the function is made with. */
    record Setting(String name, double standard) {}

    private final String summary;
    private final List<Setting> settings;

    Function(String summary) {
        this.summary = summary;
        this.settings = List.of();
    }

    Function(String summary, String name, double standard) {
        this.summary = summary;
        this.settings = List.of(new Setting(name, standard));
    }

    Function(String summary, String first, double standard, String second, double secondStandard) {
        this.summary = summary;
        this.settings = List.of(new Setting(first, standard), new Setting(second, secondStandard));
    }

    /** The function's value, with the numbers of its {@link #settings} in their order. */
    abstract double at(double x, double[] parameters);

    /** The same in float32, in the steps in which TensorFlow Lite fills its tables. */
    float single(float x, double[] parameters) {
        return (float) at(x, parameters);
    }

    /** Its words for every word of an operand; empty where the form has none for these types. */
    Optional<long[]> table(double[] parameters, Tables.Words from, Tables.Words to, TableForm form) {
        return Optional.of(Tables.single(x -> single(x, parameters), from, to));
    }

    String mnemonic() {
        return name().toLowerCase(Locale.ROOT);
    }

    String summary() {
        return summary;
    }

    List<Setting> settings() {
        return settings;
    }
}
