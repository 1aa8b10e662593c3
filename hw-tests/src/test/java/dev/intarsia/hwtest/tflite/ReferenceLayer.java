package dev.intarsia.hwtest.tflite;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One layer, here and there.
 *
 * @param graph of one node
 * @param operator the same node to TensorFlow Lite
 */
record ReferenceLayer(QuantizedGraph graph, TfliteOperator operator) {

    /** Which words an input has. */
    enum Words {
        /** Any, equally often. */
        UNIFORM,
        /** The least and the greatest, so that sums reach far. */
        EXTREME,
        /** The zero point and its neighbours. */
        NEAR_ZERO
    }

    Node node() {
        return graph.graph().nodes().getFirst();
    }

    /** The layer in TensorFlow Lite; to be closed. */
    ReferenceInterpreter interpreter() {
        return new ReferenceInterpreter(TfliteModel.of(graph, operator));
    }

    /** Random words for each input, without the batch axis. */
    List<RawTensor> inputs(Words kind, RandomGenerator random) {
        List<RawTensor> inputs = new ArrayList<>();
        for (Input input : graph.graph().inputs()) {
            IntFormat format = input.type().quantized().format();
            long zero = input.type().quantized().zeroPoint();
            Shape shape = input.type().shape().withoutFirst();
            long[] words = new long[shape.elements()];
            for (int i = 0; i < words.length; i++) {
                words[i] = switch (kind) {
                    case UNIFORM -> random.nextLong(format.min(), format.max() + 1);
                    case EXTREME -> random.nextBoolean() ? format.min() : format.max();
                    case NEAR_ZERO -> Math.clamp(zero + random.nextInt(-3, 4), format.min(), format.max());
                };
            }
            inputs.add(RawTensor.owning(format, shape, words));
        }
        return inputs;
    }

    /** The words of TensorFlow Lite's reference kernel. */
    RawTensor reference(ReferenceInterpreter interpreter, List<RawTensor> inputs) {
        byte[] stored = interpreter.run(inputs.stream().map(TfliteModel::stored).toList());
        return TfliteModel.words(
                stored,
                node().type().quantized().format(),
                node().type().shape().withoutFirst());
    }
}
