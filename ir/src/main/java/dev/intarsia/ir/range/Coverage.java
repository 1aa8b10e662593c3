package dev.intarsia.ir.range;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Which elements of an output a kernel writes: found by counting through the loops on which their places depend. */
final class Coverage {

    private final Kernel kernel;
    private final Buffer output;
    private final int[] strides;
    private final BitSet written = new BitSet();

    Coverage(Kernel kernel, Buffer output) {
        this.kernel = kernel;
        this.output = output;
        this.strides = output.shape().strides();
        collect(kernel.body(), List.of());
    }

    private void collect(List<Stmt> statements, List<Stmt.Loop> loops) {
        for (Stmt statement : statements) {
            switch (statement) {
                case Stmt.Loop l -> {
                    List<Stmt.Loop> inner = new ArrayList<>(loops);
                    inner.add(l);
                    collect(l.body(), inner);
                }
                case Stmt.Store s -> {
                    if (s.buffer().equals(output)) {
                        IndexValue.enumerate(s.at(), loops, variables -> mark(place(s.at(), variables)));
                    }
                }
                case Stmt.Transfer t -> {
                    if (t.to().equals(output)) {
                        List<Index> needed = new ArrayList<>(t.target());
                        needed.addAll(t.sizes());
                        IndexValue.enumerate(
                                needed,
                                loops,
                                variables -> box(place(t.target(), variables), place(t.sizes(), variables), 0));
                    }
                }
                case Stmt.Invoke i -> collect(i.meaning(), loops);
            }
        }
    }

    private static long[] place(List<Index> at, Map<String, Long> variables) {
        return at.stream().mapToLong(index -> IndexValue.of(index, variables)).toArray();
    }

    private void box(long[] first, long[] sizes, int axis) {
        if (axis == first.length) {
            mark(first);
            return;
        }
        for (long i = 0; i < sizes[axis]; i++) {
            long[] place = first.clone();
            place[axis] += i;
            box(place, sizes, axis + 1);
        }
    }

    /** A place outside is no element; the verifier reports it, or a transfer leaves it out. */
    private void mark(long[] place) {
        int offset = 0;
        for (int axis = 0; axis < place.length; axis++) {
            if (place[axis] < 0 || place[axis] >= output.shape().size(axis)) {
                return;
            }
            offset += (int) place[axis] * strides[axis];
        }
        written.set(offset);
    }

    void report(Diagnostics diagnostics) {
        int missing = written.nextClearBit(0);
        if (missing < output.shape().elements()) {
            int[] place = new int[strides.length];
            int rest = missing;
            for (int axis = 0; axis < place.length; axis++) {
                place[axis] = rest / strides[axis];
                rest %= strides[axis];
            }
            diagnostics.error(
                    kernel.location(),
                    "kernel " + kernel.name() + ": " + output.name() + Arrays.toString(place) + " is never written",
                    "");
        }
    }
}
