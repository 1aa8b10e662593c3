package dev.intarsia.cli;

import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.hwtest.engine.Samplewise;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.runner.OutputDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Runs engines on all samples: for each sample its outputs, in the samples' order. */
public final class Runs {

    private static final int REAL_CHUNK = 128;

    /** So many inferences fill the loops of a simulator, and their activations stay in the cache. */
    private static final int IN_STEP = 128;

    private Runs() {}

    /** On simulators of the accelerator, one for each thread, which take many samples in step. */
    public static List<List<RawTensor>> simulated(
            Supplier<CompiledSimulator> simulators, Samples samples, Progress progress) {
        return Samplewise.chunks(
                samples.size(),
                IN_STEP,
                () -> {
                    CompiledSimulator simulator = simulators.get();
                    return chunk -> simulator.runTogether(
                            chunk.stream().map(samples::words).toList());
                },
                progress::advance);
    }

    /** On an engine, one for each thread, and closed when all samples are done. */
    public static List<List<RawTensor>> on(Supplier<RunningEngine> engines, Samples samples, Progress progress) {
        List<RunningEngine> opened = Collections.synchronizedList(new ArrayList<>());
        try {
            return Samplewise.map(
                    samples.size(),
                    () -> {
                        RunningEngine engine = engines.get();
                        opened.add(engine);
                        return sample -> engine.run(samples.words(sample), CompiledSimulator.UNOBSERVED);
                    },
                    () -> progress.advance(1));
        } finally {
            opened.forEach(RunningEngine::close);
        }
    }

    /** On the oracle. */
    public static List<List<RawTensor>> oracle(Program program, Samples samples, Progress progress) {
        return Samplewise.map(
                samples.size(),
                () -> sample -> Pipeline.oracle(program, samples.words(sample)),
                () -> progress.advance(1));
    }

    /** On real numbers: many images at a time, since the engine is faster so. */
    public static List<List<RealTensor>> real(Graph graph, Samples samples, Progress progress) {
        List<List<RealTensor>> outputs = new ArrayList<>();
        for (int first = 0; first < samples.size(); first += REAL_CHUNK) {
            List<List<RealTensor>> images = IntStream.range(first, Math.min(first + REAL_CHUNK, samples.size()))
                    .mapToObj(samples::real)
                    .toList();
            outputs.addAll(Pipeline.real(graph, images));
            progress.advance(images.size());
        }
        return outputs;
    }

    /** How many answers of integers are right, where that is known. */
    public static Optional<Score> score(List<List<RawTensor>> outputs, Samples samples) {
        List<Integer> answers =
                outputs.stream().map(o -> Score.answer(o.getFirst())).toList();
        return samples.labels().map(labels -> Score.of(answers, labels));
    }

    /** How many answers of real numbers are right, where that is known. */
    public static Optional<Score> scoreReal(List<List<RealTensor>> outputs, Samples samples) {
        List<Integer> answers =
                outputs.stream().map(o -> Score.answer(o.getFirst())).toList();
        return samples.labels().map(labels -> Score.of(answers, labels));
    }

    /** The digest of all output words. */
    public static String sha256(List<List<RawTensor>> outputs) {
        OutputDigest digest = new OutputDigest();
        outputs.forEach(inference -> inference.forEach(digest::add));
        return digest.hex();
    }
}
