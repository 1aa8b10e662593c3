package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.kernel.Expr;
import java.math.BigInteger;

/** An expression made ready: its value now, in either of two ways. */
sealed interface Value {

    /**
     * The exact value in 64 bits.
     *
     * @throws ArithmeticException when it, or anything on the way to it, needs more
     */
    long exact();

    /** The exact value. */
    BigInteger unlimited();

    /** The exact value; it fits 64 bits, though what is on the way to it need not. */
    default long word() {
        try {
            return exact();
        } catch (ArithmeticException beyond64Bits) {
            BigInteger value = unlimited();
            if (value.bitLength() > 63) {
                throw new KernelFault("the value " + value + " fits no word");
            }
            return value.longValue();
        }
    }

    record Constant(long value) implements Value {
        @Override
        public long exact() {
            return value;
        }

        @Override
        public BigInteger unlimited() {
            return BigInteger.valueOf(value);
        }
    }

    record Position(Place place) implements Value {
        @Override
        public long exact() {
            return place.at();
        }

        @Override
        public BigInteger unlimited() {
            return BigInteger.valueOf(place.at());
        }
    }

    /** The one word of a buffer without axes. */
    record Register(Storage storage) implements Value {
        @Override
        public long exact() {
            return storage.read(0);
        }

        @Override
        public BigInteger unlimited() {
            return BigInteger.valueOf(exact());
        }
    }

    /**
     * @param bounded whether every place is to be inside
     * @param outside the word for places outside, if not
     */
    record Load(Storage storage, Address address, boolean bounded, long outside) implements Value {
        @Override
        public long exact() {
            int offset = bounded ? address.inside() : address.find();
            return offset == Address.OUTSIDE ? outside : storage.read(offset);
        }

        @Override
        public BigInteger unlimited() {
            return BigInteger.valueOf(exact());
        }
    }

    /**
     * (left − zero) · right: what sums of products are made of. Nothing but a product of a difference, with fewer steps between the
     * words and their product.
     */
    record WordProduct(Load left, long zero, Load right) implements Value {
        @Override
        public long exact() {
            return Math.multiplyExact(Math.subtractExact(left.exact(), zero), right.exact());
        }

        @Override
        public BigInteger unlimited() {
            return left.unlimited().subtract(BigInteger.valueOf(zero)).multiply(right.unlimited());
        }
    }

    record LookUp(Storage table, Value position) implements Value {
        @Override
        public long exact() {
            return entry(position.exact());
        }

        @Override
        public BigInteger unlimited() {
            return BigInteger.valueOf(entry(position.word()));
        }

        private long entry(long place) {
            if (place < 0 || place >= table.length()) {
                throw new KernelFault(table.buffer.name() + "[" + place + "] lies outside of " + table.buffer.shape());
            }
            return table.read((int) place);
        }
    }

    record Sum(Value left, Value right) implements Value {
        @Override
        public long exact() {
            return Math.addExact(left.exact(), right.exact());
        }

        @Override
        public BigInteger unlimited() {
            return left.unlimited().add(right.unlimited());
        }
    }

    record Difference(Value left, Value right) implements Value {
        @Override
        public long exact() {
            return Math.subtractExact(left.exact(), right.exact());
        }

        @Override
        public BigInteger unlimited() {
            return left.unlimited().subtract(right.unlimited());
        }
    }

    record Product(Value left, Value right) implements Value {
        @Override
        public long exact() {
            return Math.multiplyExact(left.exact(), right.exact());
        }

        @Override
        public BigInteger unlimited() {
            return left.unlimited().multiply(right.unlimited());
        }
    }

    /** What fits 64 bits when its operands do. */
    record Narrow(Expr.Operator operator, Value left, Value right) implements Value {
        @Override
        public long exact() {
            long a = left.exact();
            long b = right.exact();
            return switch (operator) {
                case MINIMUM -> a < b ? a : b;
                case MAXIMUM -> a > b ? a : b;
                case AND -> a & b;
                case OR -> a | b;
                case XOR -> a ^ b;
                case ADD, SUBTRACT, MULTIPLY -> throw new IllegalStateException(operator + " has a class of its own");
            };
        }

