package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.Command;
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
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says which unit of an accelerator can compute a kernel, by the form of its loops. */
final class Classify {

    /** Alternatives: work for the accelerator, a copy that needs no work, or a reason why the host does it. */
    sealed interface Result {
        record OnDevice(Work work) implements Result {}

        record Copy(String operand) implements Result {}

        record OnHost(String reason) implements Result {}
    }

    private Classify() {}

    /** With what a target lacks for it. */
    static Result classify(Kernel kernel, Accelerator target) {
        Result result = classify(kernel);
        if (result instanceof Result.OnDevice(Work work) && work.table().isPresent()) {
            int entries = work.table().get().shape().elements();
            if (entries > target.tableEntries()) {
                return new Result.OnHost(
                        "its table has " + entries + " words, those of " + target.name() + " " + target.tableEntries());
            }
        }
        return result;
    }

    static Result classify(Kernel kernel) {
        List<Stmt.Loop> outer = new ArrayList<>();
        List<Stmt> body = kernel.body();
        while (body.size() == 1 && body.getFirst() instanceof Stmt.Loop loop) {
            outer.add(loop);
            body = loop.body();
        }
        if (body.size() == 1 && body.getFirst() instanceof Stmt.Store store && !outer.isEmpty()) {
            return single(store, outer);
        }
        if (body.size() == 3
                && body.get(0) instanceof Stmt.Store start
                && start.buffer().memory().equals(Memory.REGISTER)
                && body.get(1) instanceof Stmt.Loop taps
                && body.get(2) instanceof Stmt.Store result
                && !outer.isEmpty()) {
            return reduction(outer, start.buffer(), taps, result);
        }
        return new Result.OnHost("it is not one nest of loops around a sum");
    }

    private static Result single(Stmt.Store store, List<Stmt.Loop> outer) {
        Expr value = bare(store.value());
        if (value instanceof Expr.Load load && load.outside().isEmpty()) {
            return copies(store, load, outer)
                    ? new Result.Copy(load.buffer().name())
                    : new Result.OnHost("it moves words to other places");
        }
        if (value instanceof Expr.LookUp lookUp && place(lookUp.position()).isPresent()) {
            return lookUp(store, lookUp, place(lookUp.position()).get(), outer);
        }
        List<Expr.Load> loads = loads(store.value());
        boolean ownPlace = loads.stream()
                .allMatch(l -> l.at().equals(store.at()) && l.outside().isEmpty());
        if (!ownPlace || loads.isEmpty() || loads.size() > 2 || !isClamp(value)) {
            return new Result.OnHost("it is neither a sum nor one word from the words at its place");
        }
        if (loads.size() == 2 && !isSumOfRescaled(value)) {
            return new Result.OnHost("of two words, the units have only the sum of both rescaled");
        }
        if (chooses(value)) {
            return new Result.OnHost("it chooses or looks up, which the units do not");
        }
        return device(
                Work.Kind.ELEMENTWISE, outer, List.of(), Optional.empty(), loads, Optional.empty(), Optional.empty());
    }

    /** The word that a place in a table is made of with an addend, if that is all. */
    private static Optional<Expr.Load> place(Expr position) {
        Expr word = position instanceof Expr.Binary(Expr.Operator sign, Expr left, Expr.Constant addend)
                        && (sign == Expr.Operator.ADD || sign == Expr.Operator.SUBTRACT)
                ? left
                : position;
        return word instanceof Expr.Load load && load.outside().isEmpty() ? Optional.of(load) : Optional.empty();
    }

    private static Result lookUp(Stmt.Store store, Expr.LookUp lookUp, Expr.Load word, List<Stmt.Loop> outer) {
        if (!word.at().equals(store.at())) {
            return new Result.OnHost("it looks up words of other places");
        }
        if (store.buffer().format().bytes() != 1
                || lookUp.table().format().bytes() != 1
                || lookUp.table().shape().elements() > Command.Post.LAST_PLACE + 1) {
            return new Result.OnHost("its table has more than " + (Command.Post.LAST_PLACE + 1) + " bytes");
        }
        return device(
                Work.Kind.ELEMENTWISE,
                outer,
                List.of(),
                Optional.empty(),
                List.of(word),
                Optional.empty(),
                Optional.of(lookUp.table()));
    }

