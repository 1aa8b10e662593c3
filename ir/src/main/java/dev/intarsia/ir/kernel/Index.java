package dev.intarsia.ir.kernel;

/** A place along an axis, or the extent of a loop: an integer expression of loop variables. Evaluated in 64 bits. */
public sealed interface Index {

    record Constant(long value) implements Index {}

    /** The current value of a loop's variable. */
    record Variable(String name) implements Index {}

    record Sum(Index left, Index right) implements Index {}

    record Product(Index index, long factor) implements Index {}

    /** Floor division by a positive number. */
    record Quotient(Index index, long divisor) implements Index {}

    /** What floor division by a positive number leaves. */
    record Remainder(Index index, long divisor) implements Index {}

    record Smaller(Index left, Index right) implements Index {}

    record Larger(Index left, Index right) implements Index {}

    static Index of(long value) {
        return new Constant(value);
    }

    static Index of(String variable) {
        return new Variable(variable);
    }

    default Index plus(Index other) {
        if (this instanceof Constant a && other instanceof Constant b) {
            return of(a.value + b.value);
        }
        if (other instanceof Constant(long zero) && zero == 0) {
            return this;
        }
        if (this instanceof Constant(long zero) && zero == 0) {
            return other;
        }
        if (this instanceof Sum(Index left, Constant(long a)) && other instanceof Constant(long b)) {
            return left.plus(of(a + b));
        }
        return new Sum(this, other);
    }

    default Index plus(long offset) {
        return plus(of(offset));
    }

    default Index times(long factor) {
        if (factor == 0) {
            return of(0);
        }
        if (factor == 1) {
            return this;
        }
        return switch (this) {
            case Constant c -> of(c.value * factor);
            case Product p -> p.index.times(p.factor * factor);
            case Sum s -> s.left.times(factor).plus(s.right.times(factor));
            case Variable v -> new Product(this, factor);
            case Quotient q -> new Product(this, factor);
            case Remainder r -> new Product(this, factor);
            case Smaller s -> new Product(this, factor);
            case Larger l -> new Product(this, factor);
        };
    }

    default Index min(Index other) {
        return this.equals(other)
                ? this
                : this instanceof Constant a && other instanceof Constant b
                        ? of(Math.min(a.value, b.value))
                        : new Smaller(this, other);
    }

    default Index max(Index other) {
        return this.equals(other)
                ? this
                : this instanceof Constant a && other instanceof Constant b
                        ? of(Math.max(a.value, b.value))
                        : new Larger(this, other);
    }

    default Index dividedBy(long divisor) {
        return divisor == 1
                ? this
                : this instanceof Constant c ? of(Math.floorDiv(c.value, divisor)) : new Quotient(this, divisor);
    }

    default Index modulo(long divisor) {
        return divisor == 1
                ? of(0)
                : this instanceof Constant c ? of(Math.floorMod(c.value, divisor)) : new Remainder(this, divisor);
    }
}
