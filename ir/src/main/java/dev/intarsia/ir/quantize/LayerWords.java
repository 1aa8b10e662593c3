package dev.intarsia.ir.quantize;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.quantize.weights.LeastSquares;
import dev.intarsia.ir.quantize.weights.Moments;
import dev.intarsia.ir.quantize.weights.RoundWeights;
import dev.intarsia.ir.quantize.weights.SumLimit;
import dev.intarsia.ir.range.ProductPlaces;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The words of one layer's weights and bias, and the scale of each channel's weights: that of the plan, unless sums have a limit that takes
 * coarser steps.
 */
final class LayerWords {

    /** A bias that moves with its weights is found in so many rounds, or the words that it does not fit with are given up. */
    private static final int ROUNDS = 6;

    /** Steps that grow by this factor are tried where a limit binds, up to so many times. */
    private static final double COARSER = Math.sqrt(Math.sqrt(2));

    private static final int COARSEST = 20;
    private static final int WORSE_IN_A_ROW = 4;

    private final Refinements refinements;
    private final ProductPlaces places;
    private final Quantized input;
    private final RealTensor weights;
    private final Quantized element;
    private final Optional<RealTensor> bias;
    private final IntFormat biasFormat;
    private final Optional<IntFormat> limit;
    private final Moments[] moments;
    private final LeastSquares[] problems;
    private final double[] scales;
    private final long[] words;
    private final float[] corrected;

    /**
     * @param places what each tap of a sum reads
     * @param seen what the taps of one kind of channel read
     * @param input the type of what the layer reads
     * @param weights output channel first
     * @param limit the format that every sum is to fit whatever is read; empty where sums may get as wide as they need
     */
    LayerWords(
            Refinements refinements,
            ProductPlaces places,
            IntFunction<Moments> seen,
            Quantized input,
            RealTensor weights,
            Quantized element,
            Optional<RealTensor> bias,
            Optional<IntFormat> limit) {
        this.refinements = refinements;
        this.places = places;
        this.input = input;
        this.weights = weights;
        this.element = element;
        this.bias = bias;
        this.biasFormat = NodePlanning.biasFormat(input);
        this.limit = limit;
        int channels = weights.shape().size(0);
        this.moments = new Moments[places.kinds()];
        this.problems = new LeastSquares[places.kinds()];
        this.words = TensorQuantization.quantize(weights, element).toArray();
        this.scales = new double[channels];
        this.corrected = bias.map(RealTensor::toArray).orElseGet(() -> new float[channels]);
        IntStream.range(0, moments.length).parallel().forEach(kind -> {
            moments[kind] = seen.apply(kind);
            if (refinements.choosesWeights()) {
                problems[kind] = bias.isPresent() ? moments[kind].withBias() : moments[kind].withoutBias();
            }
        });
        IntStream.range(0, channels).parallel().forEach(this::channel);
    }

    /** The type of the weights. */
    Quantized element() {
        return element.scale().isPerTensor()
                ? element
                : new Quantized(
                        element.format(),
                        Scale.perAxis(Arrays.stream(scales).boxed().toList(), 0),
                        0);
    }

    RawTensor weights() {
        return RawTensor.owning(element.format(), weights.shape(), words);
    }

    Optional<RawTensor> bias() {
        return bias.map(b -> {
            long[] biases = new long[scales.length];
            Arrays.setAll(biases, k -> biasWord(k, scales[k], corrected[k]));
            return RawTensor.owning(biasFormat, b.shape(), biases);
        });
    }

    private record Choice(double scale, long[] words, float bias, double error, boolean fits) {}

    private void channel(int k) {
        double planned = element.scale().at(element.scale().isPerTensor() ? 0 : k);
        Choice best = choice(k, planned);
        if (limit.isPresent() && !element.scale().isPerTensor() && isLimited(k, planned)) {
            int worse = 0;
            for (int step = 1; step <= COARSEST && worse < WORSE_IN_A_ROW; step++) {
                Choice next = choice(k, (float) (planned * Math.pow(COARSER, step)));
                boolean better = next.fits && (!best.fits || next.error < best.error);
                worse = better || !best.fits ? 0 : worse + 1;
                best = better ? next : best;
            }
        }
        scales[k] = best.scale;
        corrected[k] = best.bias;
        System.arraycopy(best.words, 0, words, k * places.taps(), places.taps());
    }

    /** Whether the best words without a limit would break it. */
    private boolean isLimited(int k, double scale) {
        long[] free = RoundWeights.round(steps(k, scale), problems[places.kind(k)], element.format(), Optional.empty());
        return excess(free, biasWord(k, scale, corrected[k])) > 0;
    }

    private double[] steps(int k, double scale) {
        double[] steps = new double[places.taps()];
        Arrays.setAll(steps, t -> weights.at(k * steps.length + t) / scale);
        return steps;
    }

    /** Words at one scale. */
    private Choice choice(int k, double scale) {
        double[] steps = steps(k, scale);
        LeastSquares problem = problems[places.kind(k)];
        float given = bias.map(b -> b.at(k)).orElse(0f);
        float offset = given;
        long margin = 0;
        for (int round = 1; ; round++) {
            long[] chosen = refinements.choosesWeights()
                    ? RoundWeights.round(steps, problem, element.format(), limit(biasWord(k, scale, offset), margin))
                    : Arrays.copyOfRange(words, k * steps.length, (k + 1) * steps.length);
            offset = (float) (given + offset(k, steps, chosen) * scale);
            long excess = excess(chosen, biasWord(k, scale, offset));
            if (excess == 0 || round == ROUNDS) {
                double error = refinements.choosesWeights() ? problem.error(chosen, steps) * scale * scale : 0;
                return new Choice(scale, chosen, offset, error, excess == 0);
            }
            margin += excess;
        }
    }

    private Optional<SumLimit> limit(long start, long margin) {
        return limit.map(format -> sumLimit(format.min() - start + margin, format.max() - start - margin))
                .filter(SumLimit::isPossible);
    }

    private SumLimit sumLimit(long low, long high) {
        long zero = input.zeroPoint();
        return new SumLimit(input.format().min() - zero, input.format().max() - zero, low, high);
    }

    private long biasWord(int k, double scale, float value) {
        double step = input.scale().at(0) * scale;
        return bias.isEmpty() ? 0 : TensorQuantization.word(value, new Quantized(biasFormat, Scale.perTensor(step), 0));
    }

    /** What the mean of the sums is off by, in steps of the weights; 0 where there is no bias to take it up. */
    private double offset(int k, double[] steps, long[] chosen) {
        if (bias.isEmpty()) {
            return 0;
        }
        Moments own = moments[places.kind(k)];
        double offset = 0;
        for (int t = 0; t < chosen.length; t++) {
            offset += steps[t] * own.realMean()[t] - chosen[t] * own.foundMean()[t];
        }
        return offset;
    }

    /** By how much a sum can leave the limit. */
    private long excess(long[] chosen, long start) {
        if (limit.isEmpty()) {
            return 0;
        }
        SumLimit whole = sumLimit(0, 0);
        long high = Math.addExact(whole.reachUp(chosen), start);
        long low = Math.addExact(whole.reachDown(chosen), start);
        return Math.max(0, Math.max(high - limit.get().max(), limit.get().min() - low));
    }
}
