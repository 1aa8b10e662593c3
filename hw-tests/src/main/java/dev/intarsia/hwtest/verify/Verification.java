package dev.intarsia.hwtest.verify;

import dev.intarsia.hwtest.engine.Cycles;
import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.hwtest.engine.Samplewise;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Runs engines on the same vectors and compares every tensor. */
public final class Verification {

    private final Program program;
    private final List<String> order;
    private final Reference reference;
    private final SequencedMap<String, Supplier<RunningEngine>> engines = new LinkedHashMap<>();

    /** @param reference what all engines are held against */
    public Verification(Program program, Reference reference) {
        this.program = program;
        this.reference = reference;
        this.order = program.meaning().graph().nodes().stream().map(Node::name).toList();
    }

    /** An engine that is held against the reference, under this label. */
    public Verification with(String label, Supplier<RunningEngine> engine) {
        if (engines.put(label, engine) != null) {
            throw new IllegalArgumentException(label + " takes part twice");
        }
        return this;
    }

    /**
     * Runs everything.
     *
     * @param samples how many inferences
     * @param vectors the inputs of each, in the graph's order, without the batch axis
     * @param step is run after each sample, by any thread
     */
    public Verdict run(int samples, IntFunction<List<RawTensor>> vectors, Runnable step) {
        List<Worker> opened = Collections.synchronizedList(new ArrayList<>());
        try {
            List<List<Comparison>> all = Samplewise.map(
                    samples,
                    () -> {
                        Worker worker = new Worker();
                        opened.add(worker);
                        return sample -> worker.compare(sample, vectors.apply(sample));
                    },
                    step);
            return verdict(all);
        } finally {
            opened.forEach(Worker::close);
        }
    }

    private Verdict verdict(List<List<Comparison>> samples) {
        List<Verdict.Tally> tallies = new ArrayList<>();
        List<String> labels = List.copyOf(engines.keySet());
        for (int engine = 0; engine < labels.size(); engine++) {
            long mismatches = 0;
            int failed = 0;
            for (List<Comparison> sample : samples) {
                mismatches += sample.get(engine).mismatches();
                failed += sample.get(engine).first().isPresent() ? 1 : 0;
            }
            int own = engine;
            Optional<Cycles> cycles = samples.stream()
                    .flatMap(sample -> sample.get(own).cycles().stream())
                    .findFirst();
            tallies.add(new Verdict.Tally(labels.get(engine), mismatches, failed, cycles));
        }
        long words = program.meaning().graph().nodes().stream()
                .mapToLong(node -> node.type().shape().withoutFirst().elements())
                .sum();
        return new Verdict(
                reference.label(),
                tallies,
                samples.size(),
                (long) order.size() * samples.size(),
                words * samples.size(),
                samples.stream().flatMap(sample -> earliest(sample).stream()).findFirst());
    }

    /** The first difference of a sample: at the earliest tensor, of the first engine that differs there. */
    private Optional<Difference> earliest(List<Comparison> sample) {
        return sample.stream()
                .flatMap(comparison -> comparison.first().stream())
                .min((a, b) -> Integer.compare(order.indexOf(a.tensor()), order.indexOf(b.tensor())));
    }

    /** The engines of one thread. */
    private final class Worker implements AutoCloseable {

        private final Reference.Words expected = reference.words().get();
        private final SequencedMap<String, RunningEngine> running = new LinkedHashMap<>();

        private Worker() {
            engines.forEach((label, engine) -> running.put(label, engine.get()));
        }

        private List<Comparison> compare(int sample, List<RawTensor> inputs) {
            Map<String, RawTensor> words = expected.of(sample, inputs);
            List<Comparison> comparisons = new ArrayList<>();
            running.forEach((label, engine) -> comparisons.add(compare(label, engine, sample, inputs, words)));
            return comparisons;
        }

        private Comparison compare(
                String label, RunningEngine engine, int sample, List<RawTensor> inputs, Map<String, RawTensor> words) {
            Map<String, RawTensor> found = new LinkedHashMap<>();
            Optional<String> failure = Optional.empty();
            try {
                engine.run(inputs, found::put);
            } catch (RuntimeException e) { // an engine that breaks down differs, too
                failure = Optional.of(e.toString());
            }
            Comparison comparison = Comparison.of(label, sample, order, words, found, failure);
            return failure.isEmpty() ? comparison.from(engine) : comparison;
        }

        @Override
        public void close() {
            running.values().forEach(RunningEngine::close);
            expected.close();
        }
    }
}