    /** Whether the words keep their row-major order. */
    private static boolean copies(Stmt.Store store, Expr.Load load, List<Stmt.Loop> loops) {
        if (load.buffer().shape().elements() != store.buffer().shape().elements()) {
            return false;
        }
        int elements = store.buffer().shape().elements();
        Map<String, Long> variables = new HashMap<>();
        for (int position = 0; position < elements; position++) {
            int rest = position;
            for (Stmt.Loop loop : loops.reversed()) {
                variables.put(loop.variable(), (long) (rest % Work.extent(loop)));
                rest /= Work.extent(loop);
            }
            if (place(store.buffer(), store.at(), variables) != place(load.buffer(), load.at(), variables)) {
                return false;
            }
        }
        return true;
    }

    private static long place(Buffer buffer, List<Index> at, Map<String, Long> variables) {
        int[] strides = buffer.shape().strides();
        long place = 0;
        for (int axis = 0; axis < at.size(); axis++) {
            place += Rewriter.evaluate(at.get(axis), variables) * strides[axis];
        }
        return place;
    }

    /** Whether a sum is multiplied by a parameter of its channel. */
    private static boolean rescalesByParameters(Expr value) {
        boolean[] found = {false};
        Walk.expressions(value, e -> found[0] |= e instanceof Expr.Rescale r && r.multiplier() instanceof Expr.Load);
        return found[0];
    }

    private static Result reduction(List<Stmt.Loop> outer, Buffer register, Stmt.Loop first, Stmt.Store result) {
        List<Stmt.Loop> taps = new ArrayList<>(List.of(first));
        while (taps.getLast().body().size() == 1 && taps.getLast().body().getFirst() instanceof Stmt.Loop next) {
            taps.add(next);
        }
        if (!(taps.getLast().body().size() == 1
                && taps.getLast().body().getFirst() instanceof Stmt.Store sum
                && sum.buffer().equals(register)
                && bare(sum.value()) instanceof Expr.Binary(Expr.Operator operator, Expr.Load own, Expr right)
                && own.buffer().equals(register))) {
            return new Result.OnHost("its sum is kept in a way that the units do not have");
        }
        if (!dividesByConstant(result.value())) {
            return new Result.OnHost("its windows have different numbers of taps");
        }
        Optional<Buffer> accumulator = Optional.of(register);
        String lane = outer.getLast().variable();
        if (operator == Expr.Operator.ADD
                && bare(right) instanceof Expr.Binary(var times, Expr x, Expr.Load weight)
                && times == Expr.Operator.MULTIPLY) {
            List<Expr.Load> activations = loads(x);
            if (activations.size() != 1) {
                return new Result.OnHost("its products have more than one activation");
            }
            if (!rescalesByParameters(result.value())) {
                return new Result.OnHost("it makes words of its sums in a way that the units do not have");
            }
            Index channel = activations.getFirst().at().getLast();
            boolean shared = activations.getFirst().at().stream()
                    .noneMatch(i -> Extent.variables(i).contains(lane));
            if (shared) {
                return device(
                        Work.Kind.MATRIX, outer, taps, accumulator, activations, Optional.of(weight), Optional.empty());
            }
            return isOwnChannel(channel, lane, taps)
                    ? device(
                            Work.Kind.DEPTHWISE,
                            outer,
                            taps,
                            accumulator,
                            activations,
                            Optional.of(weight),
                            Optional.empty())
                    : new Result.OnHost("each group of outputs has activations of its own");
        }
        boolean pools = operator == Expr.Operator.ADD || operator == Expr.Operator.MAXIMUM;
        if (pools
                && right instanceof Expr.Load activation
                && isOwnChannel(activation.at().getLast(), lane, taps)) {
            return device(
                    Work.Kind.POOLING,
                    outer,
                    taps,
                    accumulator,
                    List.of(activation),
                    Optional.empty(),
                    Optional.empty());
        }
        return new Result.OnHost("it sums what the units do not sum");
    }

