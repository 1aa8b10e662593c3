package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.model.ReadModel;
import java.util.List;
import java.util.Map;

/**
 * A model as it was read, and where its face differs from the file's.
 *
 * @param model the graph
 * @param batchAdded whether every tensor has a batch axis of 1 that the file does not have
 * @param inputOrders for each input whose axes are in another order than in the file: which axis of the file each of its axes is
 * @param knownOutputs names of outputs that do not depend on any input; they are constants of the graph
 */
public record OnnxImport(
        ReadModel model, boolean batchAdded, Map<String, List<Integer>> inputOrders, List<String> knownOutputs) {

    public OnnxImport {
        inputOrders = Map.copyOf(inputOrders);
        knownOutputs = List.copyOf(knownOutputs);
    }
}
