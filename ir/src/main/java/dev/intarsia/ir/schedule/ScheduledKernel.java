package dev.intarsia.ir.schedule;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A kernel that a schedule was applied to.
 *
 * @param kernel equal in meaning to the kernel that it came from
 * @param staged the buffers that the schedule made in other memories
 */
public record ScheduledKernel(Kernel kernel, List<Staged> staged) {

    public ScheduledKernel {
        staged = List.copyOf(staged);
    }

    /**
     * A buffer in one of the target's memories.
     *
     * @param buffer the buffer
     * @param source the name of what it is a copy of; its own for an expanded register
     * @param copies how many of it take turns
     * @param addresses where the copies lie; empty before they are placed
     */
    public record Staged(Buffer buffer, String source, int copies, List<Integer> addresses) {
        public Staged {
            addresses = List.copyOf(addresses);
        }
    }

    /** The staged buffer of this name. */
    public Optional<Staged> staged(String buffer) {
        return staged.stream().filter(s -> s.buffer().name().equals(buffer)).findFirst();
    }

    ScheduledKernel withKernel(Kernel changed) {
        return new ScheduledKernel(changed, staged);
    }

    ScheduledKernel with(Staged more) {
        List<Staged> all = new ArrayList<>(staged);
        all.removeIf(s -> s.buffer().name().equals(more.buffer().name()));
        all.add(more);
        return new ScheduledKernel(kernel, all);
    }
}
