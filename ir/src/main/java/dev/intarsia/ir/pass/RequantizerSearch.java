package dev.intarsia.ir.pass;

import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.graph.Counting;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.proof.Certificate;
import dev.intarsia.ir.proof.CheckCertificate;
import dev.intarsia.ir.proof.FindScale;
import dev.intarsia.ir.proof.ProvedChannels;
import dev.intarsia.ir.proof.Requantization;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/**
 * Looks for one requantizer that all channels of a layer can take. Every certificate is checked before it is given out.
 *
 * @param available the requantizers that may be used, the preferred ones first
 */
record RequantizerSearch(List<Requantizer> available) {

    /**
     * What one channel has to become.
     *
     * @param meaning what the model says
     * @param steps the same as a staircase over every sum that can occur
     * @param zero the zero point of the result
     * @param lowest the least word of the clamp
     * @param highest the greatest word of the clamp
     */
    record Claim(Requantization meaning, Staircase steps, long zero, long lowest, long highest) {

        /** @param channel one that is monotone */
        static Claim of(ProvedChannels.Channel channel) {
            Requantization.Scaled meaning = channel.meaning();
            return new Claim(meaning, channel.steps(), meaning.zero(), meaning.lowest(), meaning.highest());
        }

        /**
         * The thresholds of one channel.
         *
         * @param sum encloses every sum that they are compared with
         * @return empty when the words do not rise with the sum
         */
        static Optional<Claim> of(QuantizedNode node, Counting counting, int channel, Interval sum) {
            RawTensor thresholds = node.constant(1);
            int each = thresholds.shape().size(1);
            int row = thresholds.shape().size(0) == 1 ? 0 : channel * each;
            List<Long> ofChannel = LongStream.range(row, row + each)
                    .mapToObj(t -> thresholds.at((int) t))
                    .toList();
            long first = counting.first(node);
            long step = counting.step(node);
            Requantization meaning = new Requantization.Reached(ofChannel, first, step);
            long low = sum.low().longValueExact();
            long high = sum.high().longValueExact();
            return meaning.neverFalls(low, high)
                    ? Optional.of(new Claim(
                            meaning,
                            meaning.staircase(low, high),
                            node.element().zeroPoint(),
                            first,
                            first + step * each))
                    : Optional.empty();
        }
    }

    /**
     * What was found for a layer.
     *
     * @param forms one for each channel, or none
     * @param without a channel that has none of the forms; of the preferred form, where several were tried
     */
    record Found(List<Requantization.Scaled> forms, List<Certificate> certificates, OptionalInt without) {

        /** Of a layer that has forms. */
        Rescaling rescaling() {
            return new Rescaling(
                    forms.getFirst().form(),
                    forms.stream().map(Requantization.Scaled::parameters).toList());
        }
    }

    /** @param mayMoveBias whether a number may be added to the sum */
    Found find(List<Claim> channels, boolean mayMoveBias) {
        OptionalInt without = OptionalInt.empty();
        for (Requantizer form : available) {
            List<Requantization.Scaled> forms = new ArrayList<>();
            List<Certificate> proofs = new ArrayList<>();
            for (Claim claim : channels) {
                Optional<Requantization.Scaled> replacement =
                        FindScale.find(claim.steps(), form, claim.zero(), claim.lowest(), claim.highest(), mayMoveBias);
                if (replacement.isEmpty()) {
                    break;
                }
                forms.add(replacement.get());
                proofs.add(new Certificate(claim.meaning(), replacement.get(), claim.steps()));
            }
            if (forms.size() == channels.size()) {
                for (Certificate proof : proofs) {
                    CheckCertificate.complaint(proof).ifPresent(complaint -> {
                        throw new IllegalStateException("ProveRequantizers: " + complaint);
                    });
                }
                return new Found(forms, proofs, OptionalInt.empty());
            }
            without = without.isPresent() ? without : OptionalInt.of(forms.size());
        }
        return new Found(List.of(), List.of(), without);
    }
}
