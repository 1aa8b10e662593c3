package dev.intarsia.backend.java;

import java.util.ArrayList;
import java.util.List;

/** Cuts a long layer into parts, each of which makes a method that the virtual machine still compiles well. */
final class Parts {

    /** Calls in one method at most, one loop with all that is in it more. */
    private static final int MOST = 100;

    private Parts() {}

    static List<List<Rolled>> of(List<Rolled> items) {
        List<List<Rolled>> parts = new ArrayList<>();
        List<Rolled> part = new ArrayList<>();
        int size = 0;
        for (Rolled item : items) {
            if (size >= MOST) {
                parts.add(part);
                part = new ArrayList<>();
                size = 0;
            }
            part.add(item);
            size += size(item);
        }
        parts.add(part);
        return parts;
    }

    private static int size(Rolled item) {
        return switch (item) {
            case Rolled.Single single -> 1;
            case Rolled.Repeated repeated ->
                repeated.body().stream().mapToInt(Parts::size).sum();
        };
    }
}
