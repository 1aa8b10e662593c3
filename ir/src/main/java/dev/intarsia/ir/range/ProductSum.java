package dev.intarsia.ir.range;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A sum of products as it is lowered: {@code acc = bias; for taps: acc += (x[…] − zero) · weights[k, taps]}.
 *
 * @param accumulator the register that holds the sum
 * @param outputs the loops around it, the innermost over the output channels
 * @param taps the loops of the sum
 * @param x where the input is read
 * @param zero what is subtracted from it; what is read outside of it is this, too
 * @param weights one row for each channel, the taps in order
 * @param bias one word for each channel, all 0 where there is none
 */
public record ProductSum(
        Buffer accumulator,
        List<Stmt.Loop> outputs,
        List<Stmt.Loop> taps,
        Expr.Load x,
        long zero,
        RawTensor weights,
        long[] bias) {

    /** The sum of products that a kernel consists of, if it does. */
    public static Optional<ProductSum> of(Kernel kernel) {
        List<Stmt.Loop> outputs = new ArrayList<>();
        List<Stmt> body = descend(kernel.body(), outputs);
        if (outputs.isEmpty()
                || body.size() < 3
                || !(body.get(0) instanceof Stmt.Store start)
                || !(body.get(1) instanceof Stmt.Loop)) {
            return Optional.empty();
        }
        List<Stmt.Loop> taps = new ArrayList<>();
        List<Stmt> innermost = descend(List.of(body.get(1)), taps);
        if (innermost.size() != 1
                || !(innermost.getFirst() instanceof Stmt.Store update)
                || !update.buffer().equals(start.buffer())
                || !start.at().isEmpty()
                || Walk.accesses(body.subList(2, body.size())).stream()
                        .anyMatch(access -> access.write() && access.buffer().equals(start.buffer()))) {
            return Optional.empty();
        }
        return product(update)
                .flatMap(product -> weights(kernel, product, outputs, taps)
                        .flatMap(w -> bias(kernel, start, w.shape().size(0))
                                .map(b ->
                                        new ProductSum(start.buffer(), outputs, taps, product.x, product.zero, w, b))));
    }

    /** Down through loops that contain nothing but one loop. */
    private static List<Stmt> descend(List<Stmt> statements, List<Stmt.Loop> loops) {
        List<Stmt> body = statements;
        while (body.size() == 1 && body.getFirst() instanceof Stmt.Loop loop) {
            loops.add(loop);
            body = loop.body();
        }
        return body;
    }

    private record Product(Expr.Load x, long zero, Expr.Load weight) {}

    private static Optional<Product> product(Stmt.Store update) {
        if (uncast(update.value())
                        instanceof
                        Expr.Binary(
                                Expr.Operator add,
                                Expr.Load own,
                                Expr.Binary(Expr.Operator times, Expr difference, Expr.Load weight))
                && add == Expr.Operator.ADD
                && times == Expr.Operator.MULTIPLY
                && own.buffer().equals(update.buffer())) {
            return switch (difference) {
                case Expr.Load x -> Optional.of(new Product(x, 0, weight));
                case Expr.Binary(Expr.Operator o, Expr.Load x, Expr.Constant(long z))
                when o == Expr.Operator.SUBTRACT -> Optional.of(new Product(x, z, weight));
                case Expr.Binary(Expr.Operator o, Expr.Load x, Expr.Constant(long z))
                when o == Expr.Operator.ADD -> Optional.of(new Product(x, -z, weight));
                case Expr other -> Optional.empty();
            };
        }
        return Optional.empty();
    }

    private static Expr uncast(Expr value) {
        return value instanceof Expr.Cast cast ? cast.value() : value;
    }

    private static Optional<RawTensor> weights(
            Kernel kernel, Product product, List<Stmt.Loop> outputs, List<Stmt.Loop> taps) {
        List<Index> expected = new ArrayList<>();
        expected.add(Index.of(outputs.getLast().variable()));
        taps.forEach(tap -> expected.add(Index.of(tap.variable())));
        boolean readsInput = kernel.inputs().contains(product.x.buffer());
        boolean zeroOutside = product.x.outside().orElse(product.zero) == product.zero;
        return product.weight.at().equals(expected) && readsInput && zeroOutside
                ? words(kernel, product.weight.buffer())
                : Optional.empty();
    }

    private static Optional<long[]> bias(Kernel kernel, Stmt.Store start, int channels) {
        return switch (uncast(start.value())) {
            case Expr.Constant(long all) -> {
                long[] bias = new long[channels];
                Arrays.fill(bias, all);
                yield Optional.of(bias);
            }
            case Expr.Load load -> words(kernel, load.buffer()).map(RawTensor::toArray);
            case Expr other -> Optional.empty();
        };
    }

    private static Optional<RawTensor> words(Kernel kernel, Buffer buffer) {
        return kernel.parameters().stream()
                .filter(p -> p.buffer().equals(buffer))
                .map(Parameter::words)
                .findFirst();
    }

    /** How many output channels there are. */
    public int channels() {
        return weights.shape().size(0);
    }

    /** How many products one sum has. */
    public int products() {
        return weights.shape().elements() / channels();
    }
}
