package dev.intarsia.ir.arithmetic;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An integer format: two's complement or unsigned, 1 to 64 bits. Printed {@code i8}, {@code u6}.
 *
 * <p>A <em>word</em> of a format is a Java {@code long}. Every format but {@code u64} stores a value as itself;
 * {@code u64} stores v as the signed number with the same 64 bits, so its largest word is −1. A one-bit signed format
 * holds −1 and 0.
 *
 * @param signed whether the format is two's complement
 * @param bits width in bits, the sign among them, 1 to 64
 */
public record IntFormat(boolean signed, int bits) {
    public static final IntFormat I8 = new IntFormat(true, 8);
    public static final IntFormat U8 = new IntFormat(false, 8);
    public static final IntFormat I16 = new IntFormat(true, 16);
    public static final IntFormat I32 = new IntFormat(true, 32);
    public static final IntFormat I64 = new IntFormat(true, 64);

    private static final Pattern TEXT = Pattern.compile("([iu])([1-9][0-9]?)");

    /** @throws IllegalArgumentException when {@code bits} is not 1 to 64 */
    public IntFormat {
        if (bits < 1 || bits > 64) {
            throw new IllegalArgumentException("an integer format has 1 to 64 bits, not " + bits);
        }
    }

    /** The least value: −2^(bits−1) when signed, else 0. */
    public long min() {
        return signed ? Long.MIN_VALUE >> (64 - bits) : 0;
    }

    /**
     * The word of the greatest value: 2^(bits−1) − 1 when signed, else 2^bits − 1, which for {@code u64} is stored
     * −1.
     */
    public long max() {
        return signed ? Long.MAX_VALUE >> (64 - bits) : -1L >>> (64 - bits);
    }

    /** The least value as a number. */
    public BigInteger minValue() {
        return BigInteger.valueOf(min());
    }

    /** The greatest value as a number. */
    public BigInteger maxValue() {
        return BigInteger.TWO.pow(signed ? bits - 1 : bits).subtract(BigInteger.ONE);
    }

    /**
     * Whether this format holds the signed 64-bit integer {@code value}; {@code u64} holds every one that is not
     * negative.
     */
    public boolean contains(long value) {
        return min() <= value && (value <= max() || (!signed && bits == 64));
    }

    /** Whether this format holds {@code value}. */
    public boolean contains(BigInteger value) {
        return minValue().compareTo(value) <= 0 && value.compareTo(maxValue()) <= 0;
    }

    /** Whether this format holds every value of {@code other}. */
    public boolean contains(IntFormat other) {
        if (signed == other.signed) {
            return bits >= other.bits;
        }
        return signed && bits > other.bits;
    }

    /**
     * The narrowest format that holds every integer from {@code lowest} to {@code highest}: unsigned when none is
     * negative.
     *
     * @throws IllegalArgumentException when the interval is empty or wider than 64 bits
     */
    public static IntFormat holding(BigInteger lowest, BigInteger highest) {
        if (lowest.signum() < 0) {
            return holdingSigned(lowest, highest);
        }
        checkOrder(lowest, highest);
        return new IntFormat(false, Math.max(1, highest.bitLength()));
    }

    /**
     * The narrowest signed format that holds every integer from {@code lowest} to {@code highest}.
     *
     * @throws IllegalArgumentException when the interval is empty or wider than 64 bits
     */
    public static IntFormat holdingSigned(BigInteger lowest, BigInteger highest) {
        checkOrder(lowest, highest);
        return new IntFormat(true, 1 + Math.max(lowest.bitLength(), highest.bitLength()));
    }

    private static void checkOrder(BigInteger lowest, BigInteger highest) {
        if (lowest.compareTo(highest) > 0) {
            throw new IllegalArgumentException("empty interval: " + lowest + " … " + highest);
        }
    }

    /** The size of a word in byte-addressed memory: the least of 1, 2, 4, 8 that holds the bits. */
    public int bytes() {
        if (bits <= 8) {
            return 1;
        }
        return bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
    }

    /** {@code i} or {@code u} and the width, as in {@code i8}. */
    @Override
    public String toString() {
        return (signed ? "i" : "u") + bits;
    }

    /** The inverse of {@link #toString()}; empty for any other text. */
    public static Optional<IntFormat> parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches() || Integer.parseInt(m.group(2)) > 64) {
            return Optional.empty();
        }
        return Optional.of(new IntFormat(m.group(1).equals("i"), Integer.parseInt(m.group(2))));
    }
}
