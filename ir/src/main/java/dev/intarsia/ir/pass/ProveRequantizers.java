package dev.intarsia.ir.pass;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.PowerOfTwo;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Staircase;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Averaging;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Counting;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.proof.Certificate;
import dev.intarsia.ir.proof.ProvedChannels;
import dev.intarsia.ir.proof.Requantization;
import dev.intarsia.ir.proof.WordRanges;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Replaces requantizers that a target does not have by ones that it has, where these give the same word for every sum that can occur: proved
 * for each channel, with a certificate each. A layer has one requantizer, so all its channels take the same form; the first that does is
 * taken. What a channel's form needs to be added to the sum goes into its bias.
 *
 * <p>Sums of products, products, means, changes of scale and pairs of slopes are looked at, and thresholds on sums that a target has no words
 * for. A sum of two tensors that rescales each is left as it is.
 */
public final class ProveRequantizers {

    private final QuantizedGraph quantized;
    private final Predicate<Requantizer> present;
    private final Predicate<IntFormat> held;
    private final RequantizerSearch search;
    private final Map<String, QuantizedNode> nodes = new HashMap<>();
    private final WordRanges ranges;
    private final GraphEdit edit;
    private final Map<String, List<Certificate>> certificates = new HashMap<>();
    private final List<ProvedGraph.Left> left = new ArrayList<>();

    private ProveRequantizers(
            QuantizedGraph quantized,
            Predicate<Requantizer> present,
            Predicate<IntFormat> held,
            List<Requantizer> available) {
        this.quantized = quantized;
        this.present = present;
        this.held = held;
        this.search = new RequantizerSearch(List.copyOf(available));
        quantized.quantizedNodes().forEach(node -> nodes.put(node.name(), node));
        this.ranges = WordRanges.of(quantized);
        this.edit = new GraphEdit(quantized.graph());
    }

    /**
     * @param available the requantizers that may be used, the preferred ones first
     */
    public static ProvedGraph apply(QuantizedGraph graph, List<Requantizer> available) {
        return new ProveRequantizers(graph, available::contains, format -> true, available).apply();
    }

    /**
     * The program that computes the same words on a target: itself, where the target has all of its requantizers and words. A layer without
     * an equal requantizer multiplies and adds, or counts thresholds, where its steps are known; one without steps is left as it is.
     */
    public static Program apply(Program program, Target target) {
        boolean allPresent = program.meaning().quantizedNodes().stream()
                .allMatch(node -> target.holds(node.element().format())
                        && node.arithmetic().rescalings().stream()
                                .map(Rescaling::form)
                                .allMatch(target::requantizesBy));
        return allPresent ? program : forTarget(program.meaning(), target).program();
    }

    /** With the requantizers and the words that a target has. */
    public static ProvedGraph forTarget(QuantizedGraph graph, Target target) {
        return new ProveRequantizers(graph, target::requantizesBy, target::holds, target.substitutes()).apply();
    }

    private ProvedGraph apply() {
        quantized.quantizedNodes().forEach(this::node);
        return new ProvedGraph(new QuantizedGraph(edit.graph(), quantized.profile()), certificates, left);
    }

    private void node(QuantizedNode node) {
        switch (node.arithmetic()) {
            case NodeArithmetic.Accumulate a -> {
                if (!present.test(a.output().form())) {
                    sum(node, a);
                }
            }
            case NodeArithmetic.Rescale r ->
                one(node, difference(node, 0), r.output(), r.clamp(), o -> new NodeArithmetic.Rescale(o, r.clamp()));
            case NodeArithmetic.Multiply m ->
                one(
                        node,
                        difference(node, 0).times(difference(node, 1)),
                        m.output(),
                        m.clamp(),
                        o -> new NodeArithmetic.Multiply(o, m.clamp()));
            case NodeArithmetic.Mean m ->
                one(node, total(node), m.output(), m.clamp(), o -> new NodeArithmetic.Mean(o, m.clamp()));
            case NodeArithmetic.Slopes s -> slopes(node, s);
            case NodeArithmetic.Add a -> whole(node, List.of(a.left(), a.right(), a.output()));
            case NodeArithmetic.FusedAdd f -> {}
            case NodeArithmetic.Average a -> {}
            case NodeArithmetic.Bound b -> {}
            case NodeArithmetic.Softmax s -> {}
            case NodeArithmetic.Table t -> {}
            case NodeArithmetic.Move m -> {}
            case NodeArithmetic.Place p -> {}
            case NodeArithmetic.Count c -> count(node);
        }
    }

