package dev.intarsia.ir.range;

import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.KernelPrinter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks what every kernel has to hold, and reports everything that it finds:
 *
 * <ul>
 *   <li>buffers have names of their own, and statements use the kernel's buffers and bound variables only;
 *   <li>every place that is read or written lies inside of its buffer, but for loads that say what lies outside;
 *   <li>every word that is stored fits its buffer, and a cast that says {@code impossible} is right;
 *   <li>divisors are positive, shifts are from −63 to 63, leading zeros are counted of words that fit;
 *   <li>every element of every output is written.
 * </ul>
 *
 * <p>Places are checked by bounds first, and where these do not suffice by counting through the loops that matter.
 */
public final class KernelVerifier {

    private final Kernel kernel;
    private final Diagnostics diagnostics;
    private final Map<String, Interval> ranges;

    private KernelVerifier(Kernel kernel, Map<String, Interval> ranges, Diagnostics diagnostics) {
        this.kernel = kernel;
        this.ranges = ranges;
        this.diagnostics = diagnostics;
    }

    /** Checks a lowered kernel: the range of its accumulator is computed from its weights. */
    public static void verify(Kernel kernel, Diagnostics diagnostics) {
        verify(kernel, RangeAnalysis.held(RangeAnalysis.accumulators(kernel)), diagnostics);
    }

    /**
     * Checks any kernel.
     *
     * @param proved the words that some buffers can have, by name; for a scheduled kernel, what was proved of the lowered one
     */
    public static void verify(Kernel kernel, Map<String, Interval> proved, Diagnostics diagnostics) {
        if (!namesAreKnown(kernel, diagnostics)) {
            return;
        }
        Map<String, Interval> fitting = new HashMap<>();
        for (Buffer buffer : kernel.buffers()) {
            Interval range = proved.get(buffer.name());
            if (range != null && range.isInside(buffer.format())) {
                fitting.put(buffer.name(), range);
            }
        }
        KernelVerifier verifier = new KernelVerifier(kernel, RangeAnalysis.buffers(kernel, fitting), diagnostics);
        verifier.statements(kernel.body(), List.of(), fitting.keySet());
        kernel.outputs().forEach(output -> new Coverage(kernel, output).report(diagnostics));
    }

    private static boolean namesAreKnown(Kernel kernel, Diagnostics diagnostics) {
        Set<String> names = new HashSet<>();
        for (Buffer buffer : kernel.buffers()) {
            if (!names.add(buffer.name())) {
                report(kernel, "two buffers are called " + buffer.name(), diagnostics);
                return false;
            }
        }
        Set<Buffer> known = new HashSet<>(kernel.buffers());
        int before = diagnostics.found().size();
        Walk.accesses(kernel.body()).stream()
                .map(Walk.Access::buffer)
                .filter(buffer -> !known.contains(buffer))
                .distinct()
                .forEach(buffer -> report(kernel, buffer.name() + " is no buffer of the kernel", diagnostics));
        Walk.statements(kernel.body(), statement -> {
            if (statement instanceof Stmt.Transfer t && !(known.contains(t.from()) && known.contains(t.to()))) {
                report(kernel, "a transfer is between buffers of the kernel: " + text(t), diagnostics);
            }
        });
        return diagnostics.found().size() == before && variablesAreBound(kernel, kernel.body(), Set.of(), diagnostics);
    }

    private static boolean variablesAreBound(
            Kernel kernel, List<Stmt> statements, Set<String> bound, Diagnostics diagnostics) {
        boolean all = true;
        for (Stmt statement : statements) {
            List<Index> used = new ArrayList<>();
            Set<String> inner = new HashSet<>(bound);
            List<Stmt> body = List.of();
            switch (statement) {
                case Stmt.Loop l -> {
                    used.add(l.extent());
                    inner.add(l.variable());
                    body = l.body();
                }
                case Stmt.Store s -> {
                    used.addAll(s.at());
                    Walk.expressions(s.value(), e -> used.addAll(indices(e)));
                }
                case Stmt.Transfer t -> {
                    used.addAll(t.origin());
                    used.addAll(t.target());
                    used.addAll(t.sizes());
                }
                case Stmt.Invoke i -> body = i.meaning();
            }
            for (Index index : used) {
                for (String variable : Extent.variables(index)) {
                    if (!bound.contains(variable)) {
                        report(kernel, "the variable " + variable + " is not bound: " + text(statement), diagnostics);
                        all = false;
                    }
                }
            }
            all &= variablesAreBound(kernel, body, inner, diagnostics);
        }
        return all;
    }

    private static List<Index> indices(Expr expr) {
        return switch (expr) {
            case Expr.Load l -> l.at();
            case Expr.Position p -> List.of(p.index());
            case Expr.Constant c -> List.of();
            case Expr.LookUp l -> List.of();
            case Expr.Binary b -> List.of();
            case Expr.Divide d -> List.of();
            case Expr.Compare c -> List.of();
            case Expr.Select s -> List.of();
            case Expr.Cast c -> List.of();
            case Expr.Shift s -> List.of();
            case Expr.CountLeadingZeros c -> List.of();
            case Expr.Rescale r -> List.of();
        };
    }

