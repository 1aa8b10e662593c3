package dev.intarsia.ir.schedule;

import static dev.intarsia.ir.schedule.ApplySchedule.require;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.range.RangeAnalysis;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings the last step of a kernel into the form {@code clamp(rescale(acc + b[k], m[k], t[k]) + z)}, which a post-processing unit
 * computes for every kind of layer; or into the word of a table at that place.
 *
 * <ul>
 *   <li>A rescaled or plain value that is no register goes through a new one; a constant addend becomes {@code b}.
 *   <li>A plain value is rescaled with m = 1, t = 0, which is exact.
 *   <li>A quotient by a constant n becomes a product with m = ⌈2^t ÷ n⌉, shifted by t. Proof: for every value that the register's
 *       format holds, both are computed and compared.
 *   <li>The place of a table is clamped to the table, which changes none: every place lies inside, or the rule is refused.
 * </ul>
 *
 * @param channel the loop over channels
 * @param accumulator the format of the target's accumulators
 * @param format the format of every new parameter
 */
public record PostProcess(String channel, IntFormat accumulator, IntFormat format) implements Rule {

    /** Formats with more values than this are not proved. */
    private static final int PROVABLE_BITS = 24;

    private static final MultiplyShift EXACT = new MultiplyShift(32, false, Rounding.HALF_UP);

    @Override
    public String text() {
        return "post-process over " + channel + ", sum in " + accumulator;
    }

    @Override
    public Kernel apply(Kernel kernel) {
        Buffer output = kernel.outputs().getFirst();
        List<Walk.Access> stores = Walk.accesses(kernel.body()).stream()
                .filter(a -> a.write() && a.buffer().equals(output))
                .toList();
        require(stores.size() == 1, output.name() + " is written in one place");
        Walk.Access store = stores.getFirst();
        int channels = Math.toIntExact(LoopSteps.constantExtent(store.loops().stream()
                .filter(l -> l.variable().equals(channel))
                .findFirst()
                .orElseThrow(() -> new ScheduleException("there is no loop " + channel + " around the result"))));
        Optional<Buffer> table = store.expr() instanceof Expr.LookUp(Buffer words, Expr position)
                ? Optional.of(words)
                : Optional.empty();
        Bounded bounded = store.expr() instanceof Expr.LookUp lookUp ? Bounded.of(lookUp) : Bounded.of(store.expr());
        Core core = Core.of(bounded.value, kernel, channels);
        boolean hasRegister =
                core.source instanceof Expr.Load l && l.buffer().memory().equals(Memory.REGISTER);
        require(hasRegister || !readsRegister(core.source), "what is clamped is no sum, quotient or word as it is");
        Interval reach = requireRoom(hasRegister, core, kernel);
        require(
                table.isEmpty()
                        || core.form.equals(EXACT)
                                && Interval.of(bounded.low, bounded.high).encloses(reach),
                "places reach " + reach + ", the table has " + (bounded.high + 1));
        Buffer sum = Buffer.register(
                hasRegister ? ((Expr.Load) core.source).buffer().name() : newRegister(kernel), accumulator);

        List<Parameter> parameters = new ArrayList<>(kernel.parameters());
        parameters.removeIf(p -> core.replaced.contains(p.buffer().name()));
        Parameter b = parameter("post.b", channels, core.offset);
        Parameter m = parameter("post.m", core.multipliers);
        Parameter t = parameter("post.t", core.shifts);
        parameters.addAll(List.of(b, m, t));

        Index k = Index.of(channel);
        Expr biased = Expr.load(sum).plus(Expr.load(b.buffer(), k)).cast(accumulator, Overflow.WRAP);
        Expr result = new Expr.Rescale(core.form, biased, Expr.load(m.buffer(), k), Expr.load(t.buffer(), k))
                .plus(bounded.zero)
                .clamp(bounded.low, bounded.high);
        Expr word = table.isPresent() ? new Expr.LookUp(table.get(), result) : result;
        Stmt last = new Stmt.Store(output, store.at(), word);
        List<Stmt> replacement =
                hasRegister ? List.of(last) : List.of(new Stmt.Store(sum, List.of(), core.source), last);
        List<Buffer> locals = new ArrayList<>(kernel.locals().stream()
                .map(local -> local.name().equals(sum.name()) ? sum : local)
                .toList());
        if (!hasRegister) {
            locals.add(sum);
        }
        return kernel.withParameters(parameters)
                .withLocals(locals)
                .withBody(rewrite(kernel.body(), output, replacement, sum));
    }

    /** The name of the register that a kernel without one gets. */
    public static String newRegister(Kernel kernel) {
        return kernel.unused("acc");
    }

    private static boolean readsRegister(Expr expr) {
        boolean[] found = new boolean[1];
        Walk.expressions(
                expr,
                e -> found[0] |= e instanceof Expr.Load l && l.buffer().memory().equals(Memory.REGISTER));
        return found[0];
    }

    /** What the accumulator takes up fits it, whatever the inputs are, with the bias and without; the sums with the bias. */
    private Interval requireRoom(boolean hasRegister, Core core, Kernel kernel) {
        Interval words;
        if (hasRegister) {
            words = Interval.of(((Expr.Load) core.source).buffer().format());
        } else {
            Buffer wide = Buffer.register("source", IntFormat.I64);
            List<Stmt> probe = new Rewriter() {
                @Override
                protected List<Stmt> stmt(Stmt stmt) {
                    return List.of(stmt instanceof Stmt.Store ? new Stmt.Store(wide, List.of(), core.source) : stmt);
                }
            }.rewrite(kernel.body());
            words = RangeAnalysis.buffers(kernel.withLocals(List.of(wide)).withBody(probe), Map.of())
                    .get("source");
        }
        Interval biased = words.plus(Interval.of(core.offset));
        Interval both = words.join(biased);
        require(both.isInside(accumulator), "what is summed reaches " + both + ", accumulators are " + accumulator);
        return biased;
    }

