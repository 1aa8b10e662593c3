package dev.intarsia.backend.csource;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.range.RangeAnalysis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Makes statements of a kernel: the one lowering, word for word. Buffers are variables by the names that {@link #variable} gives;
 * registers are declared here, arrays by the caller.
 */
public final class KernelSource {

    private final Kernel kernel;
    private final Dialect dialect;
    private final CNames names;
    private final KernelValues values;
    private final Map<String, Interval> ranges;
    private final BiFunction<Buffer, List<Index>, Optional<CExpr>> elsewhere;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, Long> greatest = new HashMap<>();
    private final List<Stmt.Loop> loops = new ArrayList<>();

    /** @param names the names that are taken already */
    public KernelSource(Kernel kernel, Dialect dialect, CNames names) {
        this(kernel, dialect, names, Map.of(), (buffer, at) -> Optional.empty());
    }

    /**
     * For a kernel whose words lie elsewhere than in arrays of its own.
     *
     * @param names the names that are taken already
     * @param inputs the words that each input is proved to have; an input that is not named can have every word of its format
     * @param elsewhere the element of a buffer that is not where the kernel says; such a place is never outside of it
     */
    public KernelSource(
            Kernel kernel,
            Dialect dialect,
            CNames names,
            Map<String, Interval> inputs,
            BiFunction<Buffer, List<Index>, Optional<CExpr>> elsewhere) {
        this.kernel = kernel;
        this.dialect = dialect;
        this.names = new CNames(names);
        this.elsewhere = elsewhere;
        Map<String, Interval> known = new HashMap<>(inputs);
        known.putAll(RangeAnalysis.held(RangeAnalysis.accumulators(kernel, inputs)));
        this.ranges = RangeAnalysis.buffers(kernel, known);
        this.values = new KernelValues(dialect, ranges, loops, this::place, this::inside, this::text, this::variable);
    }

    /** The variable of a buffer. */
    public String variable(Buffer buffer) {
        return names.of(subject(buffer.name()), buffer.name());
    }

    /** What a buffer is among the names that a kernel is printed with. */
    public static String subject(String buffer) {
        return "buffer " + buffer;
    }

    /**
     * Declarations of the registers, then the body.
     *
     * @throws UnsupportedKernelException when the dialect cannot say it
     */
    public List<CStmt> body() {
        List<CStmt> body = new ArrayList<>();
        for (Buffer local : kernel.locals()) {
            if (local.shape().rank() == 0) {
                body.add(CStmt.declare(held(local), variable(local), CExpr.of(0)));
            }
        }
        body.addAll(statements(kernel.body()));
        return body;
    }

    /** The type of a register: where the dialect has words of any width, the one that holds what it is proved to hold. */
    public CType held(Buffer register) {
        Interval all = Interval.of(register.format());
        return dialect.computed(dialect.exact() ? ranges.getOrDefault(register.name(), all) : all);
    }

    /** Expressions inside of the loops that were entered. */
    public KernelValues values() {
        return values;
    }

    /** Statements inside of the loops that were entered. */
    public List<CStmt> statements(List<Stmt> statements) {
        List<CStmt> result = new ArrayList<>();
        statements.forEach(statement -> result.addAll(statement(statement)));
        return result;
    }

    private List<CStmt> statement(Stmt statement) {
        return switch (statement) {
            case Stmt.Loop loop -> List.of(loop(loop));
            case Stmt.Store store -> List.of(store(store));
            case Stmt.Transfer transfer -> List.of(transfer(transfer));
            case Stmt.Invoke invoke -> statements(invoke.meaning());
        };
    }

    private CStmt loop(Stmt.Loop loop) {
        CExpr limit = text(loop.extent());
        String variable = enter(loop);
        List<CStmt> body = new ArrayList<>(dialect.atLoop(loop));
        body.addAll(statements(loop.body()));
        loops.removeLast();
        return new CStmt.For(CType.I32, variable, CExpr.of(0), limit, 1, body);
    }

    /**
     * From here on, statements are inside of a loop.
     *
     * @return its variable
     */
    public String enter(Stmt.Loop loop) {
        greatest.put(loop.variable(), Math.max(0, Extent.atMost(loop.extent(), greatest) - 1));
        loops.add(loop);
        String variable = names.of("loop " + loop.variable(), loop.variable());
        variables.put(loop.variable(), variable);
        return variable;
    }

    private CStmt store(Stmt.Store store) {
        Buffer buffer = store.buffer();
        CType type = buffer.shape().rank() == 0 ? held(buffer) : dialect.stored(buffer.format());
        CExpr place = place(buffer, store.at());
        if (buffer.shape().rank() == 0
                && store.value() instanceof Expr.Binary(Expr.Operator operator, Expr.Load own, Expr added)
                && operator == Expr.Operator.ADD
                && own.buffer().equals(buffer)) {
            KernelValues.Typed sum = values.of(added);
            return new CStmt.Assign(
                    place,
                    "+=",
                    sum.type().equals(type) ? sum.value() : sum.value().cast(type));
        }
        KernelValues.Typed value = values.of(store.value());
        return CStmt.assign(
                place, value.type().equals(type) ? value.value() : value.value().cast(type));
    }

    private CStmt transfer(Stmt.Transfer transfer) {
        int rank = transfer.sizes().size();
        List<Index> from = new ArrayList<>();
        List<Index> to = new ArrayList<>();
        List<CExpr> limits = new ArrayList<>();
        List<String> counters = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            String name = "axis" + axis;
            limits.add(text(transfer.sizes().get(axis)));
            counters.add(enter(Stmt.loop(name, 1, List.of())));
            greatest.put(name, Math.max(0, Extent.atMost(transfer.sizes().get(axis), greatest) - 1));
            from.add(transfer.origin().get(axis).plus(Index.of(name)));
            to.add(transfer.target().get(axis).plus(Index.of(name)));
        }
        CExpr word = place(transfer.from(), from);
        CExpr taken = inside(transfer.from(), from)
                .<CExpr>map(c -> new CExpr.Conditional(c, word, CExpr.of(transfer.outside())))
                .orElse(word);
        CType type = dialect.stored(transfer.to().format());
        CStmt copy = CStmt.assign(place(transfer.to(), to), taken.cast(type));
        CStmt body = inside(transfer.to(), to)
                .<CStmt>map(c -> new CStmt.If(c, List.of(copy), List.of()))
                .orElse(copy);
        for (int axis = rank - 1; axis >= 0; axis--) {
            loops.removeLast();
            body = new CStmt.For(CType.I32, counters.get(axis), CExpr.of(0), limits.get(axis), 1, List.of(body));
        }
        return body;
    }

    private CExpr place(Buffer buffer, List<Index> at) {
        return elsewhere.apply(buffer, at).orElseGet(() -> own(buffer, at));
    }

    private CExpr own(Buffer buffer, List<Index> at) {
        CExpr variable = CExpr.of(variable(buffer));
        if (at.isEmpty()) {
            return kernel.parameters().stream().anyMatch(p -> p.buffer().equals(buffer))
                    ? variable.at(CExpr.of(0))
                    : variable;
        }
        return variable.at(offset(buffer, at));
    }

    /** How many elements before a place of a buffer of at least one axis lie in its array. */
    public CExpr offset(Buffer buffer, List<Index> at) {
        int[] strides = buffer.shape().strides();
        Index place = Index.of(0);
        for (int axis = 0; axis < at.size(); axis++) {
            if (buffer.shape().size(axis) > 1 || at.size() == 1) {
                place = place.plus(at.get(axis).times(strides[axis]));
            }
        }
        return text(place);
    }

    /** The condition for a place to lie inside of a buffer; empty when it always does. */
    private Optional<CExpr> inside(Buffer buffer, List<Index> at) {
        if (elsewhere.apply(buffer, at).isPresent()) {
            return Optional.empty();
        }
        List<CExpr> conditions = new ArrayList<>();
        for (int axis = 0; axis < at.size(); axis++) {
            Index index = at.get(axis);
            int size = buffer.shape().size(axis);
            if (Extent.atLeast(index, greatest) < 0) {
                conditions.add(text(index).binary(CExpr.Operator.GREATER_OR_EQUAL, CExpr.of(0)));
            }
            if (Extent.atMost(index, greatest) >= size) {
                conditions.add(text(index).binary(CExpr.Operator.LESS, CExpr.of(size)));
            }
        }
        return conditions.stream().reduce((a, b) -> a.binary(CExpr.Operator.BOTH, b));
    }

    /** An index expression inside of the loops that were entered. */
    public CExpr text(Index index) {
        return switch (index) {
            case Index.Constant c -> CExpr.of(c.value());
            case Index.Variable v -> {
                String variable = variables.get(v.name());
                if (variable == null) {
                    throw new IllegalStateException("no loop around has the variable " + v.name());
                }
                yield CExpr.of(variable);
            }
            case Index.Sum s ->
                s.right() instanceof Index.Constant(long offset) && offset < 0
                        ? text(s.left()).binary(CExpr.Operator.SUBTRACT, CExpr.of(-offset))
                        : text(s.left()).plus(text(s.right()));
            case Index.Product p -> CExpr.of(p.factor()).binary(CExpr.Operator.MULTIPLY, text(p.index()));
            case Index.Quotient q -> divided(q.index(), q.divisor(), CExpr.Operator.DIVIDE, "fx_floor_quotient");
            case Index.Remainder r -> divided(r.index(), r.divisor(), CExpr.Operator.REMAINDER, "fx_floor_remainder");
            case Index.Smaller s -> CExpr.call("fx_min32", text(s.left()), text(s.right()));
            case Index.Larger l -> CExpr.call("fx_max32", text(l.left()), text(l.right()));
        };
    }

    /** C's own division where nothing is negative: there it is the floor's. */
    private CExpr divided(Index index, long divisor, CExpr.Operator operator, String function) {
        return Extent.atLeast(index, greatest) >= 0
                ? text(index).binary(operator, CExpr.of(divisor))
                : CExpr.call(function, text(index), CExpr.of(divisor));
    }
}
