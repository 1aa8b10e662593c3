package dev.intarsia.frontend.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which elements of each axis a slice takes. */
final class Slicing {

    /**
     * @param start the first index
     * @param step from one index to the next; may be negative
     * @param count how many
     */
    record Part(int start, int step, int count) {

        boolean isWhole(int size) {
            return start == 0 && step == 1 && count == size;
        }
    }

    private Slicing() {}

    /**
     * The parts of all axes, by ONNX's rule: negative bounds count from the end, bounds beyond an end mean the end.
     *
     * @param axes which axes the lists are about; all of them, in order, when empty
     * @param steps 1 when empty
     */
    static List<Part> parts(
            List<Integer> dims,
            List<Long> starts,
            List<Long> ends,
            Optional<List<Long>> axes,
            Optional<List<Long>> steps) {
        List<Part> parts = new ArrayList<>();
        dims.forEach(size -> parts.add(new Part(0, 1, size)));
        if (starts.size() != ends.size()
                || axes.isPresent() && axes.get().size() != starts.size()
                || steps.isPresent() && steps.get().size() != starts.size()
                || axes.isEmpty() && starts.size() > dims.size()) {
            throw new RefusedException("starts, ends, axes and steps are not equally many", "export the model again");
        }
        for (int i = 0; i < starts.size(); i++) {
            int axis = axes.isPresent() ? Application.ownAxis(axes.get().get(i), dims.size()) : i;
            long step = steps.isPresent() ? steps.get().get(i) : 1;
            if (step == 0 || step != (int) step) {
                throw new RefusedException("a step is " + step, "export the model again");
            }
            parts.set(axis, part(dims.get(axis), starts.get(i), ends.get(i), (int) step));
        }
        return parts;
    }

    private static Part part(int size, long start, long end, int step) {
        long from = start < 0 ? start + size : start;
        long to = end < 0 ? Math.max(end + size, -1) : end;
        if (step > 0) {
            from = Math.clamp(from, 0, size);
            to = Math.clamp(to, 0, size);
            return new Part((int) from, step, (int) Math.max(0, Math.ceilDiv(to - from, (long) step)));
        }
        from = Math.clamp(from, 0, Math.max(0, size - 1));
        to = Math.clamp(to, -1, Math.max(0, size - 1));
        return new Part((int) from, step, (int) Math.max(0, Math.ceilDiv(from - to, -(long) step)));
    }
}
