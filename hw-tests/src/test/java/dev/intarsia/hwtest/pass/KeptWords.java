package dev.intarsia.hwtest.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.pass.PrunedGraph;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/** Runs a graph before and after a pass, and compares every tensor that both have, all outputs among them. */
public final class KeptWords {

    private KeptWords() {}

    /** Random words, the extremes often among them. */
    public static List<RawTensor> inputs(QuantizedGraph graph, Random random) {
        List<RawTensor> inputs = new ArrayList<>();
        for (Input input : graph.graph().inputs()) {
            IntFormat format = input.type().quantized().format();
            Shape shape = input.type().shape().withoutFirst();
            long[] words = new long[shape.elements()];
            for (int i = 0; i < words.length; i++) {
                words[i] = switch (random.nextInt(6)) {
                    case 0 -> format.min();
                    case 1 -> format.max();
                    default -> random.nextLong(format.min(), format.max() + 1);
                };
            }
            inputs.add(RawTensor.of(format, shape, words));
        }
        return inputs;
    }

    /** Every tensor of a run of the oracle. */
    public static SequencedMap<String, RawTensor> run(QuantizedGraph graph, List<RawTensor> inputs) {
        SequencedMap<String, RawTensor> tensors = new LinkedHashMap<>();
        new Oracle().run(Lower.lower(graph), inputs, tensors::put);
        return tensors;
    }

    /** How many tensors were compared. */
    public static int compare(QuantizedGraph before, QuantizedGraph after, List<RawTensor> inputs) {
        return compare(before, new PrunedGraph(after, Map.of()), inputs);
    }

    /** How many tensors were compared, each on the channels that it has left. */
    public static int compare(QuantizedGraph before, PrunedGraph after, List<RawTensor> inputs) {
        Map<String, RawTensor> expected = run(before, inputs);
        SequencedMap<String, RawTensor> found = run(after.graph(), inputs);
        assertEquals(before.graph().outputs(), after.graph().graph().outputs());
        int compared = 0;
        for (Map.Entry<String, RawTensor> tensor : found.entrySet()) {
            RawTensor whole = expected.get(tensor.getKey());
            if (whole != null) {
                assertEquals(
                        difference(after.expected(tensor.getKey(), whole), tensor.getValue()), "", tensor.getKey());
                compared++;
            }
        }
        for (String output : before.graph().outputs()) {
            assertEquals(expected.get(output), found.get(output), output);
        }
        return compared;
    }

    private static String difference(RawTensor expected, RawTensor found) {
        if (expected.shape().elements() != found.shape().elements()) {
            return "shape " + expected.shape() + ", found " + found.shape();
        }
        for (int i = 0; i < expected.shape().elements(); i++) {
            if (expected.at(i) != found.at(i)) {
                return "at " + i + " " + expected.at(i) + ", found " + found.at(i);
            }
        }
        return "";
    }
}
