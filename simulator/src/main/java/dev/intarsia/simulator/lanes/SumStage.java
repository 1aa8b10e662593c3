package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.range.PartialSums;
import dev.intarsia.ir.range.ProductSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A sum of products whose partial sums are proved to be exact floats in any order, and whose requantizer is proved to be a line in every
 * channel.
 */
final class SumStage implements Stage {

    /** So many pixels are summed and then made words of: what they take fits the first cache. */
    private static final int BLOCK = 32;

    private final int input;
    private final int output;
    private final boolean channelwise;
    private final int[] bases;
    private final int[] runs;
    private final int[] lengths;
    private final float[] weights;
    private final int channels;
    private final int stride;
    private final Lines lines;
    private final int[] places;

    /** What the layout of its tensors does not change, so that it can be known before these are. */
    record Proof(ProductSum sum, Geometry geometry, List<Line> lines, SumWords words) {

        /** @return empty where floats or doubles are not proved to be exact */
        static Optional<Proof> of(QuantizedNode node, ProductSum sum, NodeArithmetic.Accumulate arithmetic) {
            Optional<Geometry> geometry = Geometry.of(sum);
            if (geometry.isEmpty() || sum.x().buffer().format().bits() > 24) {
                return Optional.empty();
            }
            SumWords words = SumWords.of(node, arithmetic);
            List<Line> lines = new ArrayList<>();
            for (int k = 0; k < sum.channels(); k++) {
                Optional<PartialSums> partial = PartialSums.of(sum, k).filter(all -> all.within(Tensors.EXACT));
                long bias = sum.bias()[k];
                int own = k;
                Optional<Line> line = partial.flatMap(all -> words.line(own, all, bias));
                if (line.isEmpty()) {
                    return Optional.empty();
                }
                lines.add(line.get());
            }
            return Optional.of(new Proof(sum, geometry.get(), lines, words));
        }
    }

    SumStage(Proof proof, int input, Layout inputLayout, int output, Layout outputLayout) {
        this.input = input;
        this.output = output;
        Geometry geometry = proof.geometry();
        channelwise = geometry.channelwise();
        channels = proof.sum().channels();
        stride = SumLoops.roundUp(channels);
        int[] own = geometry.bases(inputLayout);
        // The last pixel is computed as often as fills the last step.
        bases = Arrays.copyOf(own, (own.length + SumLoops.PIXELS - 1) / SumLoops.PIXELS * SumLoops.PIXELS);
        Arrays.fill(bases, own.length, bases.length, own[own.length - 1]);
        int[] offsets = geometry.offsets(inputLayout);
        weights = packed(proof.sum(), stride);
        if (channelwise) {
            runs = offsets;
            lengths = new int[0];
        } else {
            int[] first = new int[offsets.length];
            int[] count = new int[offsets.length];
            int found = 0;
            for (int q = 0; q < offsets.length; q++) {
                if (q == 0 || offsets[q] != offsets[q - 1] + 1) {
                    first[found++] = offsets[q];
                }
                count[found - 1]++;
            }
            runs = Arrays.copyOf(first, found);
            lengths = Arrays.copyOf(count, found);
        }
        lines = Lines.of(
                proof.lines(), stride, proof.words().low(), proof.words().high());
        places = new int[own.length];
        for (int pixel = 0; pixel < places.length; pixel++) {
            places[pixel] = outputLayout.offset(pixel * channels);
        }
    }

    /** One row of channels for each tap. */
    private static float[] packed(ProductSum sum, int stride) {
        float[] packed = new float[sum.products() * stride];
        for (int k = 0; k < sum.channels(); k++) {
            for (int q = 0; q < sum.products(); q++) {
                packed[q * stride + k] = sum.weights().at(k * sum.products() + q);
            }
        }
        return packed;
    }

    @Override
    public void run(Tensors tensors) {
        float[] x = tensors.floats(input);
        float[] y = tensors.floats(output);
        float[] sums = tensors.scratch(BLOCK * stride);
        for (int first = 0; first < bases.length; first += BLOCK) {
            int pixels = Math.min(BLOCK, bases.length - first);
            if (channelwise) {
                SumLoops.channelwise(x, bases, first, pixels, runs, weights, sums, stride);
            } else {
                SumLoops.dense(x, bases, first, pixels, runs, lengths, weights, sums, stride);
            }
            lines.apply(sums, pixels);
            int end = Math.min(first + pixels, places.length);
            for (int pixel = first; pixel < end; pixel++) {
                System.arraycopy(sums, (pixel - first) * stride, y, places[pixel], channels);
            }
        }
        tensors.written(output);
    }
}
