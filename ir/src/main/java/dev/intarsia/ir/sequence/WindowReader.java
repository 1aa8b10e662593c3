package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads off a window from the addresses of the activations that a piece uses, and checks it against every tap. */
final class WindowReader {

    private final Piece piece;
    private final Addresses activations;
    private final List<String> pixels;
    private final TapOffsets known;

    /** Where the taps of a load lie, which is the same in all iterations of the loops around: read off and checked once. */
    static final class TapOffsets {
        private Pattern pattern = new Pattern(0, 0, 0, 0, 0);
    }

    /** The taps' places as a window says them. */
    private record Pattern(int allTaps, int depth, int columns, int columnStride, int rowStride) {}

    WindowReader(Piece piece, Addresses activations, List<String> pixels, TapOffsets known) {
        this.piece = piece;
        this.activations = activations;
        this.pixels = pixels;
        this.known = known;
    }

    /**
     * @param tapVariable the loop over taps here
     * @param outer the loop around the piece that goes over blocks of taps, and how many taps a block has; null for none
     * @param allTaps how many taps there are in all blocks
     */
    Command.Window read(String tapVariable, Blocks outer, int allTaps) {
        int taps = tapVariable == null ? 1 : Math.toIntExact(piece.extent(tapVariable));
        int first = outer == null ? 0 : Math.toIntExact(piece.variables().get(outer.variable()) * outer.size());
        int origin = address(tapVariable, outer, 0);
        int element = activations.buffer().format().bytes();
        if (known.pattern.allTaps() != allTaps) {
            List<Integer> offsets = new ArrayList<>();
            for (int tap = 0; tap < allTaps; tap++) {
                offsets.add(address(tapVariable, outer, tap) - origin);
            }
            known.pattern = pattern(offsets, element);
        }
        Pattern pattern = known.pattern;
        String height = pixels.size() == 2 ? pixels.getFirst() : null;
        String width = pixels.isEmpty() ? null : pixels.getLast();
        Command.Window window = new Command.Window(
                origin,
                extent(height),
                stride(height),
                extent(width),
                stride(width),
                first,
                taps,
                pattern.depth(),
                pattern.columns(),
                pattern.columnStride(),
                pattern.rowStride(),
                element,
                activations.buffer().format().signed());
        checkSlides(window, height, width);
        return window;
    }

    /** Reads the pattern off the offsets of all taps, and checks it against every one of them. */
    private static Pattern pattern(List<Integer> offsets, int element) {
        int taps = offsets.size();
        int depth = run(offsets, 1, element);
        int columnStride = depth < taps ? offsets.get(depth) : 0;
        int columns = depth < taps ? run(offsets, depth, columnStride) : 1;
        int rowStride = depth * columns < taps ? offsets.get(depth * columns) : 0;
        Command.Window window =
                new Command.Window(0, 1, 0, 1, 0, 0, taps, depth, columns, columnStride, rowStride, element, false);
        for (int tap = 0; tap < taps; tap++) {
            if (window.tapOffset(tap) != offsets.get(tap)) {
                throw new IllegalStateException(
                        "tap " + tap + " lies at " + offsets.get(tap) + ", a window says " + window.tapOffset(tap));
            }
        }
        return new Pattern(taps, depth, columns, columnStride, rowStride);
    }

    /** A loop over blocks of taps around a piece. */
    record Blocks(String variable, int size) {}

    private int extent(String variable) {
        return variable == null ? 1 : Math.toIntExact(piece.extent(variable));
    }

    private int stride(String variable) {
        return variable == null ? 0 : activations.stride(variable, piece.extent(variable));
    }

    private int address(String tapVariable, Blocks outer, int tap) {
        Map<String, Long> values = new HashMap<>();
        if (outer != null) {
            values.put(outer.variable(), (long) (tap / outer.size()));
            values.put(tapVariable, (long) (tap % outer.size()));
        } else if (tapVariable != null) {
            values.put(tapVariable, (long) tap);
        }
        return activations.at(values);
    }

    /** How many steps of a length the offsets go on in equal strides. */
    private static int run(List<Integer> offsets, int length, int stride) {
        int steps = 1;
        while (steps * length < offsets.size() && offsets.get(steps * length) == steps * stride) {
            steps++;
        }
        return steps;
    }

    private void checkSlides(Command.Window window, String height, String width) {
        Map<String, Long> last = new HashMap<>();
        int expected = window.address();
        if (height != null) {
            last.put(height, (long) window.heights() - 1);
            expected += (window.heights() - 1) * window.heightStride();
        }
        if (width != null) {
            last.put(width, (long) window.widths() - 1);
            expected += (window.widths() - 1) * window.widthStride();
        }
        int tapsFromHere = activations.at(Map.of()) - window.address();
        if (activations.at(last) - tapsFromHere != expected) {
            throw new IllegalStateException("the window does not slide in equal strides");
        }
    }
}
