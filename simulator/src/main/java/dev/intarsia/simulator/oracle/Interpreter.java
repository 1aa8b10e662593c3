package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of one kernel: its buffers, and its statements made ready to act on them. */
final class Interpreter {

    private final Kernel kernel;
    private final Map<String, Storage> storage = new HashMap<>();
    private final long[] frame;
    private int slots;

    Interpreter(Kernel kernel, Map<String, RawTensor> inputs) {
        this.kernel = kernel;
        for (Buffer input : kernel.inputs()) {
            if (!inputs.containsKey(input.name())) {
                throw new KernelFault("the input " + input.name() + " is not given");
            }
            define(Storage.of(input, inputs.get(input.name())));
        }
        for (Parameter parameter : kernel.parameters()) {
            define(Storage.of(parameter.buffer(), parameter.words()));
        }
        kernel.outputs().forEach(output -> define(Storage.undefined(output)));
        kernel.locals().forEach(local -> define(Storage.undefined(local)));
        this.frame = new long[Math.max(1, loops(kernel.body()))];
    }

    private void define(Storage words) {
        if (storage.put(words.buffer.name(), words) != null) {
            throw new KernelFault("two buffers are called " + words.buffer.name());
        }
    }

    private static int loops(List<Stmt> statements) {
        int count = 0;
        for (Stmt statement : statements) {
            count += switch (statement) {
                case Stmt.Loop l -> 1 + loops(l.body());
                case Stmt.Invoke i -> loops(i.meaning());
                case Stmt.Store s -> 0;
                case Stmt.Transfer t -> 0;
            };
        }
        return count;
    }

    /** Runs the kernel; the words of its outputs. */
    Map<String, RawTensor> run() {
        for (Action action : actions(kernel.body(), Map.of())) {
            action.run();
        }
        Map<String, RawTensor> outputs = new LinkedHashMap<>();
        kernel.outputs()
                .forEach(output ->
                        outputs.put(output.name(), storage.get(output.name()).tensor()));
        return outputs;
    }

    private Action[] actions(List<Stmt> statements, Map<String, Integer> bound) {
        return statements.stream().map(s -> action(s, bound)).toArray(Action[]::new);
    }

    private Action action(Stmt statement, Map<String, Integer> bound) {
        return switch (statement) {
            case Stmt.Loop l -> {
                int slot = slots++;
                Map<String, Integer> inner = new HashMap<>(bound);
                inner.put(l.variable(), slot);
                yield new Action.Loop(
                        frame, slot, new Place(l.extent(), frame, bound), actions(l.body(), Map.copyOf(inner)));
            }
            case Stmt.Store s -> {
                Storage target = storage(s.buffer());
                Value value = value(s.value(), bound);
                yield s.at().isEmpty()
                        ? new Action.Assign(target, value)
                        : new Action.Store(target, new Address(target, s.at(), frame, bound), value);
            }
            case Stmt.Transfer t ->
                new Action.Transfer(
                        storage(t.from()),
                        places(t.origin(), bound),
                        storage(t.to()),
                        places(t.target(), bound),
                        places(t.sizes(), bound),
                        t.outside());
            case Stmt.Invoke i -> new Action.Sequence(actions(i.meaning(), bound));
        };
    }

    private Place[] places(List<Index> indices, Map<String, Integer> bound) {
        List<Place> places = new ArrayList<>();
        indices.forEach(index -> places.add(new Place(index, frame, bound)));
        return places.toArray(Place[]::new);
    }

    private Storage storage(Buffer buffer) {
        Storage found = storage.get(buffer.name());
        if (found == null || !found.buffer.equals(buffer)) {
            throw new KernelFault(buffer.name() + " is no buffer of the kernel");
        }
        return found;
    }

    private Value value(Expr expr, Map<String, Integer> bound) {
        return switch (expr) {
            case Expr.Constant c -> new Value.Constant(c.value());
            case Expr.Load l -> load(l, bound);
            case Expr.LookUp l -> new Value.LookUp(storage(l.table()), value(l.position(), bound));
            case Expr.Position p -> new Value.Position(new Place(p.index(), frame, bound));
            case Expr.Binary b -> binary(b.operator(), value(b.left(), bound), value(b.right(), bound));
            case Expr.Divide d ->
                new Value.Quotient(value(d.dividend(), bound), value(d.divisor(), bound), d.rounding());
            case Expr.Compare c ->
                new Value.Comparison(c.comparison(), value(c.left(), bound), value(c.right(), bound));
            case Expr.Select s ->
                new Value.Choice(value(s.condition(), bound), value(s.whenTrue(), bound), value(s.whenFalse(), bound));
            case Expr.Cast c -> new Value.Cast(value(c.value(), bound), c.to(), c.overflow());
            case Expr.Shift s -> new Value.Shift(value(s.value(), bound), value(s.amount(), bound), s.rounding());
            case Expr.CountLeadingZeros c -> new Value.LeadingZeros(value(c.value(), bound), c.bits());
            case Expr.Rescale r ->
                new Value.Rescale(
                        r.form(), value(r.value(), bound), value(r.multiplier(), bound), value(r.shift(), bound));
        };
    }

    private Value load(Expr.Load load, Map<String, Integer> bound) {
        Storage from = storage(load.buffer());
        if (load.at().isEmpty()) {
            return new Value.Register(from);
        }
        Address address = new Address(from, load.at(), frame, bound);
        return load.outside().isPresent()
                ? new Value.LoadOr(from, address, load.outside().getAsLong())
                : new Value.Load(from, address);
    }

    private static Value binary(Expr.Operator operator, Value left, Value right) {
        return switch (operator) {
            case ADD -> new Value.Sum(left, right);
            case SUBTRACT -> new Value.Difference(left, right);
            case MULTIPLY -> new Value.Product(left, right);
            case MINIMUM, MAXIMUM, AND, OR, XOR -> new Value.Narrow(operator, left, right);
        };
    }
}
