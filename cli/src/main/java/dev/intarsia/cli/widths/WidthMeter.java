package dev.intarsia.cli.widths;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Samples;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.MeasuredRanges;
import dev.intarsia.ir.quantize.OwnWidths;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.quantize.Quantizer;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.simulator.layerwise.Batch;
import dev.intarsia.simulator.layerwise.LayerwiseBatch;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Measures widths: quantizes with them, in the target's arithmetic, and compares the last sums (what a softmax at the end reads) with the real numbers on some
 * samples, whose labels do not matter. Words are chosen as the settings ask for, by other samples where there are enough, and each layer's by itself.
 */
final class WidthMeter {

    private static final int SAMPLES = 32;

    private final Graph simple;
    private final Calibration seen;
    private final Dataset samples;
    private final Quantizer quantizer;
    private final QuantizationSettings settings;
    private final ToDoubleFunction<QuantizedGraph> cost;
    private final String judged;
    private final List<RealTensor> exact;
    private final Map<Map<String, Integer>, WidthTrial> known = new ConcurrentHashMap<>();

    WidthMeter(
            Graph simple,
            Calibration seen,
            Dataset calibration,
            Quantizer quantizer,
            QuantizationSettings settings,
            ToDoubleFunction<QuantizedGraph> cost) {
        this.simple = simple;
        this.seen = seen;
        int judging = Math.min(SAMPLES, Math.ceilDiv(calibration.size(), 2));
        this.samples = calibration.range(0, judging);
        this.quantizer = quantizer.forTrials(
                simple,
                seen,
                settings,
                IntStream.range(Math.min(judging, calibration.size() - 1), calibration.size())
                        .boxed()
                        .toList());
        this.settings = settings;
        this.cost = cost;
        this.judged = MeasuredRanges.lastSums(simple);
        this.exact = Samples.of(samples, simple).reals().stream()
                .map(inputs -> Pipeline.realTensors(simple, inputs).get(judged))
                .toList();
    }

    WidthTrial of(SequencedMap<String, Integer> bits) {
        WidthTrial found = known.get(bits);
        if (found == null) {
            found = measured(bits);
            known.put(found.bits(), found);
        }
        return found;
    }

    private WidthTrial measured(SequencedMap<String, Integer> bits) {
        Pipeline.Quantization quantization = Pipeline.quantize(
                simple,
                seen,
                quantizer,
                settings.withOwn(new OwnWidths(bits, settings.own().activations())));
        QuantizedGraph graph = quantization.graph();
        String name = Pipeline.nameAfter(simple, quantization.plan(), judged);
        Samples words = Samples.of(samples, graph.graph());
        Map<String, Batch> found = LayerwiseBatch.of(Pipeline.lower(graph))
                .run(IntStream.range(0, words.size()).mapToObj(words::words).toList());
        Batch sums = found.get(name);
        Quantized element = graph.graph().type(name).quantized();
        double signal = 0;
        double noise = 0;
        for (int s = 0; s < exact.size(); s++) {
            for (int i = 0; i < sums.elements(); i++) {
                double real = exact.get(s).at(i);
                double word = sums.words()[i * sums.samples() + s];
                double off = element.scale().at(0) * (word - element.zeroPoint()) - real;
                signal += real * real;
                noise += off * off;
            }
        }
        return new WidthTrial(bits, cost.applyAsDouble(graph), noise / signal);
    }
}
