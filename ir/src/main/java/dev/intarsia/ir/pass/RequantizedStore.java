package dev.intarsia.ir.pass;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The statement {@code out[…] = clamp(rescale(sum, m[k], t[k]) + zero, …)} of a lowered node, in whose place others are put; with one
 * multiplier for all channels, the channel is 0.
 */
final class RequantizedStore {

    /** What is put there. */
    interface Replacement {

        /**
         * @param store the statement as it is
         * @param sum what it rescales
         * @param channel the output channel at which it does
         */
        List<Stmt> statements(Stmt.Store store, Expr sum, Index channel);
    }

    private final Kernel kernel;
    private final Replacement replacement;
    private int found;

    private RequantizedStore(Kernel kernel, Replacement replacement) {
        this.kernel = kernel;
        this.replacement = replacement;
    }

    /**
     * The kernel with other last statements.
     *
     * @param locals its new registers
     * @param parameters its new parameters; old ones that nobody reads any more are left out
     * @return empty when it has no such statement, or several
     */
    static Optional<Kernel> replace(
            Kernel kernel, Replacement replacement, List<Buffer> locals, List<Parameter> parameters) {
        RequantizedStore store = new RequantizedStore(kernel, replacement);
        List<Stmt> body = store.rewrite(kernel.body());
        if (store.found != 1) {
            return Optional.empty();
        }
        List<String> read = Walk.accesses(body).stream()
                .map(access -> access.buffer().name())
                .toList();
        List<Buffer> allLocals = new ArrayList<>(kernel.locals());
        allLocals.addAll(locals);
        List<Parameter> allParameters = new ArrayList<>(kernel.parameters());
        allParameters.addAll(parameters);
        allParameters.removeIf(p -> !read.contains(p.buffer().name()));
        return Optional.of(kernel.withBody(body).withLocals(allLocals).withParameters(allParameters));
    }

    /** A parameter of the narrowest signed format. */
    static Parameter parameter(Kernel kernel, String name, long[] words) {
        BigInteger least = BigInteger.valueOf(Arrays.stream(words).min().orElseThrow());
        BigInteger most = BigInteger.valueOf(Arrays.stream(words).max().orElseThrow());
        IntFormat format = IntFormat.holdingSigned(least, most);
        return Parameter.of(kernel.unused(name), RawTensor.owning(format, Shape.of(words.length), words));
    }

    private List<Stmt> rewrite(List<Stmt> statements) {
        List<Stmt> rewritten = new ArrayList<>();
        for (Stmt statement : statements) {
            switch (statement) {
                case Stmt.Loop l -> rewritten.add(new Stmt.Loop(l.variable(), l.extent(), l.kind(), rewrite(l.body())));
                case Stmt.Store s -> rewritten.addAll(store(s));
                case Stmt.Transfer t -> rewritten.add(t);
                case Stmt.Invoke i -> rewritten.add(i);
            }
        }
        return rewritten;
    }

    private List<Stmt> store(Stmt.Store store) {
        Optional<Expr.Rescale> rescale =
                store.buffer().equals(kernel.outputs().getFirst()) ? rescale(store.value()) : Optional.empty();
        if (rescale.isEmpty()) {
            return List.of(store);
        }
        found++;
        Index channel =
                rescale.get().multiplier() instanceof Expr.Load load ? load.at().getFirst() : Index.of(0);
        return replacement.statements(store, rescale.get().value(), channel);
    }

    /** The requantizer in {@code clamp(rescale(…) + zero)}. */
    private static Optional<Expr.Rescale> rescale(Expr value) {
        return value instanceof Expr.Binary b
                ? rescale(b.left())
                : value instanceof Expr.Rescale r ? Optional.of(r) : Optional.empty();
    }
}
