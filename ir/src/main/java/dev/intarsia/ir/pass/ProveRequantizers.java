package dev.intarsia.ir.pass;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.proof.Certificate;
import dev.intarsia.ir.proof.CheckCertificate;
import dev.intarsia.ir.proof.FindScale;
import dev.intarsia.ir.proof.ProvedChannels;
import dev.intarsia.ir.proof.Requantization;
import dev.intarsia.ir.proof.WordRanges;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Replaces requantizers that a target does not have by ones that it has, where these give the same word for every sum that can occur: proved
 * for each channel, with a certificate each. A layer has one requantizer, so all its channels take the same form; the first that does is
 * taken. What a channel's form needs to be added to the sum goes into its bias.
 *
 * <p>Sums of products and changes of scale are looked at. Other nodes with a requantizer that is not available are left as they are.
 */
public final class ProveRequantizers {

    private final QuantizedGraph quantized;
    private final List<Requantizer> available;
    private final WordRanges ranges;
    private final GraphEdit edit;
    private final Map<String, List<Certificate>> certificates = new HashMap<>();
    private final List<ProvedGraph.Left> left = new ArrayList<>();

    private ProveRequantizers(QuantizedGraph quantized, List<Requantizer> available) {
        this.quantized = quantized;
        this.available = available;
        this.ranges = WordRanges.of(quantized);
        this.edit = new GraphEdit(quantized.graph());
    }

    /**
     * @param available the requantizers that may be used, the preferred ones first
     */
    public static ProvedGraph apply(QuantizedGraph graph, List<Requantizer> available) {
        return new ProveRequantizers(graph, List.copyOf(available)).apply();
    }

    private ProvedGraph apply() {
        quantized.quantizedNodes().forEach(this::node);
        return new ProvedGraph(new QuantizedGraph(edit.graph(), quantized.profile()), certificates, left);
    }

    private void node(QuantizedNode node) {
        switch (node.arithmetic()) {
            case NodeArithmetic.Accumulate a -> {
                if (!available.contains(a.output().form())) {
                    sum(node, a);
                }
            }
            case NodeArithmetic.Rescale r -> {
                if (!available.contains(r.output().form())) {
                    rescale(node, r);
                }
            }
            case NodeArithmetic.Add a -> whole(node, List.of(a.left(), a.right(), a.output()));
            case NodeArithmetic.Multiply m -> whole(node, List.of(m.output()));
            case NodeArithmetic.Mean m -> whole(node, List.of(m.output()));
            case NodeArithmetic.Slopes s -> whole(node, List.of(s.positive(), s.negative()));
            case NodeArithmetic.FusedAdd f -> {}
            case NodeArithmetic.Average a -> {}
            case NodeArithmetic.Bound b -> {}
            case NodeArithmetic.Softmax s -> {}
            case NodeArithmetic.Table t -> {}
            case NodeArithmetic.Move m -> {}
            case NodeArithmetic.Count c -> {}
        }
    }

    private void whole(QuantizedNode node, List<Rescaling> rescalings) {
        rescalings.stream()
                .map(Rescaling::form)
                .filter(form -> !available.contains(form))
                .findFirst()
                .ifPresent(form -> leave(node, -1, form, List.of()));
    }

    private void leave(QuantizedNode node, int channel, Requantizer form, List<Staircase> steps) {
        String reason = "no other requantizer is proved equal to '" + form.text() + "'";
        left.add(new ProvedGraph.Left(node.name(), channel, reason, steps));
    }

    private void rescale(QuantizedNode node, NodeArithmetic.Rescale rescale) {
        Interval differences = ranges.all(node.node().operands().getFirst())
                .minus(Interval.of(node.operandElement(0).zeroPoint()));
        Requantization.Scaled meaning = new Requantization.Scaled(
                rescale.output().form(),
                rescale.output().at(0),
                0,
                node.element().zeroPoint(),
                rescale.clamp().low(),
                rescale.clamp().high());
        Found found = find(List.of(new ProvedChannels.Channel(differences, meaning)), false);
        if (found.forms().isEmpty()) {
            leave(node, -1, rescale.output().form(), List.of());
            return;
        }
        certificates.put(node.name(), found.certificates());
        Rescaling output = new Rescaling(
                found.forms().getFirst().form(),
                List.of(found.forms().getFirst().parameters()));
        edit.replace(node.name(), node.node().withArithmetic(new NodeArithmetic.Rescale(output, rescale.clamp())));
    }