        @Override
        public BigInteger unlimited() {
            BigInteger a = left.unlimited();
            BigInteger b = right.unlimited();
            return switch (operator) {
                case MINIMUM -> a.min(b);
                case MAXIMUM -> a.max(b);
                case AND -> a.and(b);
                case OR -> a.or(b);
                case XOR -> a.xor(b);
                case ADD, SUBTRACT, MULTIPLY -> throw new IllegalStateException(operator + " has a class of its own");
            };
        }
    }

    record Quotient(Value dividend, Value divisor, Rounding rounding) implements Value {
        @Override
        public long exact() {
            return Arithmetic.divide(dividend.exact(), divisor.exact(), rounding);
        }

        @Override
        public BigInteger unlimited() {
            return Arithmetic.divide(dividend.unlimited(), divisor.unlimited(), rounding);
        }
    }

    record Comparison(Expr.Comparison comparison, Value left, Value right) implements Value {
        @Override
        public long exact() {
            return holds(Long.compare(left.exact(), right.exact())) ? 1 : 0;
        }

        @Override
        public BigInteger unlimited() {
            return holds(left.unlimited().compareTo(right.unlimited())) ? BigInteger.ONE : BigInteger.ZERO;
        }

        private boolean holds(int order) {
            return switch (comparison) {
                case EQUAL -> order == 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
            };
        }
    }

    /** Both sides are computed: both have to be defined. */
    record Choice(Value condition, Value whenTrue, Value whenFalse) implements Value {
        @Override
        public long exact() {
            long a = whenTrue.exact();
            long b = whenFalse.exact();
            return condition.exact() != 0 ? a : b;
        }

        @Override
        public BigInteger unlimited() {
            BigInteger a = whenTrue.unlimited();
            BigInteger b = whenFalse.unlimited();
            return condition.unlimited().signum() != 0 ? a : b;
        }
    }

    record Cast(Value value, IntFormat to, Overflow overflow) implements Value {
        @Override
        public long exact() {
            return Arithmetic.cast(value.exact(), to, overflow);
        }

        @Override
        public BigInteger unlimited() {
            return Arithmetic.cast(value.unlimited(), to, overflow);
        }
    }

    record Shift(Value value, Value amount, Rounding rounding) implements Value {
        @Override
        public long exact() {
            return Arithmetic.shift(value.exact(), checked(amount.exact()), rounding);
        }

        @Override
        public BigInteger unlimited() {
            return Arithmetic.shift(value.unlimited(), (int) checked(amount.word()), rounding);
        }

        private static long checked(long amount) {
            if (amount < -63 || amount > 63) {
                throw new KernelFault("a shift is by -63 to 63, found " + amount);
            }
            return amount;
        }
    }

    record LeadingZeros(Value value, int bits) implements Value {
        @Override
        public long exact() {
            return zeros(BigInteger.valueOf(value.exact()));
        }

        @Override
        public BigInteger unlimited() {
            return BigInteger.valueOf(zeros(value.unlimited()));
        }

        private long zeros(BigInteger word) {
            if (word.signum() < 0 || word.bitLength() > bits) {
                throw new KernelFault(word + " is no word of u" + bits + ", whose leading zeros are counted");
            }
            return bits - word.bitLength();
        }
    }

    record Rescale(Requantizer form, Value value, Value multiplier, Value shift) implements Value {
        @Override
        public long exact() {
            return Arithmetic.rescale(form, value.exact(), multiplier.exact(), shift.exact());
        }

        @Override
        public BigInteger unlimited() {
            return Arithmetic.rescale(form, value.unlimited(), multiplier.unlimited(), Math.toIntExact(shift.word()));
        }
    }
}