    /** The words of an operand less its zero point. */
    private Interval difference(QuantizedNode node, int operand) {
        return ranges.all(node.node().operands().get(operand))
                .minus(Interval.of(node.operandElement(operand).zeroPoint()));
    }

    /** The sum of as many differences as a mean is of. */
    private Interval total(QuantizedNode node) {
        Shape operand = node.operandTypes().getFirst().shape();
        int elements = node.node().op() instanceof Averaging averaging
                ? averaging.elementsOfMean(operand).orElseThrow()
                : operand.elements() / node.shape().elements();
        return difference(node, 0).times(Interval.of(elements));
    }

    private void whole(QuantizedNode node, List<Rescaling> rescalings) {
        rescalings.stream()
                .map(Rescaling::form)
                .filter(form -> !present.test(form))
                .findFirst()
                .ifPresent(form -> leave(node, -1, form, List.of()));
    }

    private void leave(QuantizedNode node, int channel, Requantizer form, List<Staircase> steps) {
        String reason = "no other requantizer is proved equal to '" + form.text() + "'";
        left.add(new ProvedGraph.Left(node.name(), channel, reason, steps));
    }

    private static ProvedChannels.Channel channel(
            QuantizedNode node, Interval numbers, Rescaling rescaling, Clamp clamp) {
        return new ProvedChannels.Channel(
                numbers,
                new Requantization.Scaled(
                        rescaling.form(), rescaling.at(0), 0, node.element().zeroPoint(), clamp.low(), clamp.high()));
    }

    /** A node that rescales one number, in the same way in all channels. */
    private void one(
            QuantizedNode node,
            Interval numbers,
            Rescaling rescaling,
            Clamp clamp,
            Function<Rescaling, NodeArithmetic> with) {
        if (present.test(rescaling.form())) {
            return;
        }
        ProvedChannels.Channel channel = channel(node, numbers, rescaling, clamp);
        if (!channel.isMonotone()) {
            leave(node, -1, rescaling.form(), List.of());
            return;
        }
        RequantizerSearch.Found found = search.find(List.of(RequantizerSearch.Claim.of(channel)), false);
        if (found.forms().isEmpty()) {
            leave(node, -1, rescaling.form(), List.of(channel.steps()));
            return;
        }
        certificates.put(node.name(), found.certificates());
        edit.replace(node.name(), node.node().withArithmetic(with.apply(found.rescaling())));
    }

    /** Two scales: one of differences that are not negative, one of those that are, perhaps times another operand. */
    private void slopes(QuantizedNode node, NodeArithmetic.Slopes slopes) {
        if (present.test(slopes.positive().form())
                && present.test(slopes.negative().form())) {
            return;
        }
        Interval all = difference(node, 0);
        Interval above = all.max(Interval.of(0));
        Interval below = all.min(Interval.of(-1));
        Interval negative = node.hasOperand(1) ? below.times(difference(node, 1)) : below;
        ProvedChannels.Channel rising = channel(node, above, slopes.positive(), slopes.clamp());
        ProvedChannels.Channel falling = channel(node, negative, slopes.negative(), slopes.clamp());
        if (!rising.isMonotone() || !falling.isMonotone()) {
            whole(node, List.of(slopes.positive(), slopes.negative()));
            return;
        }
        RequantizerSearch.Found ofPositive = search.find(List.of(RequantizerSearch.Claim.of(rising)), false);
        RequantizerSearch.Found ofNegative = search.find(List.of(RequantizerSearch.Claim.of(falling)), false);
        if (ofPositive.forms().isEmpty() || ofNegative.forms().isEmpty()) {
            whole(node, List.of(slopes.positive(), slopes.negative()));
            return;
        }
        List<Certificate> proofs = new ArrayList<>(ofPositive.certificates());
        proofs.addAll(ofNegative.certificates());
        certificates.put(node.name(), proofs);
        edit.replace(
                node.name(),
                node.node()
                        .withArithmetic(new NodeArithmetic.Slopes(
                                ofPositive.rescaling(), ofNegative.rescaling(), slopes.clamp())));
    }