    /** Replaces the store of the result, and gives the register its new format elsewhere. */
    private static List<Stmt> rewrite(List<Stmt> body, Buffer output, List<Stmt> replacement, Buffer sum) {
        return new Rewriter() {
            @Override
            protected Expr expr(Expr expr) {
                return expr instanceof Expr.Load l && l.buffer().name().equals(sum.name()) ? Expr.load(sum) : expr;
            }

            @Override
            protected List<Stmt> stmt(Stmt stmt) {
                if (!(stmt instanceof Stmt.Store s)) {
                    return List.of(stmt);
                }
                if (s.buffer().equals(output)) {
                    return replacement;
                }
                return List.of(s.buffer().name().equals(sum.name()) ? new Stmt.Store(sum, s.at(), s.value()) : s);
            }
        }.rewrite(body);
    }

    private Parameter parameter(String name, int channels, long word) {
        long[] words = new long[channels];
        Arrays.fill(words, word);
        return parameter(name, words);
    }

    private Parameter parameter(String name, long[] words) {
        for (long word : words) {
            require(format.contains(word), name + " needs " + word + ", no " + format);
        }
        return Parameter.of(name, RawTensor.of(format, Shape.of(words.length), words));
    }

    /** The parts of {@code clamp(value + zero, low, high)}. */
    private record Bounded(Expr value, long zero, long low, long high) {

        /** A place, which has to be a word and an addend, in its table. */
        static Bounded of(Expr.LookUp lookUp) {
            return new Bounded(lookUp.position(), 0, 0, lookUp.table().shape().elements() - 1L);
        }

        static Bounded of(Expr expr) {
            Expr bare = expr instanceof Expr.Cast c ? c.value() : expr;
            if (!(bare instanceof Expr.Binary(Expr.Operator min, Expr above, Expr.Constant(long high))
                    && min == Expr.Operator.MINIMUM
                    && above instanceof Expr.Binary(Expr.Operator max, Expr inner, Expr.Constant(long low))
                    && max == Expr.Operator.MAXIMUM)) {
                throw new ScheduleException("the result is not clamped");
            }
            if (inner instanceof Expr.Binary(Expr.Operator sign, Expr.Rescale r, Expr.Constant(long offset))) {
                return new Bounded(r, sign == Expr.Operator.SUBTRACT ? -offset : offset, low, high);
            }
            return new Bounded(inner, 0, low, high);
        }
    }

    /**
     * What is clamped, as {@code rescale(source + offset, multipliers, shifts)}.
     *
     * @param replaced the names of the parameters that the new ones stand for
     */
    private record Core(
            Expr source, long offset, MultiplyShift form, long[] multipliers, long[] shifts, List<String> replaced) {

        static Core of(Expr value, Kernel kernel, int channels) {
            return switch (value) {
                case Expr.Rescale r
                when r.form() instanceof MultiplyShift form ->
                    withoutOffset(
                            r.value(),
                            form,
                            words(r.multiplier(), kernel, channels),
                            words(r.shift(), kernel, channels),
                            names(r.multiplier(), r.shift()));
                case Expr.Divide(Expr.Load acc, Expr.Constant(long n), Rounding rounding) ->
                    quotient(acc, n, rounding, channels);
                case Expr other -> withoutOffset(other, EXACT, all(channels, 1), all(channels, 0), List.of());
            };
        }

        private static Core withoutOffset(
                Expr source, MultiplyShift form, long[] multipliers, long[] shifts, List<String> replaced) {
            if (source instanceof Expr.Binary(Expr.Operator sign, Expr.Load x, Expr.Constant(long c))
                    && (sign == Expr.Operator.ADD || sign == Expr.Operator.SUBTRACT)) {
                return new Core(x, sign == Expr.Operator.ADD ? c : -c, form, multipliers, shifts, replaced);
            }
            return new Core(source, 0, form, multipliers, shifts, replaced);
        }

        private static Core quotient(Expr.Load acc, long n, Rounding rounding, int channels) {
            IntFormat format = acc.buffer().format();
            require(format.bits() <= PROVABLE_BITS, "a quotient of " + format + " is too wide to prove");
            int shift = 30 + 63 - Long.numberOfLeadingZeros(n);
            long multiplier = ((1L << shift) + n - 1) / n;
            MultiplyShift form = new MultiplyShift(32, false, rounding);
            for (long x = format.min(); x <= format.max(); x++) {
                require(
                        rounding.divide(x, n) == form.rescale(x, multiplier, shift),
                        x + " divided by " + n + " is not " + x + " times " + multiplier + " shifted by " + shift);
            }
            return new Core(acc, 0, form, all(channels, multiplier), all(channels, shift), List.of());
        }

        private static long[] words(Expr expr, Kernel kernel, int channels) {
            return switch (expr) {
                case Expr.Constant(long word) -> all(channels, word);
                case Expr.Load l ->
                    LayoutSteps.parameter(kernel, l.buffer().name()).words().toArray();
                case Expr other ->
                    throw new ScheduleException("a parameter is neither a constant nor a word a channel");
            };
        }

        private static List<String> names(Expr... exprs) {
            return Arrays.stream(exprs)
                    .filter(Expr.Load.class::isInstance)
                    .map(e -> ((Expr.Load) e).buffer().name())
                    .toList();
        }

        private static long[] all(int channels, long word) {
            long[] words = new long[channels];
            Arrays.fill(words, word);
            return words;
        }
    }
}