    private void statements(List<Stmt> statements, List<Stmt.Loop> loops, Set<String> proved) {
        for (Stmt statement : statements) {
            switch (statement) {
                case Stmt.Loop l -> {
                    List<Stmt.Loop> inner = new ArrayList<>(loops);
                    inner.add(l);
                    statements(l.body(), inner, proved);
                }
                case Stmt.Store s -> store(s, loops, proved);
                case Stmt.Transfer t -> {
                    Interval source = ranges.get(t.from().name());
                    Interval words = source == null ? Interval.of(t.outside()) : source.join(Interval.of(t.outside()));
                    require(words.isInside(t.to().format()), t, "its words are " + words);
                }
                case Stmt.Invoke i -> statements(i.meaning(), loops, proved);
            }
        }
    }

    private void store(Stmt.Store store, List<Stmt.Loop> loops, Set<String> proved) {
        inside(store.buffer(), store.at(), loops, store);
        ExprRange range = new ExprRange(ranges, loops);
        Walk.expressions(store.value(), e -> part(e, range, loops, store));
        if (!proved.contains(store.buffer().name())) {
            Interval value = BufferRanges.addend(store).isPresent()
                    ? RangeAnalysis.stored(kernel, store, ranges)
                    : range.of(store.value());
            require(
                    value.isInside(store.buffer().format()),
                    store,
                    store.buffer().name() + " is " + store.buffer().format() + ", but the value is " + value);
        }
    }

    private void part(Expr part, ExprRange range, List<Stmt.Loop> loops, Stmt.Store store) {
        switch (part) {
            case Expr.Load l -> {
                if (l.outside().isEmpty()) {
                    inside(l.buffer(), l.at(), loops, store);
                }
            }
            case Expr.LookUp l -> {
                Interval place = range.of(l.position());
                Interval table = Interval.of(0, l.table().shape().elements() - 1L);
                require(place.clamp(table).equals(place), store, "the look-up's place is " + place);
            }
            case Expr.Divide d ->
                require(
                        divisor(d.divisor(), range, loops).low().signum() > 0,
                        store,
                        "a divisor is positive, here it is " + range.of(d.divisor()));
            case Expr.Shift s -> {
                Interval amount = range.of(s.amount());
                require(
                        amount.clamp(Interval.of(-63, 63)).equals(amount),
                        store,
                        "a shift is by -63 to 63, here it is by " + amount);
            }
            case Expr.Cast c -> {
                Interval value = range.of(c.value());
                require(
                        c.overflow() != Overflow.IMPOSSIBLE || value.isInside(c.to()),
                        store,
                        "the value is " + value + ", which is not inside of " + c.to());
            }
            case Expr.CountLeadingZeros c -> {
                Interval value = range.of(c.value());
                require(
                        value.low().signum() >= 0 && value.high().bitLength() <= c.bits(),
                        store,
                        "the word whose zeros are counted is " + value);
            }
            case Expr.Constant c -> {}
            case Expr.Position p -> {}
            case Expr.Binary b -> {}
            case Expr.Compare c -> {}
            case Expr.Select s -> {}
            case Expr.Rescale r -> {}
        }
    }

    /** A count of taps is a product of positions, whose bounds forget that the same variable is in both their parts. */
    private static Interval divisor(Expr divisor, ExprRange range, List<Stmt.Loop> loops) {
        return switch (divisor) {
            case Expr.Position p -> IndexValue.exact(p.index(), loops);
            case Expr.Binary b
            when b.operator() == Expr.Operator.MULTIPLY ->
                divisor(b.left(), range, loops).times(divisor(b.right(), range, loops));
            case Expr other -> range.of(other);
        };
    }

    private void inside(Buffer buffer, List<Index> at, List<Stmt.Loop> loops, Stmt statement) {
        for (int axis = 0; axis < at.size(); axis++) {
            Interval size = Interval.of(0, buffer.shape().size(axis) - 1L);
            Interval bounds = IndexValue.bounds(at.get(axis), loops);
            if (!bounds.clamp(size).equals(bounds)) {
                Interval exact = IndexValue.exact(at.get(axis), loops);
                require(
                        exact.clamp(size).equals(exact),
                        statement,
                        "along axis " + axis + " of " + buffer.name() + " " + buffer.shape() + " the place is "
                                + exact);
            }
        }
    }

    private void require(boolean condition, Stmt statement, String message) {
        if (!condition) {
            report(kernel, message + ": " + text(statement), diagnostics);
        }
    }

    private static String text(Stmt statement) {
        return KernelPrinter.print(List.of(statement)).lines().findFirst().orElseThrow();
    }

    private static void report(Kernel kernel, String message, Diagnostics diagnostics) {
        diagnostics.error(kernel.location(), "kernel " + kernel.name() + ": " + message, "");
    }
}
