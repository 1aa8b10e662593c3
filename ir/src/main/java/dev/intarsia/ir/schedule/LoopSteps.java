package dev.intarsia.ir.schedule;

import static dev.intarsia.ir.schedule.ApplySchedule.require;

import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.LoopKind;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The steps that rebuild loops: split, reorder, fuse. */
final class LoopSteps {

    private LoopSteps() {}

    static Kernel split(Kernel kernel, Step.Split step) {
        require(step.factor() >= 1, "a block has at least one iteration");
        boolean[] found = new boolean[1];
        List<Stmt> body = new Rewriter() {
            @Override
            protected List<Stmt> stmt(Stmt stmt) {
                if (stmt instanceof Stmt.Loop l && l.variable().equals(step.loop())) {
                    found[0] = true;
                    return List.of(split(l, step.factor()));
                }
                return List.of(stmt);
            }
        }.rewrite(kernel.body());
        require(found[0], "there is no loop " + step.loop());
        return kernel.withBody(body);
    }

    private static Stmt.Loop split(Stmt.Loop loop, int factor) {
        long extent = constantExtent(loop);
        String outer = loop.variable() + ".0";
        String inner = loop.variable() + ".1";
        Index first = Index.of(outer).times(factor);
        Index innerExtent = extent % factor == 0
                ? Index.of(factor)
                : Index.of(factor).min(Index.of(outer).times(-factor).plus(extent));
        List<Stmt> body = Rewriter.substitute(loop.body(), Map.of(loop.variable(), first.plus(Index.of(inner))));
        return new Stmt.Loop(
                outer,
                Index.of((extent + factor - 1) / factor),
                loop.kind(),
                List.of(new Stmt.Loop(inner, innerExtent, loop.kind(), body)));
    }

    static Kernel fuse(Kernel kernel, Step.Fuse step) {
        Walk.statements(
                kernel.body(),
                s -> require(
                        !(s instanceof Stmt.Loop l && l.variable().equals(step.into())),
                        "there is a loop " + step.into() + " already"));
        return replaceNest(kernel, step.loops(), true, (chain, body) -> {
            Index rest = Index.of(step.into());
            long inner = 1;
            Map<String, Index> values = new java.util.HashMap<>();
            for (int i = chain.size() - 1; i >= 0; i--) {
                long extent = constantExtent(chain.get(i));
                Index place = rest.dividedBy(inner);
                values.put(chain.get(i).variable(), i == 0 ? place : place.modulo(extent));
                inner *= extent;
            }
            return new Stmt.Loop(step.into(), Index.of(inner), LoopKind.SERIAL, Rewriter.substitute(body, values));
        });
    }

    static Kernel reorder(Kernel kernel, Step.Reorder step) {
        return replaceNest(kernel, step.loops(), false, (chain, body) -> {
            Dependences.requirePermutable(chain, body);
            List<Stmt.Loop> ordered = step.loops().stream()
                    .map(name -> chain.stream()
                            .filter(l -> l.variable().equals(name))
                            .findFirst()
                            .orElseThrow())
                    .toList();
            Set<String> inside = new HashSet<>(step.loops());
            for (Stmt.Loop loop : ordered) {
                inside.remove(loop.variable());
                Set<String> needed = new HashSet<>(Extent.variables(loop.extent()));
                needed.retainAll(inside);
                require(needed.isEmpty(), "the extent of " + loop.variable() + " depends on " + needed + " inside it");
            }
            return nest(ordered, body);
        });
    }

    private interface NestChange {
        Stmt apply(List<Stmt.Loop> chain, List<Stmt> body);
    }

    /** Replaces the first nest of exactly these loops, each the only statement in the one before it. */
    private static Kernel replaceNest(Kernel kernel, List<String> loops, boolean inOrder, NestChange change) {
        require(!loops.isEmpty() && new HashSet<>(loops).size() == loops.size(), "name each loop once");
        return kernel.withBody(replaceNest(kernel.body(), loops, inOrder, change)
                .orElseThrow(() -> new ScheduleException("the loops " + loops + " are not directly nested")));
    }

    private static Optional<List<Stmt>> replaceNest(
            List<Stmt> statements, List<String> loops, boolean inOrder, NestChange change) {
        for (int i = 0; i < statements.size(); i++) {
            if (!(statements.get(i) instanceof Stmt.Loop loop)) {
                continue;
            }
            Optional<Stmt> replaced;
            List<Stmt.Loop> chain = chain(loop, loops.size());
            List<String> names = chain.stream().map(Stmt.Loop::variable).toList();
            if (inOrder
                    ? names.equals(loops)
                    : names.size() == loops.size() && Set.copyOf(names).equals(Set.copyOf(loops))) {
                replaced = Optional.of(change.apply(chain, chain.getLast().body()));
            } else {
                replaced = replaceNest(loop.body(), loops, inOrder, change).map(loop::withBody);
            }
            if (replaced.isPresent()) {
                List<Stmt> result = new ArrayList<>(statements);
                result.set(i, replaced.get());
                return Optional.of(result);
            }
        }
        return Optional.empty();
    }

    /** At most {@code length} loops from this one inwards, each the only statement in the one before it. */
    static List<Stmt.Loop> chain(Stmt.Loop loop, int length) {
        List<Stmt.Loop> chain = new ArrayList<>(List.of(loop));
        while (chain.size() < length
                && chain.getLast().body().size() == 1
                && chain.getLast().body().getFirst() instanceof Stmt.Loop next) {
            chain.add(next);
        }
        return chain;
    }

    /** The loops around a body, the first one outermost. */
    static Stmt nest(List<Stmt.Loop> loops, List<Stmt> body) {
        List<Stmt> inner = body;
        for (Stmt.Loop loop : loops.reversed()) {
            inner = List.of(loop.withBody(inner));
        }
        return inner.getFirst();
    }

    static long constantExtent(Stmt.Loop loop) {
        if (loop.extent() instanceof Index.Constant c) {
            return c.value();
        }
        throw new ScheduleException("the extent of " + loop.variable() + " is not a constant");
    }

    static boolean writes(Stmt statement, String buffer) {
        return Walk.accesses(List.of(statement)).stream()
                .anyMatch(a -> a.write() && a.buffer().name().equals(buffer));
    }
}
