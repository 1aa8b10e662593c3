package dev.intarsia.ir.stream;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.CompiledIndex;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a kernel can be computed while the words of its inputs come in order. */
public sealed interface StreamForm {

    /** Each window comes to a word for each channel. */
    record Reduces(Reduction reduction) implements StreamForm {}

    /**
     * Each word is made of the words of the inputs at its place.
     *
     * @param loops over the places, the innermost over the channels
     * @param store the word
     */
    record Pointwise(List<Stmt.Loop> loops, Stmt.Store store) implements StreamForm {}

    /** The words of the input, in their order: nothing to do. */
    record Same(Buffer input) implements StreamForm {}

    /** All words of all inputs are needed before the first of the result. */
    record Whole() implements StreamForm {}

    /** The form of a kernel. */
    static StreamForm of(Kernel kernel) {
        return Reduction.of(kernel)
                .<StreamForm>map(Reduces::new)
                .or(() -> same(kernel))
                .or(() -> pointwise(kernel))
                .orElseGet(Whole::new);
    }

    private static Optional<StreamForm> same(Kernel kernel) {
        List<Stmt.Loop> loops = new ArrayList<>();
        Optional<Stmt.Store> only = only(kernel, loops);
        if (only.isEmpty()
                || !(only.get().value() instanceof Expr.Load load)
                || load.outside().isPresent()
                || !kernel.inputs().contains(load.buffer())
                || !load.buffer().format().equals(only.get().buffer().format())
                || load.buffer().shape().elements()
                        != only.get().buffer().shape().elements()) {
            return Optional.empty();
        }
        List<String> variables = loops.stream().map(Stmt.Loop::variable).toList();
        CompiledIndex from = CompiledIndex.of(offset(load.buffer(), load.at()), variables);
        CompiledIndex to =
                CompiledIndex.of(offset(only.get().buffer(), only.get().at()), variables);
        return equal(from, to, loops, new long[loops.size()], 0)
                ? Optional.of(new Same(load.buffer()))
                : Optional.empty();
    }

    private static boolean equal(CompiledIndex a, CompiledIndex b, List<Stmt.Loop> loops, long[] values, int depth) {
        if (depth == loops.size()) {
            return a.at(values) == b.at(values);
        }
        if (!(loops.get(depth).extent() instanceof Index.Constant(long extent))) {
            return false;
        }
        for (long i = 0; i < extent; i++) {
            values[depth] = i;
            if (!equal(a, b, loops, values, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static Index offset(Buffer buffer, List<Index> at) {
        int[] strides = buffer.shape().strides();
        Index offset = Index.of(0);
        for (int axis = 0; axis < strides.length; axis++) {
            offset = offset.plus(at.get(axis).times(strides[axis]));
        }
        return offset;
    }

    private static Optional<StreamForm> pointwise(Kernel kernel) {
        List<Stmt.Loop> loops = new ArrayList<>();
        Optional<Stmt.Store> only = only(kernel, loops);
        if (only.isEmpty() || loops.isEmpty() || kernel.inputs().isEmpty() || !Reduction.isOrdered(only.get(), loops)) {
            return Optional.empty();
        }
        boolean[] fits = {true};
        Walk.expressions(only.get().value(), e -> {
            if (e instanceof Expr.Load load && kernel.inputs().contains(load.buffer())) {
                fits[0] &= load.outside().isEmpty()
                        && load.at().equals(only.get().at())
                        && load.buffer().shape().equals(only.get().buffer().shape());
            } else if (e instanceof Expr.LookUp lookUp && kernel.inputs().contains(lookUp.table())) {
                fits[0] = false;
            }
        });
        return fits[0] ? Optional.of(new Pointwise(List.copyOf(loops), only.get())) : Optional.empty();
    }

    /** The store that a kernel consists of, and the loops around it. */
    private static Optional<Stmt.Store> only(Kernel kernel, List<Stmt.Loop> loops) {
        List<Stmt> body = kernel.body();
        while (body.size() == 1 && body.getFirst() instanceof Stmt.Loop loop) {
            loops.add(loop);
            body = loop.body();
        }
        return body.size() == 1
                        && body.getFirst() instanceof Stmt.Store store
                        && kernel.outputs().contains(store.buffer())
                        && kernel.outputs().size() == 1
                ? Optional.of(store)
                : Optional.empty();
    }
}
