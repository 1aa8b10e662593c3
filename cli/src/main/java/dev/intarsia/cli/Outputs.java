package dev.intarsia.cli;

import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.runner.OutputDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The outputs of all samples.
 *
 * @param samples how many there are
 * @param arrays one for each output of the graph, samples outermost
 * @param sha256 the digest of the words; of real outputs, of their float32 words
 */
public record Outputs(int samples, SequencedMap<String, NumericArray> arrays, String sha256) {

    /** Outputs of integers, for each sample those of the graph in order. */
    public static Outputs of(Graph graph, List<List<RawTensor>> outputs) {
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < graph.outputs().size(); i++) {
            String name = graph.outputs().get(i);
            IntFormat format = graph.type(name).quantized().format();
            Shape one = graph.type(name).shape().withoutFirst();
            long[] words = new long[outputs.size() * one.elements()];
            for (int sample = 0; sample < outputs.size(); sample++) {
                long[] part = outputs.get(sample).get(i).toArray();
                System.arraycopy(part, 0, words, sample * part.length, part.length);
            }
            arrays.put(name, NumericArray.ofWords(NumericType.holding(format), all(outputs.size(), one), words));
        }
        return new Outputs(outputs.size(), arrays, Runs.sha256(outputs));
    }

    /** Outputs of real numbers, each with a batch axis of 1. */
    public static Outputs ofReal(Graph graph, List<List<RealTensor>> outputs) {
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        OutputDigest digest = new OutputDigest();
        for (List<RealTensor> inference : outputs) {
            inference.forEach(tensor -> digest.add(bits(tensor)));
        }
        for (int i = 0; i < graph.outputs().size(); i++) {
            String name = graph.outputs().get(i);
            Shape one = graph.type(name).shape().withoutFirst();
            float[] values = new float[outputs.size() * one.elements()];
            for (int sample = 0; sample < outputs.size(); sample++) {
                float[] part = outputs.get(sample).get(i).toArray();
                System.arraycopy(part, 0, values, sample * part.length, part.length);
            }
            arrays.put(name, NumericArray.ofSingles(all(outputs.size(), one), values));
        }
        return new Outputs(outputs.size(), arrays, digest.hex());
    }

    private static RawTensor bits(RealTensor tensor) {
        float[] values = tensor.toArray();
        long[] words = new long[values.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = Float.floatToIntBits(values[i]);
        }
        return RawTensor.owning(IntFormat.I32, tensor.shape(), words);
    }

    private static Shape all(int samples, Shape one) {
        List<Integer> sizes = new ArrayList<>(one.sizes());
        sizes.addFirst(samples);
        return new Shape(sizes);
    }
}
