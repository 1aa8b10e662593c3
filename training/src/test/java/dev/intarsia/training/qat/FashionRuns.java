package dev.intarsia.training.qat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.cli.Intarsia;
import dev.intarsia.cli.PairedCounts;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Progress;
import dev.intarsia.cli.Runs;
import dev.intarsia.cli.Samples;
import dev.intarsia.cli.Streams;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The example, trained on all training images of Debian's dataset-fashion-mnist and scored on all test images. */
final class FashionRuns {

    private static final Path DATA = Path.of("/usr/share/datasets/fashion-mnist");
    private static final Path MODEL =
            Path.of(System.getProperty("intarsia.root")).resolve("examples/fashion/fashion.inta");

    private FashionRuns() {}

    static boolean isInstalled() {
        return Files.exists(images("train"));
    }

    private static Path images(String part) {
        return DATA.resolve(part + "-images-idx3-ubyte.gz");
    }

    static ReadModel model() {
        return Pipeline.read(MODEL);
    }

    /** The first training images. */
    static Dataset training(int count) {
        return DatasetReader.read(images("train"), Optional.empty()).range(0, count);
    }

    /** What the command makes of the example. */
    static QuantizedGraph trained(Path output, String... options) {
        List<String> line = new ArrayList<>(List.of("finetune", MODEL.toString(), "--data"));
        line.addAll(List.of(images("train").toString(), "-o", output.toString()));
        line.addAll(List.of(options));
        StringWriter err = new StringWriter();
        int status = Intarsia.run(
                new Streams(new PrintWriter(new StringWriter()), new PrintWriter(err), false, System::nanoTime),
                line.toArray(String[]::new));
        assertEquals(0, status, err.toString());
        return Pipeline.read(output).quantized().orElseThrow();
    }

    /** Answers of integers beside those of the real numbers. */
    record Score(int real, int right, PairedCounts counts, List<Integer> answers, List<Integer> labels) {

        /** These answers beside others' of the same images: won where only these are right. */
        PairedCounts against(Score other) {
            return PairedCounts.of(other.answers, answers, labels);
        }

        double pointsLost() {
            return -100 * counts.change();
        }

        String text() {
            return String.format(
                    Locale.ROOT,
                    "%d of %d right (real numbers %d), %d won, %d lost, change %+.2f points (95 %%: %+.2f to %+.2f)",
                    right,
                    counts.answers(),
                    real,
                    counts.won(),
                    counts.lost(),
                    100 * counts.change(),
                    100 * counts.low(),
                    100 * counts.high());
        }
    }

    private static List<Integer> realAnswers;

    static Score score(QuantizedGraph graph) {
        Dataset test = DatasetReader.read(images("t10k"), Optional.empty());
        List<Integer> labels = test.labels().orElseThrow();
        if (realAnswers == null) {
            Graph simple = Pipeline.simplify(Pipeline.read(MODEL).graph());
            realAnswers = Runs.real(simple, Samples.of(test, simple), Progress.NONE).stream()
                    .map(outputs -> dev.intarsia.cli.Score.answer(outputs.getFirst()))
                    .toList();
        }
        List<Integer> answers = Validation.answers(graph, Samples.of(test, graph), 64);
        return new Score(
                right(realAnswers, labels),
                right(answers, labels),
                PairedCounts.of(realAnswers, answers, labels),
                answers,
                labels);
    }

    private static int right(List<Integer> answers, List<Integer> labels) {
        return dev.intarsia.cli.Score.of(answers, labels).right();
    }
}
