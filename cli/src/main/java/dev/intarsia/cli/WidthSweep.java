package dev.intarsia.cli;

import dev.intarsia.cli.report.Accuracy;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.type.RawTensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The same network with weights of other widths, on a few images. */
public final class WidthSweep {

    private static final int LEAST_BITS = 2;
    private static final int MOST_BITS = 8;
    private static final int IMAGES = 50;

    private WidthSweep() {}

    /**
     * Accuracy for each width of weights that one byte holds.
     *
     * @param settings all but the width of weights
     * @param scored the first images of these are run
     * @param alike a plan for the same graph
     * @return empty when there are no labels, or weights take more than a byte
     */
    public static Optional<Accuracy.Sweep> of(
            Graph simple,
            Calibration calibration,
            QuantizationSettings settings,
            Dataset scored,
            Pipeline.Compiled alike) {
        if (scored.labels().isEmpty() || settings.weightBits() > MOST_BITS) {
            return Optional.empty();
        }
        Dataset few = scored.range(0, Math.min(IMAGES, scored.size()));
        Samples images = Samples.of(few, simple);
        Score real =
                Runs.scoreReal(Runs.real(simple, images, Progress.NONE), images).orElseThrow();
        List<Accuracy.Point> points = IntStream.rangeClosed(LEAST_BITS, MOST_BITS)
                .parallel()
                .mapToObj(bits -> {
                    QuantizationSettings own = settings.withBits(bits, settings.activationBits());
                    double accuracy =
                            score(simple, calibration, own, few, alike).accuracy();
                    return new Accuracy.Point(bits, settings.activationBits(), accuracy, bits == settings.weightBits());
                })
                .toList();
        return Optional.of(new Accuracy.Sweep(few.size(), real.accuracy(), points));
    }

    private static Score score(
            Graph simple,
            Calibration calibration,
            QuantizationSettings settings,
            Dataset few,
            Pipeline.Compiled alike) {
        Pipeline.Quantization quantization = Pipeline.quantize(simple, calibration, settings);
        Pipeline.Compiled compiled = Pipeline.compileAlike(Pipeline.lower(quantization.graph()), alike);
        Samples images = Samples.of(few, quantization.graph().graph());
        List<List<RawTensor>> outputs = Runs.simulated(Pipeline.directSimulators(compiled), images, Progress.NONE);
        return Runs.score(outputs, images).orElseThrow();
    }
}
