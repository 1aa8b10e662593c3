package dev.intarsia.ir.engine;

import dev.intarsia.ir.type.RawTensor;
import java.util.List;

/** Runs a program: the oracle, the Java simulator, C, HLS, RTL, a user's own. */
public interface Engine {

    /** The name that the command line calls it by. */
    String name();

    /**
     * One inference.
     *
     * @param inputs the words of the graph's inputs in order, without the batch axis
     * @param each is shown the tensor of every node
     */
    void run(Program program, List<RawTensor> inputs, TensorObserver each);
}
