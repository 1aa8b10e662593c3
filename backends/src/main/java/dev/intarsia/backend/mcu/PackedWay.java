package dev.intarsia.backend.mcu;

import java.util.List;
import java.util.Optional;

/**
 * How activations come to the words of weights that two channels share; see the headers of the runtime. The faster way is told by
 * instructions counted in the kernels' text, and a test holds that to what boards count.
 */
enum PackedWay {
    /** All inputs at once. */
    DENSE("packed_sums.h", "packed_dense", "", "from one vector"),

    /** The places of each three pixels are gathered. */
    GATHERED("packed_sums.h", "packed_convolve", "packed_convolve_own", "gathered three pixels at a time"),

    /** Rows of the image are widened, a channel pair in a line of its own; always in code of the shape's own. */
    ROWS("packed_rows.h", "", "packed_convolve_rows", "from widened rows"),

    /** Rows of an image of few channels are widened as they are; always in code of the shape's own. */
    FLAT("packed_flat.h", "", "packed_convolve_flat", "from widened rows of few channels");

    /** Pixels that are computed together. */
    static final int TILE = 3;

    /** Rows in the scratch memory of {@link #ROWS}. */
    static final int LINES = 5;

    private static final int WORD = 4;
    private static final int FOUR = 4;

    /** What an instruction with an address of 12 bits reaches. */
    private static final int MOST_OFFSET = 4096;

    private final String header;
    private final String function;
    private final String ownFunction;
    private final String text;

    PackedWay(String header, String function, String ownFunction, String text) {
        this.header = header;
        this.function = function;
        this.ownFunction = ownFunction;
        this.text = text;
    }

    String function() {
        return function;
    }

    String ownFunction() {
        return ownFunction;
    }

    String text() {
        return text;
    }

    List<String> headers() {
        return this == DENSE || this == GATHERED
                ? List.of("dual_mac.h", header, "packed_own.h")
                : List.of("dual_mac.h", "packed_sums.h", "packed_own.h", header);
    }

    /**
     * The way for a convolution; empty when it has too few pixels.
     *
     * @param shared whether weights share bytes
     */
    static Optional<PackedWay> of(SumShape s, boolean shared) {
        if (s.own() || s.pixels() < TILE) {
            return Optional.empty();
        }
        if (shared) {
            return Optional.of(GATHERED);
        }
        boolean near = s.dilationHeight() == 1 && s.dilationWidth() == 1 && s.top() >= 0 && s.left() >= 0;
        boolean wide = s.result().size(1) >= TILE && 2 * s.result().size(2) + 1 < MOST_OFFSET;
        int channels = s.image().size(2);
        if (near
                && wide
                && channels % FOUR != 0
                && channels < FOUR
                && s.kernelHeight() * run(s) >= 2
                && TILE * WORD * s.kernelHeight() * run(s) < MOST_OFFSET) {
            return Optional.of(FLAT);
        }
        boolean square = s.kernelHeight() == 3 && s.kernelWidth() == 3 && s.strideHeight() == 1 && s.strideWidth() == 1;
        boolean reached = 3 * WORD * lineWords(s) < MOST_OFFSET;
        boolean rows = near && wide && square && channels % FOUR == 0 && reached && s.left() <= 2;
        return Optional.of(rows && rowsInstructions(s) < gatheredInstructions(s) ? ROWS : GATHERED);
    }

    /** Words of a row of the kernel where the image has few channels. */
    static int run(SumShape s) {
        return (s.kernelWidth() * s.image().size(2) + 1) / 2;
    }

    /** Words of a widened row, with a line for each channel pair. */
    static int lineWords(SumShape s) {
        return s.image().size(2) / 2 * (s.result().size(1) + 2);
    }

    private static double pair(SumShape s) {
        return 9.0 * s.image().size(2) / 2 * 25 / 3 + 32;
    }

    /** Instructions of {@link #ROWS}, which has nothing but kernels of 3 × 3. */
    static double rowsInstructions(SumShape s) {
        double tiles = s.result().size(0) * Math.ceil(s.result().size(1) / (double) TILE);
        return tiles * ((s.result().size(2) + 1) / 2 * (pair(s) + 10) + 30)
                + s.result().size(0) * 2.0 * lineWords(s) * 1.6;
    }

    /** Instructions of {@link #GATHERED} for a kernel of 3 × 3. */
    static double gatheredInstructions(SumShape s) {
        double tiles = Math.ceil(s.pixels() / (double) TILE);
        return tiles * ((s.result().size(2) + 1) / 2 * pair(s) + 9.0 * s.image().size(2) / FOUR * 12 + 600);
    }

    /** Bytes of scratch memory; words of weights are those of a pair of channels. */
    long scratchBytes(Optional<SumShape> shape, long words, long padded) {
        return switch (this) {
            case DENSE -> WORD * words;
            case GATHERED -> WORD * TILE * words + (TILE + 1) * padded;
            case ROWS -> (long) WORD * LINES * lineWords(shape.orElseThrow());
            case FLAT -> WORD * (TILE * words + flatWords(shape.orElseThrow()));
        };
    }

    private static long flatWords(SumShape s) {
        long line = (s.result().size(1) - 1L) * s.strideWidth() * s.image().size(2) / 2 + run(s);
        long copies = 1 + s.strideWidth() * s.image().size(2) % 2;
        return (s.kernelHeight() + s.strideHeight()) * copies * line;
    }
}
