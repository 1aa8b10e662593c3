package dev.intarsia.ir.schedule;

import static dev.intarsia.ir.schedule.ApplySchedule.require;

import dev.intarsia.ir.kernel.Affine;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a piece of a kernel reads or writes of a buffer is kept in another memory.
 *
 * <p>The box that is transferred is the smallest one that holds every place that the piece can use: each index is affine, so along
 * each axis the box begins where the loops around the piece put it, and reaches as far as the loops inside go.
 */
final class StageBuffer {

    private StageBuffer() {}

    static ScheduledKernel apply(ScheduledKernel scheduled, Step.Stage step) {
        require(step.copies() >= 1, "there is at least one copy");
        Kernel kernel = scheduled.kernel();
        Buffer source = kernel.buffers().stream()
                .filter(b -> b.name().equals(step.buffer()))
                .findFirst()
                .orElseThrow(() -> new ScheduleException("there is no buffer " + step.buffer()));
        require(source.memory().equals(Memory.MAIN), step.buffer() + " does not lie in main memory");
        List<Stmt> piece;
        Map<String, Long> greatest;
        Regions.Found found = null;
        if (step.loop().isEmpty()) {
            piece = kernel.body();
            greatest = Map.of();
        } else {
            found = Regions.find(kernel.body(), step.loop().get(), step.buffer())
                    .orElseThrow(
                            () -> new ScheduleException("no loop " + step.loop().get() + " uses " + step.buffer()));
            piece = found.loop().body();
            greatest = found.greatest();
        }
        List<Walk.Access> uses = Walk.accesses(piece).stream()
                .filter(a -> a.buffer().equals(source))
                .toList();
        require(!uses.isEmpty(), step.buffer() + " is not used there");
        boolean writes = uses.getFirst().write();
        require(uses.stream().allMatch(a -> a.write() == writes), step.buffer() + " is both read and written there");

        boolean[] moved = new boolean[1];
        Walk.statements(
                piece,
                s -> moved[0] |= s instanceof Stmt.Transfer t && (t.from().equals(source) || t.to().equals(source)));
        require(!moved[0], step.buffer() + " is staged inside of it already");

        boolean known = kernel.parameters().stream().anyMatch(p -> p.buffer().equals(source));
        if (writes) {
            requireWhole(uses, greatest);
        }
        Box box = !writes && uses.stream().anyMatch(a -> a.expr() instanceof Expr.LookUp)
                ? Box.all(source.shape())
                : Box.of(uses, greatest);
        if (known) {
            box = box.whole(source.shape());
        }
        Buffer copy =
                new Buffer(source.name() + "." + step.memory().name(), source.format(), box.shape(), step.memory());
        require(
                kernel.buffers().stream().noneMatch(b -> b.name().equals(copy.name())),
                step.buffer() + " is staged there already");
        OptionalLong outside = outside(uses);
        List<Index> zeros = Collections.nCopies(box.origin().size(), Index.of(0));
        List<Index> sizes = box.shape().sizes().stream().map(Index::of).toList();
        Stmt transfer = writes
                ? new Stmt.Transfer(copy, zeros, source, box.origin(), sizes, 0)
                : new Stmt.Transfer(source, box.origin(), copy, zeros, sizes, outside.orElse(0));
        List<Stmt> changed = new ArrayList<>(redirect(piece, source, copy, box.origin()));
        changed.add(writes ? changed.size() : 0, transfer);

        List<Buffer> locals = new ArrayList<>(kernel.locals());
        locals.add(copy);
        List<Stmt> body = found == null
                ? changed
                : Regions.replace(
                        kernel.body(), found.loop(), List.of(found.loop().withBody(changed)));
        return scheduled
                .withKernel(kernel.withLocals(locals).withBody(body))
                .with(new ScheduledKernel.Staged(copy, source.name(), step.copies(), List.of()));
    }

    /**
     * What is written back is the whole box, so every place of it has to be written: each axis by loops of its own, whose steps leave no
     * gap.
     */
    private static void requireWhole(List<Walk.Access> uses, Map<String, Long> around) {
        Walk.Access use = uses.getFirst();
        require(uses.stream().allMatch(u -> u.at().equals(use.at())), "it is written in different places");
        Map<String, Long> greatest = new HashMap<>(around);
        for (Stmt.Loop loop : use.loops()) {
            greatest.put(loop.variable(), Extent.atMost(loop.extent(), greatest) - 1);
        }
        Set<String> taken = new HashSet<>();
        for (Index index : use.at()) {
            Affine inside = Affine.of(index).only(atom -> !around.keySet().containsAll(Extent.variables(atom)));
            long covered = 1;
            for (Map.Entry<Index, Long> term : inside.terms().entrySet().stream()
                    .sorted(Map.Entry.comparingByValue())
                    .toList()) {
                long steps = term.getKey() instanceof Index.Variable v && taken.add(v.name()) && term.getValue() > 0
                        ? greatest.get(v.name())
                        : -1;
                require(steps >= 0, "not every place of its box is certainly written");
                require(steps == 0 || term.getValue() <= covered, "places of its box are left out");
                covered += term.getValue() * steps;
            }
        }
    }

    private static OptionalLong outside(List<Walk.Access> uses) {
        List<OptionalLong> words = uses.stream()
                .filter(a -> a.expr() instanceof Expr.Load && !a.write())
                .map(a -> ((Expr.Load) a.expr()).outside())
                .distinct()
                .toList();
        require(words.size() <= 1, "places outside have different words");
        return words.isEmpty() ? OptionalLong.empty() : words.getFirst();
    }

