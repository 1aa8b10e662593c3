package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.schedule.ScheduledKernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs down the loops of one scheduled kernel. */
final class LayerSequence {

    private final ScheduledKernel scheduled;
    private final Map<String, Integer> places;
    private final Map<String, Integer> turns = new HashMap<>();
    private final Map<String, Integer> totals = new HashMap<>();
    private final Map<Expr.Load, WindowReader.TapOffsets> offsets = new IdentityHashMap<>();
    private final List<Command> commands = new ArrayList<>();
    /** Entries of accumulators that a clear went over, and nothing after it. */
    private final Set<Integer> cleared = new HashSet<>();

    private LayerSequence(ScheduledKernel scheduled, Map<String, Integer> places) {
        this.scheduled = scheduled;
        this.places = places;
    }

    /**
     * The commands of a layer in program order, without tokens.
     *
     * @param places where the kernel's inputs, parameters and outputs lie in the memory outside
     */
    static List<Command> run(ScheduledKernel scheduled, Map<String, Integer> places) {
        LayerSequence sequence = new LayerSequence(scheduled, places);
        sequence.countBlocks(scheduled.kernel().body(), new HashMap<>());
        sequence.run(scheduled.kernel().body(), Map.of());
        return List.copyOf(sequence.commands);
    }

    /** For each split loop, the iterations of all blocks and of a whole block. */
    private void countBlocks(List<Stmt> statements, Map<String, Stmt.Loop> around) {
        for (Stmt statement : statements) {
            switch (statement) {
                case Stmt.Loop loop -> {
                    String name = loop.variable();
                    String outer = name.endsWith(".1") ? name.substring(0, name.length() - 1) + "0" : "";
                    if (around.containsKey(outer)) {
                        long blocks = Extent.atMost(around.get(outer).extent(), Map.of());
                        long block = Extent.atMost(loop.extent(), Map.of(outer, blocks - 1));
                        long last = Rewriter.evaluate(loop.extent(), Map.of(outer, blocks - 1));
                        totals.put(name, Math.toIntExact((blocks - 1) * block + last));
                        totals.put(name + "/block", Math.toIntExact(block));
                    }
                    Map<String, Stmt.Loop> inner = new HashMap<>(around);
                    inner.put(name, loop);
                    countBlocks(loop.body(), inner);
                }
                case Stmt.Invoke invoke -> countBlocks(invoke.meaning(), around);
                case Stmt.Store s -> {}
                case Stmt.Transfer t -> {}
            }
        }
    }

    private void run(List<Stmt> statements, Map<String, Long> variables) {
        for (Stmt statement : statements) {
            switch (statement) {
                case Stmt.Loop loop -> {
                    long extent = Rewriter.evaluate(loop.extent(), variables);
                    for (long i = 0; i < extent; i++) {
                        Map<String, Long> inner = new HashMap<>(variables);
                        inner.put(loop.variable(), i);
                        run(loop.body(), inner);
                    }
                }
                case Stmt.Transfer transfer -> commands.add(transfer(transfer, variables));
                case Stmt.Invoke invoke -> invoke(invoke, variables);
                case Stmt.Store store ->
                    throw new IllegalStateException(
                            "no unit does the store to " + store.buffer().name() + " of "
                                    + scheduled.kernel().name());
            }
        }
    }

    private Command transfer(Stmt.Transfer transfer, Map<String, Long> variables) {
        if (transfer.from().memory().equals(Memory.MAIN)) {
            turns.merge(transfer.to().name(), 1, Integer::sum);
            return TransferReader.load(
                    transfer, variables, places.get(transfer.from().name()), place(transfer.to()));
        }
        int from = place(transfer.from());
        turns.merge(transfer.from().name(), 1, Integer::sum);
        return TransferReader.store(
                transfer, variables, from, places.get(transfer.to().name()));
    }

    private void invoke(Stmt.Invoke invoke, Map<String, Long> variables) {
        Piece piece = Piece.of(invoke, variables);
        if (piece.isEmpty()) {
            return;
        }
        InvokeReader reader = new InvokeReader(piece, this::place, totals, offsets);
        switch (invoke.unit()) {
            case "clear" -> cleared.add(reader.entry());
            case "multiply" -> commands.add(reader.multiply(!cleared.remove(reader.entry())));
            case "vector" -> {
                cleared.remove(reader.entry());
                commands.add(reader.vector());
            }
            case "post" -> commands.add(reader.post());
            case String other -> throw new IllegalStateException("an accelerator has no unit " + other);
        }
    }

    /** The address of the copy of a staged buffer whose turn it is: loads fill the next one, stores empty the one in use. */
    private int place(Buffer buffer) {
        ScheduledKernel.Staged staged = scheduled
                .staged(buffer.name())
                .orElseThrow(() -> new IllegalStateException(buffer.name() + " is not staged"));
        if (staged.addresses().isEmpty()) {
            throw new IllegalStateException(buffer.name() + " is not placed");
        }
        int turn = turns.getOrDefault(buffer.name(), 0);
        boolean filledByLoad = !buffer.memory().equals(Scratchpad.OUTPUT.memory());
        int copy = filledByLoad ? Math.max(0, turn - 1) : turn;
        return staged.addresses().get(copy % staged.copies());
    }
}
