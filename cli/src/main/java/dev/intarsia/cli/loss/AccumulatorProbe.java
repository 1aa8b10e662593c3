package dev.intarsia.cli.loss;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at sums: makes a kernel that gives its finished accumulators instead of the words that are made of them. */
public final class AccumulatorProbe {

    private final Buffer output;
    private final Buffer probe;
    private Optional<Buffer> accumulator = Optional.empty();

    private AccumulatorProbe(Buffer output) {
        this.output = output;
        this.probe = new Buffer(output.name(), IntFormat.I64, output.shape(), output.memory());
    }

    /** The changed kernel; empty where the output is not made from an accumulator. */
    public static Optional<Kernel> of(Kernel kernel) {
        if (kernel.outputs().size() != 1) {
            return Optional.empty();
        }
        AccumulatorProbe change = new AccumulatorProbe(kernel.outputs().getFirst());
        List<Stmt> body = change.body(kernel.body());
        return change.accumulator.map(register -> new Kernel(
                kernel.name(),
                kernel.inputs(),
                kernel.parameters(),
                List.of(change.probe),
                kernel.locals(),
                body,
                kernel.location()));
    }

    private List<Stmt> body(List<Stmt> statements) {
        return statements.stream().map(this::statement).toList();
    }

    private Stmt statement(Stmt statement) {
        return switch (statement) {
            case Stmt.Loop loop -> loop.withBody(body(loop.body()));
            case Stmt.Store store when store.buffer().equals(output) -> store(store);
            case Stmt.Store store -> store;
            case Stmt.Transfer transfer -> transfer;
            case Stmt.Invoke invoke -> new Stmt.Invoke(invoke.unit(), body(invoke.meaning()));
        };
    }

    private Stmt store(Stmt.Store store) {
        List<Buffer> registers = new ArrayList<>();
        Walk.expressions(store.value(), e -> {
            if (e instanceof Expr.Load load && load.buffer().memory().equals(Memory.REGISTER)) {
                registers.add(load.buffer());
            }
        });
        if (registers.isEmpty()) {
            return new Stmt.Store(probe, store.at(), store.value());
        }
        accumulator = Optional.of(registers.getFirst());
        return new Stmt.Store(probe, store.at(), Expr.load(registers.getFirst()));
    }
}