    private static List<Stmt> redirect(List<Stmt> piece, Buffer source, Buffer copy, List<Index> origin) {
        return new Rewriter() {
            @Override
            protected Expr expr(Expr expr) {
                if (expr instanceof Expr.LookUp(Buffer table, Expr position) && table.equals(source)) {
                    return new Expr.LookUp(copy, position);
                }
                return expr instanceof Expr.Load l && l.buffer().equals(source)
                        ? new Expr.Load(copy, relative(l.at(), origin), OptionalLong.empty())
                        : expr;
            }

            @Override
            protected List<Stmt> stmt(Stmt stmt) {
                return List.of(
                        stmt instanceof Stmt.Store s && s.buffer().equals(source)
                                ? new Stmt.Store(copy, relative(s.at(), origin), s.value())
                                : stmt);
            }
        }.rewrite(piece);
    }

    private static List<Index> relative(List<Index> at, List<Index> origin) {
        List<Index> relative = new ArrayList<>();
        for (int axis = 0; axis < at.size(); axis++) {
            relative.add(
                    Affine.of(at.get(axis).plus(origin.get(axis).times(-1))).toIndex());
        }
        return relative;
    }

    /**
     * The places that a piece can use.
     *
     * @param origin the first of them
     * @param shape how far they reach at most; a shorter last block uses fewer
     */
    private record Box(List<Index> origin, Shape shape) {

        /** Every place: which one a look-up takes is not known. */
        static Box all(Shape source) {
            return new Box(Collections.nCopies(source.rank(), Index.of(0)), source);
        }

        static Box of(List<Walk.Access> uses, Map<String, Long> around) {
            List<Index> origin = new ArrayList<>();
            int rank = uses.getFirst().at().size();
            int[] shape = new int[rank];
            for (int axis = 0; axis < rank; axis++) {
                Affine base = null;
                long low = Long.MAX_VALUE;
                long high = Long.MIN_VALUE;
                for (Walk.Access use : uses) {
                    Reach reach = Reach.of(use.at().get(axis), use.loops(), around);
                    require(base == null || base.equals(reach.base), "its places lie apart");
                    base = reach.base;
                    low = Math.min(low, reach.low);
                    high = Math.max(high, reach.high);
                }
                origin.add(base.toIndex().plus(low));
                shape[axis] = Math.toIntExact(high - low + 1);
            }
            return new Box(origin, Shape.of(shape));
        }

        /** The box with every axis whole that it begins: padding of a parameter's layout belongs to what is copied. */
        Box whole(Shape source) {
            int[] sizes = new int[shape.rank()];
            for (int axis = 0; axis < sizes.length; axis++) {
                boolean begins = origin.get(axis).equals(Index.of(0));
                sizes[axis] = begins ? source.size(axis) : shape.size(axis);
            }
            return new Box(origin, Shape.of(sizes));
        }
    }

    /**
     * The values of one index over the loops inside of a piece.
     *
     * @param base the part that the loops around decide
     * @param low the least of the rest
     * @param high the greatest of the rest
     */
    private record Reach(Affine base, long low, long high) {

        static Reach of(Index index, List<Stmt.Loop> inside, Map<String, Long> around) {
            Map<String, Long> greatest = new HashMap<>(around);
            for (Stmt.Loop loop : inside) {
                greatest.put(loop.variable(), Extent.atMost(loop.extent(), greatest) - 1);
            }
            Affine affine = Affine.of(index);
            Affine base = affine.only(atom -> around.keySet().containsAll(Extent.variables(atom)));
            Affine rest = affine.only(atom -> !around.keySet().containsAll(Extent.variables(atom)));
            Index inner = rest.toIndex().plus(affine.constant());
            Set<String> variables = new HashSet<>(Extent.variables(inner));
            List<Stmt.Loop> own = new ArrayList<>();
            for (Stmt.Loop loop : inside.reversed()) {
                if (variables.contains(loop.variable())) {
                    own.addFirst(loop);
                    variables.addAll(Extent.variables(loop.extent()));
                }
            }
            boolean ragged = own.stream().anyMatch(l -> !(l.extent() instanceof Index.Constant));
            if (ragged && own.stream().map(Stmt.Loop::variable).toList().containsAll(variables)) {
                long[] bounds = {Long.MAX_VALUE, Long.MIN_VALUE};
                visit(inner, own, new HashMap<>(), bounds);
                return new Reach(base, bounds[0], bounds[1]);
            }
            return new Reach(base, Extent.atLeast(inner, greatest), Extent.atMost(inner, greatest));
        }

        /** Where the last block of a split loop is shorter, only the values themselves say how far an index reaches. */
        private static void visit(Index index, List<Stmt.Loop> loops, Map<String, Long> values, long[] bounds) {
            if (loops.isEmpty()) {
                long value = Rewriter.evaluate(index, values);
                bounds[0] = Math.min(bounds[0], value);
                bounds[1] = Math.max(bounds[1], value);
                return;
            }
            long extent = Rewriter.evaluate(loops.getFirst().extent(), values);
            for (long i = 0; i < extent; i++) {
                values.put(loops.getFirst().variable(), i);
                visit(index, loops.subList(1, loops.size()), values, bounds);
            }
        }
    }
}
