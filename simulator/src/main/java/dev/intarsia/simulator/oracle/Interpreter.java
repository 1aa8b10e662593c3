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

/** One kernel made ready: its buffers, and its statements as actions on them. Not for several threads at once. */
final class Interpreter {

    private final Kernel kernel;
    private final Map<String, Storage> storage = new HashMap<>();
    private final Action[] actions;
    private int slots;

    Interpreter(Kernel kernel) {
        this.kernel = kernel;
        kernel.inputs().forEach(input -> define(Storage.given(input)));
        for (Parameter parameter : kernel.parameters()) {
            define(Storage.given(parameter.buffer()));
            storage(parameter.buffer()).give(parameter.words());
        }
        kernel.outputs().forEach(output -> define(Storage.undefined(output)));
        kernel.locals().forEach(local -> define(Storage.undefined(local)));
        actions = actions(kernel.body(), Scope.empty(loops(kernel.body())));
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

    /**
     * Runs the kernel, which begins with nothing but these words.
     *
     * @param inputs by name; others are ignored
     * @return the words of its outputs
     */
    Map<String, RawTensor> run(Map<String, RawTensor> inputs) {
        for (Buffer input : kernel.inputs()) {
            if (!inputs.containsKey(input.name())) {
                throw new KernelFault("the input " + input.name() + " is not given");
            }
            storage(input).give(inputs.get(input.name()));
        }
        storage.values().forEach(Storage::forget);
        for (Action action : actions) {
            action.run();
        }
        Map<String, RawTensor> outputs = new LinkedHashMap<>();
        kernel.outputs()
                .forEach(output ->
                        outputs.put(output.name(), storage.get(output.name()).tensor()));
        return outputs;
    }

    private Action[] actions(List<Stmt> statements, Scope scope) {
        return statements.stream().map(s -> action(s, scope)).toArray(Action[]::new);
    }

    private Action action(Stmt statement, Scope scope) {
        return switch (statement) {
            case Stmt.Loop l -> {
                int slot = slots++;
                Place extent = new Place(l.extent(), scope);
                Scope inner = scope.with(l.variable(), slot, greatest(extent));
                yield new Action.Loop(scope.frame(), slot, extent, actions(l.body(), inner));
            }
            case Stmt.Store s -> {
                Storage target = storage(s.buffer());
                Value value = value(s.value(), scope);
                yield s.at().isEmpty()
                        ? assign(target, value)
                        : new Action.Store(target, new Address(target, s.at(), scope), value);
            }
            case Stmt.Transfer t ->
                new Action.Transfer(
                        storage(t.from()),
                        places(t.origin(), scope),
                        storage(t.to()),
                        places(t.target(), scope),
                        places(t.sizes(), scope),
                        t.outside());
            case Stmt.Invoke i -> new Action.Sequence(actions(i.meaning(), scope));
        };
    }

    private static Action assign(Storage target, Value value) {
        return value instanceof Value.Sum(Value.Register own, Value addend) && own.storage() == target
                ? new Action.Add(target, addend, value)
                : new Action.Assign(target, value);
    }

    /** The greatest value of the variable of a loop of this extent. */
    private static long greatest(Place extent) {
        long most = extent.most();
        return most == Scope.UNKNOWN ? most : Math.max(0, most - 1);
    }

    private Place[] places(List<Index> indices, Scope scope) {
        List<Place> places = new ArrayList<>();
        indices.forEach(index -> places.add(new Place(index, scope)));
        return places.toArray(Place[]::new);
    }

    private Storage storage(Buffer buffer) {
        Storage found = storage.get(buffer.name());
        if (found == null || !found.buffer.equals(buffer)) {
            throw new KernelFault(buffer.name() + " is no buffer of the kernel");
        }
        return found;
    }

    private Value value(Expr expr, Scope scope) {
        return switch (expr) {
            case Expr.Constant c -> new Value.Constant(c.value());
            case Expr.Load l -> load(l, scope);
            case Expr.LookUp l -> new Value.LookUp(storage(l.table()), value(l.position(), scope));
            case Expr.Position p -> new Value.Position(new Place(p.index(), scope));
            case Expr.Binary b -> binary(b.operator(), value(b.left(), scope), value(b.right(), scope));
            case Expr.Divide d ->
                new Value.Quotient(value(d.dividend(), scope), value(d.divisor(), scope), d.rounding());
            case Expr.Compare c ->
                new Value.Comparison(c.comparison(), value(c.left(), scope), value(c.right(), scope));
            case Expr.Select s ->
                new Value.Choice(value(s.condition(), scope), value(s.whenTrue(), scope), value(s.whenFalse(), scope));
            case Expr.Cast c -> new Value.Cast(value(c.value(), scope), c.to(), c.overflow());
            case Expr.Shift s -> new Value.Shift(value(s.value(), scope), value(s.amount(), scope), s.rounding());
            case Expr.CountLeadingZeros c -> new Value.LeadingZeros(value(c.value(), scope), c.bits());
            case Expr.Rescale r ->
                new Value.Rescale(
                        r.form(), value(r.value(), scope), value(r.multiplier(), scope), value(r.shift(), scope));
        };
    }

    private Value load(Expr.Load load, Scope scope) {
        Storage from = storage(load.buffer());
        if (load.at().isEmpty()) {
            return new Value.Register(from);
        }
        Address address = new Address(from, load.at(), scope);
        return new Value.Load(
                from, address, load.outside().isEmpty(), load.outside().orElse(0));
    }

    private static Value binary(Expr.Operator operator, Value left, Value right) {
        return switch (operator) {
            case ADD -> new Value.Sum(left, right);
            case SUBTRACT -> new Value.Difference(left, right);
            case MULTIPLY -> product(left, right);
            case MINIMUM, MAXIMUM, AND, OR, XOR -> new Value.Narrow(operator, left, right);
        };
    }

    private static Value product(Value left, Value right) {
        if (right instanceof Value.Load weight) {
            if (left instanceof Value.Load word) {
                return new Value.WordProduct(word, 0, weight);
            }
            if (left instanceof Value.Difference(Value.Load word, Value.Constant(long zero))) {
                return new Value.WordProduct(word, zero, weight);
            }
            if (left instanceof Value.Sum(Value.Load word, Value.Constant(long offset)) && offset > 0) {
                return new Value.WordProduct(word, -offset, weight);
            }
        }
        return new Value.Product(left, right);
    }
}
