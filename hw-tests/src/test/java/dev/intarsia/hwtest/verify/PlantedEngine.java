package dev.intarsia.hwtest.verify;

import dev.intarsia.hwtest.engine.EngineKind;
import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * An engine with a fault: the oracle on a changed program, or with changed words.
 *
 * @param fault what is wrong, for people
 * @param program changes the program
 * @param words changes what is shown; what comes after it is computed from what was not changed
 */
record PlantedEngine(String fault, UnaryOperator<Program> program, Shown words) implements EngineKind {

    /** Changes a tensor on its way to the observer. */
    interface Shown {
        RawTensor of(String tensor, RawTensor words);
    }

    private static final Shown UNCHANGED = (tensor, words) -> words;

    /** One bit of one word of one tensor, where the tensor is long enough. */
    static PlantedEngine word(String layer, int position, int bit) {
        return new PlantedEngine("bit " + bit + " of word " + position + " of " + layer, p -> p, (tensor, words) -> {
            if (!tensor.equals(layer) || position >= words.shape().elements()) {
                return words;
            }
            long[] changed = words.toArray();
            changed[position] ^= 1L << bit;
            return RawTensor.owning(words.format(), words.shape(), changed);
        });
    }

    /** Every parameter of a layer that has this name, if it is a weight or a bias, is one more at its first word. */
    static PlantedEngine weight(String layer, String parameter) {
        return new PlantedEngine(
                "a weight of " + layer,
                program -> changed(
                        program,
                        layer,
                        kernel -> kernel.withParameters(kernel.parameters().stream()
                                .map(p -> p.buffer().name().equals(parameter) ? oneMore(p) : p)
                                .toList())),
                UNCHANGED);
    }

    private static Parameter oneMore(Parameter parameter) {
        long[] words = parameter.words().toArray();
        words[0] = words[0] == parameter.words().format().max() ? words[0] - 1 : words[0] + 1;
        return new Parameter(
                parameter.buffer(),
                RawTensor.owning(parameter.words().format(), parameter.words().shape(), words));
    }

    /** A layer's requantizers round down. */
    static PlantedEngine rounding(String layer) {
        return new PlantedEngine(
                "the rounding of " + layer,
                program -> changed(
                        program,
                        layer,
                        kernel -> kernel.withBody(
                                new Rewriter() {
                                    @Override
                                    protected Expr expr(Expr expr) {
                                        return expr instanceof Expr.Rescale rescale
                                                ? new Expr.Rescale(
                                                        new MultiplyShift(32, false, Rounding.FLOOR),
                                                        rescale.value(),
                                                        rescale.multiplier(),
                                                        rescale.shift())
                                                : expr;
                                    }
                                }.rewrite(kernel.body()))),
                UNCHANGED);
    }

    /** A layer's tensor is not shown. */
    static PlantedEngine silent(String layer) {
        return new PlantedEngine("nothing of " + layer, p -> p, (tensor, words) -> tensor.equals(layer) ? null : words);
    }

    /** Breaks down at a layer. */
    static PlantedEngine broken(String layer) {
        return new PlantedEngine("breaks down at " + layer, p -> p, (tensor, words) -> {
            if (tensor.equals(layer)) {
                throw new IllegalStateException("planted breakdown");
            }
            return words;
        });
    }

    private static Program changed(Program program, String layer, UnaryOperator<Kernel> change) {
        List<Kernel> kernels = new ArrayList<>();
        program.kernels().forEach(k -> kernels.add(k.name().equals(layer) ? change.apply(k) : k));
        return new Program(program.meaning(), kernels);
    }

    @Override
    public String name() {
        return "planted";
    }

    @Override
    public String summary() {
        return fault;
    }

    @Override
    public Supplier<RunningEngine> prepare(Program whole, Optional<Target> target) {
        Supplier<RunningEngine> oracle =
                Engines.named("oracle").orElseThrow().prepare(program.apply(whole), Optional.empty());
        return () -> {
            RunningEngine engine = oracle.get();
            return (inputs, each) -> engine.run(inputs, (tensor, shown) -> {
                RawTensor changed = words.of(tensor, shown);
                if (changed != null) {
                    each.tensor(tensor, changed);
                }
            });
        };
    }
}