    private void sum(QuantizedNode node, NodeArithmetic.Accumulate accumulate) {
        Optional<ProvedChannels> proved = ranges.sums(node.name());
        Requantizer form = accumulate.output().form();
        if (proved.isEmpty() || !proved.get().channels().stream().allMatch(ProvedChannels.Channel::isMonotone)) {
            leave(node, -1, form, List.of());
            return;
        }
        List<ProvedChannels.Channel> channels = proved.get().channels();
        Found found = find(channels, accumulate.accumulation() instanceof Accumulation.Exact);
        if (found.forms().isEmpty()) {
            List<Staircase> steps =
                    channels.stream().map(ProvedChannels.Channel::steps).toList();
            leave(node, found.without().orElse(-1), form, steps);
            return;
        }
        certificates.put(node.name(), found.certificates());
        Rescaling output = new Rescaling(
                found.forms().getFirst().form(),
                found.forms().stream().map(Requantization.Scaled::parameters).toList());
        Node changed = node.node();
        Accumulation accumulation = accumulate.accumulation();
        if (found.forms().stream().anyMatch(f -> f.offset() != 0)) {
            changed = withBias(node, found.forms());
            accumulation = widened(accumulation, found.forms());
        }
        edit.replace(
                node.name(),
                changed.withArithmetic(new NodeArithmetic.Accumulate(accumulation, output, accumulate.clamp())));
    }

    /**
     * What was found for a layer.
     *
     * @param forms one for each channel, or none
     * @param without a channel that has none of the forms; of the preferred form, where several were tried
     */
    private record Found(List<Requantization.Scaled> forms, List<Certificate> certificates, OptionalInt without) {}

    private Found find(List<ProvedChannels.Channel> channels, boolean mayMoveBias) {
        OptionalInt without = OptionalInt.empty();
        for (Requantizer form : available) {
            List<Requantization.Scaled> forms = new ArrayList<>();
            List<Certificate> proofs = new ArrayList<>();
            for (ProvedChannels.Channel channel : channels) {
                if (!channel.isMonotone()) {
                    return new Found(List.of(), List.of(), OptionalInt.of(forms.size()));
                }
                Staircase steps = channel.steps();
                Requantization.Scaled meaning = channel.meaning();
                Optional<Certificate> proof = FindScale.find(
                                steps, form, meaning.zero(), meaning.lowest(), meaning.highest(), mayMoveBias)
                        .map(replacement -> {
                            forms.add(replacement);
                            return new Certificate(meaning, replacement, steps);
                        });
                if (proof.isEmpty()) {
                    break;
                }
                proofs.add(proof.get());
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

    private Node withBias(QuantizedNode node, List<Requantization.Scaled> forms) {
        long[] words = new long[forms.size()];
        for (int k = 0; k < words.length; k++) {
            words[k] = (node.hasOperand(2) ? node.constant(2).at(k) : 0)
                    + forms.get(k).offset();
        }
        SumBias bias = SumBias.of(node);
        String name = edit.putOwn(
                node,
                2,
                ".b",
                bias.type(),
                RawTensor.owning(bias.type().format(), Shape.of(words.length), words),
                "ProveRequantizers");
        List<String> operands = new ArrayList<>(node.node().operands().subList(0, 2));
        operands.add(name);
        return node.node().withOperands(operands);
    }

    /** What holds a sum holds it with its offset, which is less than the format is wide, when it has one bit more. */
    private static Accumulation widened(Accumulation accumulation, List<Requantization.Scaled> forms) {
        long greatest =
                forms.stream().mapToLong(f -> Math.abs(f.offset())).max().orElseThrow();
        IntFormat format = accumulation.format();
        int bits = Math.max(format.bits(), 65 - Long.numberOfLeadingZeros(greatest)) + 1;
        return new Accumulation.Exact(new IntFormat(true, Math.min(64, bits)));
    }
}
