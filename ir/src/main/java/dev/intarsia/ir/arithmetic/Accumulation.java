package dev.intarsia.ir.arithmetic;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a sum of products is formed in an accumulator of a given format. Every sum is exact between the places that are
 * named.
 *
 * <p>Only {@link SaturateChunk} depends on the order of the products, which is the canonical one: r, s, c.
 */
public sealed interface Accumulation {
    /** The accumulator's format. */
    IntFormat format();

    /** bias + Σ products, as a word of {@link #format()}. */
    long sum(long[] products, long bias);

    /** The text form, as in {@code wrap i20}, {@code saturate(chunk = 4) i20}, or {@code i19} for a proved one. */
    String text();

    /** The exact sum modulo 2^bits. Any order gives the same word. */
    record Wrap(IntFormat format) implements Accumulation {
        @Override
        public long sum(long[] products, long bias) {
            long sum = bias;
            for (long product : products) {
                sum += product;
            }
            return Overflow.WRAP.narrow(sum, format);
        }

        @Override
        public String text() {
            return "wrap " + format;
        }
    }

    /** The exact sum, saturated once at the end. */
    record SaturateEnd(IntFormat format) implements Accumulation {
        @Override
        public long sum(long[] products, long bias) {
            ExactSum sum = new ExactSum(bias);
            for (long product : products) {
                sum.add(product);
            }
            return sum.saturated(format);
        }

        @Override
        public String text() {
            return "saturate_end " + format;
        }
    }

    /**
     * The accumulator starts at the saturated bias; then {@code chunk} products at a time are summed exactly and
     * added with one saturating addition. The last chunk may be short.
     */
    record SaturateChunk(IntFormat format, int chunk) implements Accumulation {
        /** @throws IllegalArgumentException when {@code chunk} is not positive */
        public SaturateChunk {
            if (chunk < 1) {
                throw new IllegalArgumentException("a chunk has at least 1 product, not " + chunk);
            }
        }

        @Override
        public long sum(long[] products, long bias) {
            ExactSum sum = new ExactSum(bias);
            sum.saturate(format);
            for (int i = 0; i < products.length; i++) {
                sum.add(products[i]);
                if ((i + 1) % chunk == 0) {
                    sum.saturate(format);
                }
            }
            return sum.saturated(format);
        }

        @Override
        public String text() {
            return "saturate(chunk = " + chunk + ") " + format;
        }
    }

    /** The exact sum, which range analysis has proved to fit. */
    record Exact(IntFormat format) implements Accumulation {
        /** @throws ArithmeticException when the sum does not fit after all */
        @Override
        public long sum(long[] products, long bias) {
            ExactSum sum = new ExactSum(bias);
            for (long product : products) {
                sum.add(product);
            }
            return sum.proved(format);
        }

        @Override
        public String text() {
            return format.toString();
        }
    }

    /** The inverse of {@link #text()}; empty for any other text. */
    static Optional<Accumulation> parse(String text) {
        Matcher m = Pattern.compile("(?:(wrap|saturate_end|saturate\\(chunk = ([1-9][0-9]{0,8})\\)) )?(\\S+)")
                .matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        String mode = m.group(1) == null ? "" : m.group(1);
        return IntFormat.parse(m.group(3)).map(format -> switch (mode) {
            case "" -> new Exact(format);
            case "wrap" -> new Wrap(format);
            case "saturate_end" -> new SaturateEnd(format);
            default -> new SaturateChunk(format, Integer.parseInt(m.group(2)));
        });
    }
}
