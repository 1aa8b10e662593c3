package dev.intarsia.ir.plan;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Computes the lower bounds of a layer. */
final class Bounds {

    private Bounds() {}

    static LowerBound of(Kernel kernel, Work work, Accelerator target) {
        long bytes = 0;
        for (Buffer input : kernel.inputs()) {
            bytes += work.activations().stream()
                    .filter(l -> l.buffer().equals(input))
                    .mapToLong(l -> (long) input.format().bytes() * places(l, work))
                    .max()
                    .orElse(0);
        }
        bytes += bytes(kernel.outputs().getFirst());
        for (Parameter parameter : kernel.parameters()) {
            if (work.weights().map(w -> w.buffer().equals(parameter.buffer())).orElse(false)) {
                bytes += bytes(parameter.buffer());
            }
        }
        bytes += (long) work.channels() * target.parameterEntryBytes();
        bytes += work.table().map(Bounds::bytes).orElse(0L);
        long port = ceil(bytes, target.port().bytes());
        long operations = (long) work.pixelCount() * work.channels() * work.tapCount();
        if (work.kind() == Work.Kind.MATRIX) {
            long tiles = (long) work.pixelCount()
                    * ceil(work.tapCount(), target.rows())
                    * ceil(work.channels(), target.cols());
            return new LowerBound(ceil(operations, (long) target.rows() * target.cols()), tiles, port);
        }
        long lanes = ceil(operations, target.vectorLanes());
        return new LowerBound(lanes, lanes, port);
    }

    /** How many places of its buffer a load reads: strides and borders leave some out. */
    private static long places(Expr.Load load, Work work) {
        List<Stmt.Loop> loops = new ArrayList<>(work.pixels());
        loops.add(work.lane());
        loops.addAll(work.taps());
        long places = 1;
        for (int axis = 0; axis < load.at().size(); axis++) {
            Index index = load.at().get(axis);
            int size = load.buffer().shape().size(axis);
            Set<String> variables = Extent.variables(index);
            List<Stmt.Loop> own =
                    loops.stream().filter(l -> variables.contains(l.variable())).toList();
            BitSet inside = new BitSet(size);
            mark(index, own, new HashMap<>(), inside, size);
            places *= inside.cardinality();
        }
        return places;
    }

    private static void mark(Index index, List<Stmt.Loop> loops, Map<String, Long> values, BitSet inside, int size) {
        if (loops.isEmpty()) {
            long place = Rewriter.evaluate(index, values);
            if (place >= 0 && place < size) {
                inside.set((int) place);
            }
            return;
        }
        for (long i = 0; i < Work.extent(loops.getFirst()); i++) {
            values.put(loops.getFirst().variable(), i);
            mark(index, loops.subList(1, loops.size()), values, inside, size);
        }
    }

    private static long bytes(Buffer buffer) {
        return (long) buffer.format().bytes() * buffer.shape().elements();
    }

    private static long ceil(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
