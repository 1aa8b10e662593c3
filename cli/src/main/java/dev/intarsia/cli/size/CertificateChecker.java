package dev.intarsia.cli.size;

import dev.intarsia.cli.loss.AccumulatorProbe;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Checks a certificate without range analysis: the oracle computes the bounds.
 *
 * <p>A sum is linear in its input words, and each product has an input word of its own. So the greatest sum at every output element at once is
 * what the positive weights give when every input word is the greatest, plus what the negative weights give when every one is the least, less
 * the bias that was then counted twice; and the least sum likewise. Padding counts as what the kernel says. The claimed bounds must be
 * exactly these, and must be reached where the certificate says.
 */
public final class CertificateChecker {

    private final QuantizedGraph graph;

    private CertificateChecker(QuantizedGraph graph) {
        this.graph = graph;
    }

    /** What is wrong with a certificate; empty where it holds. */
    public static List<String> check(WidthCertificate certificate, QuantizedGraph graph) {
        CertificateChecker checker = new CertificateChecker(graph);
        List<String> wrong = new ArrayList<>();
        List<String> sums = graph.quantizedNodes().stream()
                .filter(CertificateChecker::isSum)
                .map(QuantizedNode::name)
                .toList();
        List<String> claimed =
                certificate.layers().stream().map(WidthCertificate.Layer::name).toList();
        if (!sums.equals(claimed)) {
            wrong.add("the layers with sums are " + sums + ", the certificate speaks of " + claimed);
            return wrong;
        }
        certificate.layers().forEach(layer -> checker.layer(layer, wrong));
        return wrong;
    }

    private static boolean isSum(QuantizedNode node) {
        return node.arithmetic() instanceof NodeArithmetic.Accumulate;
    }

    private void layer(WidthCertificate.Layer claim, List<String> wrong) {
        QuantizedNode node = graph.quantizedNodes().stream()
                .filter(n -> n.name().equals(claim.name()))
                .findFirst()
                .orElseThrow();
        IntFormat input = node.operandElement(0).format();
        LongUnaryOperator positive = w -> Math.max(w, 0);
        LongUnaryOperator negative = w -> Math.min(w, 0);
        long[] bias = sums(node, w -> 0, input.min());
        long[] greatest = plus(sums(node, positive, input.max()), sums(node, negative, input.min()), bias);
        long[] least = plus(sums(node, positive, input.min()), sums(node, negative, input.max()), bias);
        Shape shape = node.shape();
        int channels = shape.size(-1);
        if (claim.channels().size() != channels) {
            wrong.add(claim.name() + " has " + channels + " channels, not "
                    + claim.channels().size());
            return;
        }
        long low = Long.MAX_VALUE;
        long high = Long.MIN_VALUE;
        for (int k = 0; k < channels; k++) {
            WidthCertificate.Channel channel = claim.channels().get(k);
            long channelLow = Long.MAX_VALUE;
            long channelHigh = Long.MIN_VALUE;
            for (int i = k; i < greatest.length; i += channels) {
                channelLow = Math.min(channelLow, least[i]);
                channelHigh = Math.max(channelHigh, greatest[i]);
            }
            String place = claim.name() + ", channel " + k;
            bound(place + ", least sum", channel.low(), channelLow, least, channel.lowAt(), shape, k, wrong);
            bound(place + ", greatest sum", channel.high(), channelHigh, greatest, channel.highAt(), shape, k, wrong);
            low = Math.min(low, channelLow);
            high = Math.max(high, channelHigh);
        }
        long zero = node.operandElement(0).zeroPoint();
        if (zero < input.min() || zero > input.max()) {
            wrong.add(claim.name()
                    + ": partial sums are not between bias and finished sums, since the zero point is no word");
            return;
        }
        // Each product can be 0, so an accumulator on the way is between the bias and the extremes, and is each of them
        // once.
        low = Math.min(low, Arrays.stream(bias).min().orElseThrow());
        high = Math.max(high, Arrays.stream(bias).max().orElseThrow());
        number(claim.name() + ", least partial sum", low, claim.partialLow(), wrong);
        number(claim.name() + ", greatest partial sum", high, claim.partialHigh(), wrong);
        number(claim.name() + ", bits", bits(low, high), claim.bits(), wrong);
        number(
                claim.name() + ", bits of the bias",
                bits(
                        Arrays.stream(bias).min().orElseThrow(),
                        Arrays.stream(bias).max().orElseThrow()),
                claim.biasBits(),
                wrong);
        requantizer(node, claim, wrong);
    }

