package dev.intarsia.ir.schedule;

import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Words that were laid out already: schedules of one kernel that differ in their tiles mostly lay out its weights alike. For one thread. */
public final class KnownLayouts {

    private final List<Known> known = new ArrayList<>();

    private record Known(
            RawTensor old, List<Index> at, List<String> loops, Shape shape, int reached, RawTensor words) {}

    Optional<RawTensor> find(RawTensor old, List<Index> at, List<String> loops, Shape shape, int reached) {
        return known.stream()
                .filter(k -> k.old == old
                        && k.reached == reached
                        && k.shape.equals(shape)
                        && k.loops.equals(loops)
                        && k.at.equals(at))
                .map(Known::words)
                .findFirst();
    }

    void add(RawTensor old, List<Index> at, List<String> loops, Shape shape, int reached, RawTensor words) {
        known.add(new Known(old, at, loops, shape, reached, words));
    }
}
