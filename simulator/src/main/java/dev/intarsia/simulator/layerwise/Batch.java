package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The words of one tensor in several inferences.
 *
 * @param samples how many inferences
 * @param words those of one element side by side, the elements row-major
 */
public record Batch(int samples, int[] words) {

    /** The same tensor of several inferences; its words have at most 32 bits. */
    public static Batch of(List<RawTensor> tensors) {
        int samples = tensors.size();
        int[] words = new int[tensors.getFirst().shape().elements() * samples];
        for (int s = 0; s < samples; s++) {
            RawTensor tensor = tensors.get(s);
            for (int i = 0, at = s; at < words.length; i++, at += samples) {
                words[at] = Math.toIntExact(tensor.at(i));
            }
        }
        return new Batch(samples, words);
    }

    /** How many words the tensor has. */
    public int elements() {
        return words.length / samples;
    }

    /**
     * The tensor of each inference, without a batch axis.
     *
     * @param type of the tensor, with one
     */
    public List<RawTensor> tensors(TensorType type) {
        return IntStream.range(0, samples)
                .mapToObj(s -> RawTensor.owning(
                        type.quantized().format(),
                        type.shape().withoutFirst(),
                        IntStream.range(0, elements())
                                .mapToLong(i -> words[i * samples + s])
                                .toArray()))
                .toList();
    }

    /** Some of the inferences only. */
    public Batch only(int[] chosen) {
        int[] kept = new int[elements() * chosen.length];
        for (int i = 0, from = 0; i < kept.length; i += chosen.length, from += samples) {
            for (int s = 0; s < chosen.length; s++) {
                kept[i + s] = words[from + chosen[s]];
            }
        }
        return new Batch(chosen.length, kept);
    }
}
