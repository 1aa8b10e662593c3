package dev.intarsia.ir.graph;

import java.util.List;
import java.util.OptionalInt;

/** The letters that the text form has for axes: {@code n h w c} of tensors, {@code k r s c} of weights, {@code k c} of dense weights. */
public final class AxisName {

    private AxisName() {}

    /** The letters of all axes, outermost first; empty for a rank that has none. */
    public static List<String> of(int rank, boolean constant) {
        return switch (rank) {
            case 1 -> constant ? List.of("k") : List.of("n");
            case 2 -> constant ? List.of("k", "c") : List.of("n", "c");
            case 4 -> constant ? List.of("k", "r", "s", "c") : List.of("n", "h", "w", "c");
            default -> List.of();
        };
    }

    /** How an axis is written: its letter, or {@code axis 2} where axes have none. */
    public static String print(int axis, int rank, boolean constant) {
        List<String> letters = of(rank, constant);
        return letters.isEmpty() ? "axis " + axis : letters.get(axis);
    }

    /** The axis that a letter stands for. */
    public static OptionalInt read(String letter, int rank, boolean constant) {
        int axis = of(rank, constant).indexOf(letter);
        return axis < 0 ? OptionalInt.empty() : OptionalInt.of(axis);
    }
}
