package dev.intarsia.cli.size;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.simulator.layerwise.Batch;
import java.util.Arrays;

/**
 * What was seen of a layer on samples: from the bits that its sums need, all widths are answered at once.
 */
public final class Observed {

    /** So many equal parts of a format's words are counted. */
    static final int PARTS = 32;

    private long low = Long.MAX_VALUE;
    private long high = Long.MIN_VALUE;
    private final long[] sumsByBits = new long[IntFormat.I64.bits() + 1];
    private final long[] wordsByPart = new long[PARTS];

    /** Exact sums. */
    void sums(long[] sums) {
        for (long sum : sums) {
            low = Math.min(low, sum);
            high = Math.max(high, sum);
            sumsByBits[bits(sum)]++;
        }
    }

    /** The bits of the narrowest signed format that holds a value. */
    private static int bits(long value) {
        return 1 + Long.SIZE - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
    }

    /** Words of the layer's result. */
    void words(Batch words, IntFormat format) {
        long least = format.min();
        double part = (double) PARTS / ((double) format.max() - least + 1);
        for (int word : words.words()) {
            wordsByPart[(int) ((word - least) * part)]++;
        }
    }

    /** Adds what was seen on other samples. */
    void add(Observed other) {
        low = Math.min(low, other.low);
        high = Math.max(high, other.high);
        Arrays.setAll(sumsByBits, i -> sumsByBits[i] + other.sumsByBits[i]);
        Arrays.setAll(wordsByPart, i -> wordsByPart[i] + other.wordsByPart[i]);
    }

    /** Whether sums were seen. */
    boolean hasSums() {
        return low <= high;
    }

    /** The least sum. */
    public long low() {
        return low;
    }

    /** The greatest sum. */
    public long high() {
        return high;
    }

    /** How many sums need exactly so many bits, by the bits from 0 to 64. */
    public long[] sumsByBits() {
        return sumsByBits.clone();
    }

    /** How many words lie in each of the equal parts of the format. */
    public long[] wordsByPart() {
        return wordsByPart.clone();
    }

    /** As a line of a file; {@link #parse} reads it. */
    String text() {
        return low + "\t" + high + "\t" + list(sumsByBits) + "\t" + list(wordsByPart);
    }

    private static String list(long[] numbers) {
        return Arrays.toString(numbers).replaceAll("[\\[\\] ]", "");
    }

    /** @throws IllegalArgumentException for anything else than {@link #text} wrote */
    static Observed parse(String[] fields) {
        Observed seen = new Observed();
        seen.low = Long.parseLong(fields[0]);
        seen.high = Long.parseLong(fields[1]);
        fill(seen.sumsByBits, fields[2]);
        fill(seen.wordsByPart, fields[3]);
        return seen;
    }

    private static void fill(long[] numbers, String text) {
        String[] fields = text.split(",");
        if (fields.length != numbers.length) {
            throw new IllegalArgumentException(text);
        }
        Arrays.setAll(numbers, i -> Long.parseLong(fields[i]));
    }
}
