package dev.intarsia.ir.schedule;

import static dev.intarsia.ir.schedule.ApplySchedule.require;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.CompiledIndex;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code b[k] + Σ (x − z)·w = (b[k] − z·Σ w) + Σ x·w}: the bias takes up the zero point and is added after the sum, which then starts
 * at 0.
 *
 * <p>Proof: both sides are affine in every x with the same factors w, padded places are z on both sides, and the constants are
 * computed from the words at hand. The accumulator gets the format of the target and wraps there: the sum is the same modulo
 * 2^bits, and the true sum was proved to fit, or wraps at the same width.
 *
 * @param register the accumulator
 * @param channel the loop over output channels
 * @param into the name of the new bias, one word a channel
 * @param accumulator the format of the target's accumulators
 * @param format the format of the new bias
 */
public record FoldZeroPoint(String register, String channel, String into, IntFormat accumulator, IntFormat format)
        implements Rule {

    @Override
    public String text() {
        return "fold zero point of " + register + " into " + into + ", sum in " + accumulator;
    }

    @Override
    public Kernel apply(Kernel kernel) {
        Buffer old = kernel.locals().stream()
                .filter(b -> b.name().equals(register) && b.memory().equals(Memory.REGISTER))
                .findFirst()
                .orElseThrow(() -> new ScheduleException("there is no register " + register));
        List<Walk.Access> stores = Walk.accesses(kernel.body()).stream()
                .filter(a -> a.write() && a.buffer().equals(old))
                .toList();
        require(stores.size() == 2, register + " is set once and added to once");
        Walk.Access start = stores.getFirst();
        Product product = Product.of(stores.getLast(), old);
        boolean wraps = stores.getLast().expr() instanceof Expr.Cast c && c.overflow() == Overflow.WRAP;
        require(
                wraps ? old.format().equals(accumulator) : accumulator.contains(old.format()),
                "sums are " + old.format() + ", accumulators " + accumulator);

        Buffer sum = Buffer.register(register, accumulator);
        Parameter bias = bias(kernel, start, stores.getLast(), product);
        Expr biased =
                Expr.load(sum).plus(Expr.load(bias.buffer(), Index.of(channel))).cast(accumulator, Overflow.WRAP);
        List<Stmt> body = rewrite(kernel, old, sum, product, biased);
        List<Parameter> parameters = new ArrayList<>(kernel.parameters());
        biasLoad(start).ifPresent(b -> parameters.removeIf(p -> p.buffer().equals(b.buffer())));
        parameters.add(bias);
        List<Buffer> locals =
                kernel.locals().stream().map(b -> b.equals(old) ? sum : b).toList();
        return kernel.withParameters(parameters).withLocals(locals).withBody(body);
    }

    private static List<Stmt> rewrite(Kernel kernel, Buffer old, Buffer sum, Product product, Expr biased) {
        return new Rewriter() {
            @Override
            protected Expr expr(Expr expr) {
                return expr instanceof Expr.Load l && l.buffer().equals(old) ? biased : expr;
            }

            @Override
            protected List<Stmt> stmt(Stmt stmt) {
                if (!(stmt instanceof Stmt.Store s) || !s.buffer().equals(old)) {
                    return List.of(stmt);
                }
                boolean adds = Walk.accesses(List.of(stmt)).stream()
                        .anyMatch(a -> a.buffer().equals(product.activation.buffer()));
                Expr value = adds
                        ? Expr.load(sum)
                                .plus(product.activation.times(product.weight))
                                .cast(sum.format(), Overflow.WRAP)
                        : Expr.of(0);
                return List.of(new Stmt.Store(sum, List.of(), value));
            }
        }.rewrite(kernel.body());
    }

    private static java.util.Optional<Expr.Load> biasLoad(Walk.Access start) {
        Expr value = withoutCast(start.expr());
        return value instanceof Expr.Load l ? java.util.Optional.of(l) : java.util.Optional.empty();
    }

    /** {@code b[k] − z·Σ w} for every channel, summed over the loops inside of the channel's. */
    private Parameter bias(Kernel kernel, Walk.Access start, Walk.Access add, Product product) {
        Expr initial = withoutCast(start.expr());
        require(
                initial instanceof Expr.Constant(long zero) && zero == 0
                        || biasLoad(start).isPresent(),
                register + " starts at 0 or at a bias");
        RawTensor weights =
                LayoutSteps.parameter(kernel, product.weight.buffer().name()).words();
        int[] strides = weights.shape().strides();
        List<Stmt.Loop> inner =
                add.loops().subList(start.loops().size(), add.loops().size());
        Stmt.Loop channels = add.loops().stream()
                .filter(l -> l.variable().equals(channel))
                .findFirst()
                .orElseThrow(() -> new ScheduleException("there is no loop " + channel + " around the sum"));
        List<String> names =
                new ArrayList<>(inner.stream().map(Stmt.Loop::variable).toList());
        names.add(channel);
        List<CompiledIndex> places = product.weight.at().stream()
                .map(index -> CompiledIndex.of(index, names))
                .toList();
        long[] variables = new long[names.size()];
        long[] words = new long[Math.toIntExact(LoopSteps.constantExtent(channels))];
        for (int k = 0; k < words.length; k++) {
            variables[variables.length - 1] = k;
            long total = sum(inner, 0, variables, weights, strides, places);
            long b = 0;
            if (biasLoad(start).isPresent()) {
                Expr.Load load = biasLoad(start).get();
                require(load.at().equals(List.of(Index.of(channel))), "the bias is one word a channel");
                b = LayoutSteps.parameter(kernel, load.buffer().name()).words().at(k);
            }
            words[k] = Math.subtractExact(b, Math.multiplyExact(product.zeroPoint, total));
            require(format.contains(words[k]), "the bias of channel " + k + " becomes " + words[k] + ", no " + format);
        }
        return Parameter.of(into, RawTensor.owning(format, Shape.of(words.length), words));
    }

    private static long sum(
            List<Stmt.Loop> loops,
            int depth,
            long[] variables,
            RawTensor weights,
            int[] strides,
            List<CompiledIndex> places) {
        if (depth == loops.size()) {
            int place = 0;
            for (int axis = 0; axis < strides.length; axis++) {
                place += (int) (places.get(axis).at(variables) * strides[axis]);
            }
            return weights.at(place);
        }
        long extent = LoopSteps.constantExtent(loops.get(depth));
        long total = 0;
        for (long i = 0; i < extent; i++) {
            variables[depth] = i;
            total += sum(loops, depth + 1, variables, weights, strides, places);
        }
        return total;
    }

    private static Expr withoutCast(Expr expr) {
        return expr instanceof Expr.Cast c ? c.value() : expr;
    }

    /** The parts of {@code acc + (x − z)·w}. */
    private record Product(Expr.Load activation, long zeroPoint, Expr.Load weight) {

        static Product of(Walk.Access add, Buffer register) {
            Expr.Load own = new Expr.Load(register, List.of(), OptionalLong.empty());
            if (withoutCast(add.expr()) instanceof Expr.Binary(var plus, Expr left, Expr right)
                    && plus == Expr.Operator.ADD
                    && left.equals(own)
                    && right instanceof Expr.Binary(var times, Expr x, Expr.Load w)
                    && times == Expr.Operator.MULTIPLY) {
                return switch (x) {
                    case Expr.Load l -> of(l, 0, w);
                    case Expr.Binary(var minus, Expr.Load l, Expr.Constant(long z))
                    when minus == Expr.Operator.SUBTRACT -> of(l, z, w);
                    case Expr.Binary(var add2, Expr.Load l, Expr.Constant(long z))
                    when add2 == Expr.Operator.ADD -> of(l, -z, w);
                    case Expr other -> throw new ScheduleException("the sum is not of the form (x - z)*w");
                };
            }
            throw new ScheduleException("the sum is not of the form acc + (x - z)*w");
        }

        private static Product of(Expr.Load activation, long zeroPoint, Expr.Load weight) {
            require(
                    activation.outside().isEmpty() || activation.outside().getAsLong() == zeroPoint,
                    "padded places do not have the word of real zero");
            require(
                    weight.at().stream()
                            .flatMap(i -> Extent.variables(i).stream())
                            .findAny()
                            .isPresent(),
                    "the weight is one word for everything");
            return new Product(activation, zeroPoint, weight);
        }
    }
}