    private void sum(QuantizedNode node, NodeArithmetic.Accumulate accumulate) {
        Optional<ProvedChannels> proved = ranges.sums(node.name());
        Requantizer form = accumulate.output().form();
        if (proved.isEmpty() || !proved.get().channels().stream().allMatch(ProvedChannels.Channel::isMonotone)) {
            leave(node, -1, form, List.of());
            return;
        }
        List<ProvedChannels.Channel> channels = proved.get().channels();
        List<RequantizerSearch.Claim> claims =
                channels.stream().map(RequantizerSearch.Claim::of).toList();
        RequantizerSearch.Found found = search.find(claims, accumulate.accumulation() instanceof Accumulation.Exact);
        if (found.forms().isEmpty()) {
            List<Staircase> steps =
                    claims.stream().map(RequantizerSearch.Claim::steps).toList();
            leave(node, found.without().orElse(-1), form, steps);
            return;
        }
        certificates.put(node.name(), found.certificates());
        edit.replace(node.name(), requantized(node, accumulate.accumulation(), found, accumulate.clamp()));
    }

    /** A sum with another requantizer: what that needs to be added is in its bias. */
    private Node requantized(QuantizedNode sum, Accumulation accumulation, RequantizerSearch.Found found, Clamp clamp) {
        boolean moves = found.forms().stream().anyMatch(f -> f.offset() != 0);
        return (moves ? withBias(sum, found.forms()) : sum.node())
                .withArithmetic(new NodeArithmetic.Accumulate(
                        moves ? widened(accumulation, found.forms()) : accumulation, found.rescaling(), clamp));
    }

    /**
     * Thresholds on a whole sum that the target has no words for: the sum makes the words itself, with a requantizer that gives the same as
     * the thresholds. The sum's own tensor is then gone.
     */
    private void count(QuantizedNode node) {
        String operand = node.node().operands().getFirst();
        QuantizedNode sum = nodes.get(operand);
        Optional<ProvedChannels> sums = ranges.sums(operand);
        if (held.test(node.operandElement(0).format())
                || sums.isEmpty()
                || !(node.node().op() instanceof Counting counting)
                || !(sum.arithmetic() instanceof NodeArithmetic.Accumulate whole)
                || !(whole.accumulation() instanceof Accumulation.Exact)
                || !isWhole(sum, whole)
                || quantized.graph().readers(operand).size() != 1
                || quantized.graph().outputs().contains(operand)) {
            return;
        }
        List<RequantizerSearch.Claim> claims = new ArrayList<>();
        for (ProvedChannels.Channel channel : sums.get().channels()) {
            RequantizerSearch.Claim.of(node, counting, claims.size(), channel.sum())
                    .ifPresent(claims::add);
        }
        RequantizerSearch.Found found = search.find(claims, true);
        if (claims.size() < sums.get().channels().size() || found.forms().isEmpty()) {
            return;
        }
        certificates.put(node.name(), found.certificates());
        Clamp clamp = new Clamp(claims.getFirst().lowest(), claims.getFirst().highest());
        Node made = requantized(sum, whole.accumulation(), found, clamp);
        edit.remove(operand);
        edit.replace(
                node.name(),
                node.node()
                        .withOp(made.op())
                        .withOperands(made.operands())
                        .withArithmetic(made.arithmetic().orElseThrow()));
    }

    /** Whether the words of a sum are the sums themselves. */
    private static boolean isWhole(QuantizedNode node, NodeArithmetic.Accumulate sum) {
        IntFormat format = node.element().format();
        return sum.output().form() instanceof PowerOfTwo
                && sum.output().parameters().stream().allMatch(p -> p.shift() == 0)
                && node.element().zeroPoint() == 0
                && sum.clamp().equals(new Clamp(format.min(), format.max()));
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