    /** Whether the channel is the lane itself, whatever taps of one iteration are added. */
    private static boolean isOwnChannel(Index channel, String lane, List<Stmt.Loop> taps) {
        Affine affine = Affine.of(channel);
        return affine.constant() == 0
                && affine.terms().entrySet().stream()
                        .allMatch(t -> t.getKey().equals(Index.of(lane)) && t.getValue() == 1
                                || taps.stream()
                                        .anyMatch(l -> Work.extent(l) == 1
                                                && t.getKey().equals(Index.of(l.variable()))))
                && affine.terms().containsKey(Index.of(lane));
    }

    private static Result device(
            Work.Kind kind,
            List<Stmt.Loop> outer,
            List<Stmt.Loop> taps,
            Optional<Buffer> accumulator,
            List<Expr.Load> activations,
            Optional<Expr.Load> weights,
            Optional<Buffer> table) {
        if (outer.size() > 3) {
            return new Result.OnHost("it has more than two axes of pixels");
        }
        if (activations.stream()
                        .map(l -> List.of(
                                l.buffer().format().signed(),
                                l.buffer().format().bytes()))
                        .distinct()
                        .count()
                > 1) {
            return new Result.OnHost("its operands differ in sign or in bytes");
        }
        boolean straight = activations.stream()
                .flatMap(l -> l.at().stream())
                .flatMap(index -> Affine.of(index).terms().keySet().stream())
                .allMatch(Index.Variable.class::isInstance);
        if (!straight) {
            return new Result.OnHost("its places do not lie at constant distances");
        }
        if (activations.stream().anyMatch(l -> !l.buffer().memory().equals(Memory.MAIN))) {
            return new Result.OnHost("it reads a register");
        }
        return new Result.OnDevice(new Work(
                kind,
                outer.subList(0, outer.size() - 1),
                outer.getLast(),
                taps,
                accumulator,
                activations,
                weights,
                table));
    }

    private static boolean dividesByConstant(Expr value) {
        boolean[] constant = {true};
        Walk.expressions(
                value, e -> constant[0] &= !(e instanceof Expr.Divide d) || d.divisor() instanceof Expr.Constant);
        return constant[0];
    }

    private static boolean isSumOfRescaled(Expr value) {
        boolean[] found = new boolean[1];
        Walk.expressions(
                value,
                e -> found[0] |= e instanceof Expr.Binary(Expr.Operator operator, Expr left, Expr right)
                        && operator == Expr.Operator.ADD
                        && bare(left) instanceof Expr.Rescale
                        && bare(right) instanceof Expr.Rescale);
        return found[0];
    }

    private static boolean chooses(Expr value) {
        boolean[] found = new boolean[1];
        Walk.expressions(value, e -> found[0] |= e instanceof Expr.Select || e instanceof Expr.LookUp);
        return found[0];
    }

    private static boolean isClamp(Expr value) {
        return value instanceof Expr.Binary(Expr.Operator min, Expr above, Expr.Constant high)
                && min == Expr.Operator.MINIMUM
                && above instanceof Expr.Binary(Expr.Operator max, Expr inner, Expr.Constant low)
                && max == Expr.Operator.MAXIMUM;
    }

    private static List<Expr.Load> loads(Expr expr) {
        List<Expr.Load> loads = new ArrayList<>();
        Walk.expressions(expr, e -> {
            if (e instanceof Expr.Load l) {
                loads.add(l);
            }
        });
        return loads;
    }

    private static Expr bare(Expr expr) {
        return expr instanceof Expr.Cast c ? bare(c.value()) : expr;
    }
}