    private static void number(String what, long computed, long claimed, List<String> wrong) {
        if (computed != claimed) {
            wrong.add(what + ": " + computed + ", the certificate says " + claimed);
        }
    }

    /** The narrowest signed width for two numbers and all between them. */
    private static int bits(long low, long high) {
        int bits = 1;
        while (low < -(1L << (bits - 1)) || high > (1L << (bits - 1)) - 1) {
            bits++;
        }
        return bits;
    }

    private static void requantizer(QuantizedNode node, WidthCertificate.Layer claim, List<String> wrong) {
        int bits = 0;
        int least = 0;
        int greatest = 0;
        Rescaling rescaling = ((NodeArithmetic.Accumulate) node.arithmetic()).output();
        if (rescaling.form() instanceof MultiplyShift) {
            least = Integer.MAX_VALUE;
            greatest = Integer.MIN_VALUE;
            for (ScaleParameters p : rescaling.parameters()) {
                long odd = p.multiplier();
                while (odd != 0 && odd % 2 == 0) {
                    odd /= 2;
                }
                bits = Math.max(bits, bits(Math.min(odd, 0), Math.max(odd, 0)));
                least = Math.min(least, p.shift());
                greatest = Math.max(greatest, p.shift());
            }
        }
        String name = claim.name();
        number(name + ", bits of the multiplier", bits, claim.requantizer().multiplierBits(), wrong);
        number(name + ", least shift", least, claim.requantizer().leastShift(), wrong);
        number(name + ", greatest shift", greatest, claim.requantizer().greatestShift(), wrong);
    }

    private static void bound(
            String what,
            long claimed,
            long computed,
            long[] sums,
            List<Long> at,
            Shape shape,
            int k,
            List<String> wrong) {
        if (claimed != computed) {
            wrong.add(what + " is " + computed + ", the certificate says " + claimed);
            return;
        }
        long position = 0;
        boolean inside = at.size() == shape.rank() && at.getLast() == k;
        for (int axis = 0; inside && axis < shape.rank(); axis++) {
            inside = at.get(axis) >= 0 && at.get(axis) < shape.size(axis);
            position = position * shape.size(axis) + at.get(axis);
        }
        if (!inside || sums[(int) position] != claimed) {
            wrong.add(what + " is not reached at " + at);
        }
    }

    private static long[] plus(long[] a, long[] b, long[] countedTwice) {
        long[] sum = new long[a.length];
        Arrays.setAll(sum, i -> a[i] + b[i] - countedTwice[i]);
        return sum;
    }

    /** The sums of a layer with changed weights, when every word of its input is the same. */
    private long[] sums(QuantizedNode node, LongUnaryOperator weight, long word) {
        RawTensor weights = node.constant(1);
        List<Optional<RawTensor>> constants = new ArrayList<>(node.constants());
        constants.set(
                1,
                Optional.of(RawTensor.owning(
                        weights.format(),
                        weights.shape(),
                        Arrays.stream(weights.toArray()).map(weight).toArray())));
        QuantizedNode wide = new QuantizedNode(node.node(), node.operandTypes(), constants)
                .withAccumulation(new Accumulation.Wrap(IntFormat.I64));
        Node n = node.node();
        Kernel kernel = AccumulatorProbe.of(n.op().lower(wide)).orElseThrow();
        String input = n.operands().getFirst();
        Shape shape = node.operandShape(0);
        long[] words = new long[shape.elements()];
        Arrays.fill(words, word);
        RawTensor all = RawTensor.owning(node.operandElement(0).format(), shape, words);
        return new Oracle().run(kernel, Map.of(input, all)).get(n.name()).toArray();
    }
}
