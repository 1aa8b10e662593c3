package dev.intarsia.ir.op;

import dev.intarsia.ir.arithmetic.InterpolatedTables;
import dev.intarsia.ir.arithmetic.TableForm;
import dev.intarsia.ir.arithmetic.Tables;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The functions of one number that {@link Elementwise} applies, in float64, with their parameters and what those are by default. In integers of at
 * most 16 bits they are tables.
 */
public enum Function {
    ABS("absolute value", (x, p) -> Math.abs(x)) {
        @Override
        Optional<long[]> table(double[] p, Tables.Words from, Tables.Words to, TableForm form) {
            return form == TableForm.RATIONAL ? super.table(p, from, to, form) : Optional.of(Tables.absolute(from, to));
        }
    },
    NEGATE("the number with the other sign", (x, p) -> -x),
    SIGN("−1, 0 or 1", (x, p) -> Math.signum(x)),
    EXP("e to the power of the number", (x, p) -> StrictMath.exp(x)) {
        @Override
        boolean isInterpolated() {
            return true;
        }
    },
    LOG("natural logarithm", (x, p) -> StrictMath.log(x)),
    SQRT("square root", (x, p) -> Math.sqrt(x)),
    RSQRT("1 over the square root", (x, p) -> 1 / Math.sqrt(x)),
    SQUARE("the number times itself", (x, p) -> x * x),
    RECIPROCAL("1 over the number", (x, p) -> 1 / x),
    SIN("sine", (x, p) -> StrictMath.sin(x)),
    COS("cosine", (x, p) -> StrictMath.cos(x)),
    ERF("error function", (x, p) -> RealFunctions.erf(x)),
    FLOOR("greatest whole number that is not greater", (x, p) -> Math.floor(x)),
    CEIL("least whole number that is not less", (x, p) -> Math.ceil(x)),
    ROUND("nearest whole number, halves to even", (x, p) -> Math.rint(x)),
    TRUNCATE("whole number toward zero", (x, p) -> x < 0 ? Math.ceil(x) : Math.floor(x)),
    NOT("1 for 0, else 0", (x, p) -> x == 0 ? 1 : 0),
    LOGISTIC("1 over 1 + e^−x", (x, p) -> RealFunctions.logistic(x)) {
        @Override
        Optional<long[]> table(double[] p, Tables.Words from, Tables.Words to, TableForm form) {
            if (InterpolatedTables.isUnit(from, to)) {
                return Optional.of(InterpolatedTables.logistic(from));
            }
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
    TANH("hyperbolic tangent", (x, p) -> StrictMath.tanh(x)) {
        @Override
        Optional<long[]> table(double[] p, Tables.Words from, Tables.Words to, TableForm form) {
            if (InterpolatedTables.isUnit(from, to)) {
                return Optional.of(InterpolatedTables.tanh(from));
            }
            return form == TableForm.FIXED_POINT && Tables.isTanh(to)
                    ? Optional.of(Tables.tanh(from, to))
                    : super.table(p, from, to, form);
        }
    },
    HARD_SIGMOID(
            "alpha · x + beta, from 0 to 1",
            (x, p) -> Math.clamp(p[0] * x + p[1], 0, 1),
            new Setting("alpha", 0.2),
            new Setting("beta", 0.5)),
    HARD_SWISH("x times (x + 3) / 6 from 0 to 1", (x, p) -> x * Math.clamp(x + 3, 0, 6) / 6) {
        @Override
        Optional<long[]> table(double[] p, Tables.Words from, Tables.Words to, TableForm form) {
            if (InterpolatedTables.isWide(from, to)) {
                return super.table(p, from, to, form);
            }
            return Tables.hasHardSwish(from, to) ? Optional.of(Tables.hardSwish(from, to)) : Optional.empty();
        }
    },
    LEAKY_RELU("alpha · x for negative numbers", (x, p) -> x < 0 ? p[0] * x : x, new Setting("alpha", 0.01)),
    THRESHOLDED_RELU("0 for numbers up to alpha", (x, p) -> x > p[0] ? x : 0, new Setting("alpha", 1.0)),
    ELU(
            "alpha · (e^x − 1) for negative numbers",
            (x, p) -> x < 0 ? p[0] * StrictMath.expm1(x) : x,
            new Setting("alpha", 1.0)) {
        @Override
        float single(float x, double[] p) {
            return x < 0 ? (float) p[0] * ((float) StrictMath.exp(x) - 1) : x;
        }
    },
    CELU(
            "alpha · (e^(x/alpha) − 1) for negative numbers",
            (x, p) -> x < 0 ? p[0] * StrictMath.expm1(x / p[0]) : x,
            new Setting("alpha", 1.0)),
    SELU(
            "gamma times elu",
            (x, p) -> p[1] * (x < 0 ? p[0] * StrictMath.expm1(x) : x),
            new Setting("alpha", 1.67326319217681884765625),
            new Setting("gamma", 1.05070102214813232421875)),
    GELU(
            "x times the normal distribution's share below x",
            (x, p) -> 0.5 * x * (1 + RealFunctions.erf(x / Math.sqrt(2)))) {
        @Override
        float single(float x, double[] p) {
            return x * 0.5f * (1 + (float) RealFunctions.erf(x * (float) Math.sqrt(0.5)));
        }
    },
    GELU_TANH(
            "gelu by a hyperbolic tangent",
            (x, p) -> 0.5 * x * (1 + StrictMath.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
    SWISH(
            "x times the logistic function of beta · x",
            (x, p) -> x * RealFunctions.logistic(p[0] * x),
            new Setting("beta", 1.0)),
    SOFTPLUS("logarithm of 1 + e^x", (x, p) -> RealFunctions.softplus(x)),
    SOFTSIGN("x over 1 + |x|", (x, p) -> x / (1 + Math.abs(x))),
    MISH("x times the hyperbolic tangent of softplus", (x, p) -> x * StrictMath.tanh(RealFunctions.softplus(x)));

    /** A number that the function is made with. */
    record Setting(String name, double standard) {}

    /** A function of one number and of the numbers of its settings. */
    private interface Formula {
        double at(double x, double[] parameters);
    }

    private final String summary;
    private final Formula formula;
    private final List<Setting> settings;

    Function(String summary, Formula formula, Setting... settings) {
        this.summary = summary;
        this.formula = formula;
        this.settings = List.of(settings);
    }

    /** The function's value, with the numbers of its {@link #settings} in their order. */
    double at(double x, double[] parameters) {
        return formula.at(x, parameters);
    }

    /** The same in float32, in the steps in which TensorFlow Lite fills its tables. */
    float single(float x, double[] parameters) {
        return (float) at(x, parameters);
    }

    /** Its words for every word of an operand; empty where the form has none for these types. */
    Optional<long[]> table(double[] parameters, Tables.Words from, Tables.Words to, TableForm form) {
        return Optional.of(
                isInterpolated() && InterpolatedTables.isWide(from, to)
                        ? InterpolatedTables.interpolated(x -> single(x, parameters), from, to)
                        : Tables.single(x -> single(x, parameters), from, to));
    }

    /** Whether TensorFlow Lite computes it of 16 bits by straight lines between few words, and that was compared. */
    boolean isInterpolated() {
        return false;
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
