package dev.intarsia.hwtest.tflite;

import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.oracle.Oracle;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A quantized model file, imported and run by the oracle.
 *
 * @param graph its integers
 * @param program its kernels
 */
record ImportedModel(QuantizedGraph graph, Program program) {

    static ImportedModel of(Path file, ArithmeticProfile profile) {
        return of(TfliteReader.read(file), profile);
    }

    static ImportedModel of(ReadModel model, ArithmeticProfile profile) {
        QuantizedGraph graph = FollowTypes.apply(model.graph(), profile, new Diagnostics());
        return new ImportedModel(graph, Lower.lower(graph));
    }

    IntFormat inputFormat() {
        return graph.graph().inputs().getFirst().type().quantized().format();
    }

    /** Without the batch axis. */
    Shape inputShape() {
        return graph.graph().inputs().getFirst().type().shape().withoutFirst();
    }

    /** The words of every node, in the order of the nodes. */
    SequencedMap<String, RawTensor> run(List<RawTensor> inputs) {
        SequencedMap<String, RawTensor> tensors = new LinkedHashMap<>();
        new Oracle().run(program, inputs, (name, words) -> {
            if (graph.graph().node(name).isPresent()) {
                tensors.put(name, words);
            }
        });
        return tensors;
    }

    /** The words of every node for one input. */
    SequencedMap<String, RawTensor> run(long... words) {
        return run(List.of(RawTensor.of(inputFormat(), inputShape(), words)));
    }
}
