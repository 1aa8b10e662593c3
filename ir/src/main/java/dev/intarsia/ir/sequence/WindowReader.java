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

    /** The offsets of all taps of a load, which are the same in all iterations of the loops around. */
    static final class TapOffsets {
        private List<Integer> offsets = List.of();
    }

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
        if (known.offsets.size() != allTaps) {
            List<Integer> all = new ArrayList<>();
            for (int tap = 0; tap < allTaps; tap++) {
                all.add(address(tapVariable, outer, tap) - origin);
            }
            known.offsets = List.copyOf(all);
        }
        List<Integer> offsets = known.offsets;
        int element = activations.buffer().format().bytes();
        int depth = run(offsets, 1, element);
        int columnStride = depth < allTaps ? offsets.get(depth) : 0;
        int columns = depth < allTaps ? run(offsets, depth, columnStride) : 1;
        int rowStride = depth * columns < allTaps ? offsets.get(depth * columns) : 0;
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
                depth,
                columns,
                columnStride,
                rowStride,
                element,
                activations.buffer().format().signed());
        check(window, offsets, height, width);
        return window;
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

    private void check(Command.Window window, List<Integer> offsets, String height, String width) {
        for (int tap = 0; tap < offsets.size(); tap++) {
            if (window.tapOffset(tap) != offsets.get(tap)) {
                throw new IllegalStateException(
                        "tap " + tap + " lies at " + offsets.get(tap) + ", the window says " + window.tapOffset(tap));
            }
        }
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
