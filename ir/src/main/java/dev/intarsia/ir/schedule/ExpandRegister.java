package dev.intarsia.ir.schedule;

import static dev.intarsia.ir.schedule.ApplySchedule.require;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** A register becomes a buffer with a place for each iteration, and every statement gets loops of its own. */
final class ExpandRegister {

    private ExpandRegister() {}

    static ScheduledKernel apply(ScheduledKernel scheduled, Step.Expand step) {
        Kernel kernel = scheduled.kernel();
        Buffer register = kernel.locals().stream()
                .filter(b -> b.name().equals(step.register()) && b.memory().equals(Memory.REGISTER))
                .findFirst()
                .orElseThrow(() -> new ScheduleException("there is no register " + step.register()));
        Regions.Found found = Regions.find(kernel.body(), step.loop(), register.name())
                .orElseThrow(() -> new ScheduleException("no loop " + step.loop() + " uses " + step.register()));
        List<Stmt.Loop> chain = new ArrayList<>(List.of(found.loop()));
        while (chain.getLast().body().size() == 1 && chain.getLast().body().getFirst() instanceof Stmt.Loop next) {
            chain.add(next);
        }
        List<Stmt> body = chain.getLast().body();
        requireSeparable(body, register);
        require(
                uses(body, register) == uses(kernel.body(), register),
                register.name() + " is used outside of the loop " + step.loop());

        int[] sizes = new int[chain.size()];
        List<Index> place = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.toIntExact(found.greatest(chain.get(i)) + 1);
            place.add(Index.of(chain.get(i).variable()));
        }
        Buffer expanded = new Buffer(register.name(), register.format(), Shape.of(sizes), step.memory());
        List<Stmt> pieces = new ArrayList<>();
        for (Stmt statement : body) {
            pieces.add(LoopSteps.nest(chain, replace(List.of(statement), register, expanded, place)));
        }
        List<Buffer> locals = kernel.locals().stream()
                .map(b -> b.equals(register) ? expanded : b)
                .toList();
        Kernel changed = kernel.withLocals(locals).withBody(Regions.replace(kernel.body(), found.loop(), pieces));
        return scheduled.withKernel(changed).with(new ScheduledKernel.Staged(expanded, expanded.name(), 1, List.of()));
    }

    /** The statements may depend on one another through the register only. */
    private static void requireSeparable(List<Stmt> body, Buffer register) {
        Set<String> written = new HashSet<>();
        Set<String> read = new HashSet<>();
        for (Walk.Access access : Walk.accesses(body)) {
            if (!access.buffer().equals(register)) {
                (access.write() ? written : read).add(access.buffer().name());
            }
        }
        long stores = Walk.accesses(body).stream()
                .filter(a -> a.write() && !a.buffer().equals(register))
                .count();
        require(stores == written.size(), "a buffer is written in two places");
        written.retainAll(read);
        require(written.isEmpty(), "statements depend on one another through " + written);
        boolean[] moves = new boolean[1];
        Walk.statements(body, s -> moves[0] |= s instanceof Stmt.Transfer);
        require(!moves[0], "the loop moves words between memories");
        Walk.Access first = Walk.accesses(body).stream()
                .filter(a -> a.buffer().equals(register))
                .findFirst()
                .orElseThrow();
        require(first.write() && first.loops().isEmpty(), register.name() + " is read before it is set");
    }

    private static long uses(List<Stmt> statements, Buffer register) {
        return Walk.accesses(statements).stream()
                .filter(a -> a.buffer().equals(register))
                .count();
    }

    private static List<Stmt> replace(List<Stmt> statements, Buffer register, Buffer expanded, List<Index> place) {
        return new Rewriter() {
            @Override
            protected Expr expr(Expr expr) {
                return expr instanceof Expr.Load l && l.buffer().equals(register)
                        ? new Expr.Load(expanded, place, OptionalLong.empty())
                        : expr;
            }

            @Override
            protected List<Stmt> stmt(Stmt stmt) {
                return List.of(
                        stmt instanceof Stmt.Store s && s.buffer().equals(register)
                                ? new Stmt.Store(expanded, place, s.value())
                                : stmt);
            }
        }.rewrite(statements);
    }
}
