package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.type.RawTensor;
import java.util.List;
import java.util.Optional;

/** An engine with a program, ready to run. May keep its memories between inferences; one thread at a time. */
@FunctionalInterface
public interface RunningEngine extends AutoCloseable {

    /**
     * One inference.
     *
     * @param inputs the words of the graph's inputs in order, without the batch axis
     * @param each is shown the tensor of every node, unless it is
     *     {@link dev.intarsia.simulator.runner.CompiledSimulator#UNOBSERVED}: then it may be left alone
     * @return the words of the outputs in order
     */
    List<RawTensor> run(List<RawTensor> inputs, TensorObserver each);

    /**
     * Where a word of the last inference came from, for engines that know.
     *
     * @param tensor a tensor that was shown
     * @param position of the word, row-major
     */
    default Optional<Origin> origin(String tensor, int position) {
        return Optional.empty();
    }

    /** What the last inference took, for engines of accelerators. */
    default Optional<Cycles> cycles() {
        return Optional.empty();
    }

    /** Gives back what it holds outside of Java. */
    @Override
    default void close() {}
}
