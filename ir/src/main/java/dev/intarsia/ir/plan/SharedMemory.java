package dev.intarsia.ir.plan;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import java.util.List;
import java.util.Optional;

/** Says when a kernel's result may lie where one of its operands lies. */
public final class SharedMemory {

    private SharedMemory() {}

    /** The operand whose words, in their row-major order, are the result: nothing has to be done. */
    public static Optional<String> copied(Kernel kernel) {
        return switch (Classify.classify(kernel)) {
            case Classify.Result.Copy copy
            when kernel.inputs().stream().anyMatch(b -> b.name().equals(copy.operand())) -> Optional.of(copy.operand());
            case Classify.Result.Copy copy -> Optional.empty();
            case Classify.Result.OnDevice device -> Optional.empty();
            case Classify.Result.OnHost host -> Optional.empty();
        };
    }

    /**
     * The operands that the result may overwrite: every word of the result is stored once, from the operand's word at the same place and
     * from no other of its words, and both have words of one size.
     */
    public static List<String> overwritten(Kernel kernel) {
        Buffer result = kernel.outputs().getFirst();
        List<Stmt> body = kernel.body();
        while (body.size() == 1 && body.getFirst() instanceof Stmt.Loop loop) {
            body = loop.body();
        }
        if (body.size() != 1 || !(body.getFirst() instanceof Stmt.Store store)) {
            return List.of();
        }
        return kernel.inputs().stream()
                .filter(b -> b.shape().equals(result.shape())
                        && b.format().bytes() == result.format().bytes())
                .filter(b -> Walk.accesses(kernel.body()).stream()
                        .filter(a -> a.buffer().equals(b))
                        .allMatch(a -> a.at().equals(store.at())
                                && a.expr() instanceof Expr.Load load
                                && load.outside().isEmpty()))
                .map(Buffer::name)
                .toList();
    }
}
