package dev.intarsia.hwtest.verify;

import dev.intarsia.hwtest.engine.EngineKind;
import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.type.RawTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What can be said of a difference.
 *
 * @param difference the difference
 * @param trace how the expected word comes about; empty where no single word differs
 * @param reproducer a small network with one vector and its expected words that shows a difference again
 * @param shrunk whether the reproducer was seen to show the difference; otherwise it is the whole network with the vector
 */
public record Diagnosis(Difference difference, Optional<WordTrace> trace, GoldenPack reproducer, boolean shrunk) {

    /** Cases that are run at most to make one small. */
    private static final int TRIES = 250;

    /**
     * Looks into a difference.
     *
     * @param engine the engine that differs
     * @param inputs the vector with which it does
     * @param expected the expected words of every node
     */
    public static Diagnosis of(
            QuantizedGraph graph,
            Participant engine,
            List<RawTensor> inputs,
            Map<String, RawTensor> expected,
            Difference difference) {
        Map<String, RawTensor> words = new LinkedHashMap<>(expected);
        for (int i = 0; i < inputs.size(); i++) {
            words.put(graph.graph().inputs().get(i).name(), inputs.get(i));
        }
        Optional<WordTrace> trace = difference instanceof Difference.Word word
                ? Optional.of(WordTrace.of(Lower.lower(graph), word.tensor(), words, word.position()))
                        .filter(t -> !t.steps().isEmpty())
                : Optional.empty();
        Case whole = new Case(graph, inputs);
        try (Differs differs = new Differs(engine, difference)) {
            if (!differs.test(whole)) {
                return new Diagnosis(
                        difference, trace, new GoldenPack(graph, List.of(inputs), List.of(expected)), false);
            }
            Case small = Shrink.of(whole, difference.tensor(), words, differs, TRIES);
            return new Diagnosis(difference, trace, pack(small), true);
        }
    }

    private static GoldenPack pack(Case small) {
        Map<String, RawTensor> tensors = plainest(Lower.lower(small.graph()), small.inputs());
        return new GoldenPack(small.graph(), List.of(small.inputs()), List.of(tensors));
    }

    /** The words of the engine that the others are held against. */
    private static Map<String, RawTensor> plainest(Program program, List<RawTensor> inputs) {
        EngineKind first = Engines.ALL.getFirst();
        return Reference.shown(first.prepare(program, Optional.empty()).get(), inputs);
    }

    /** Whether an engine shows a difference of the same kind on a case. Keeps the engine of the last network. */
    private static final class Differs implements Predicate<Case>, AutoCloseable {

        private final Participant engine;
        private final Difference like;
        private Optional<QuantizedGraph> last = Optional.empty();
        private Program program;
        private RunningEngine running = (inputs, each) -> List.of();

        Differs(Participant engine, Difference like) {
            this.engine = engine;
            this.like = like;
        }

        @Override
        public boolean test(Case candidate) {
            try {
                prepare(candidate.graph());
            } catch (InvalidInputException refused) {
                return false; // the target cannot run this one
            }
            Map<String, RawTensor> expected = plainest(program, candidate.inputs());
            Map<String, RawTensor> found = new LinkedHashMap<>();
            Optional<String> failure = Optional.empty();
            try {
                running.run(candidate.inputs(), found::put);
            } catch (RuntimeException e) {
                failure = Optional.of(e.toString());
            }
            List<String> order =
                    candidate.graph().graph().nodes().stream().map(Node::name).toList();
            return Comparison.of(engine.label(), 0, order, expected, found, failure)
                    .first()
                    .filter(difference -> difference.getClass() == like.getClass())
                    .isPresent();
        }

        private void prepare(QuantizedGraph graph) {
            if (last.isEmpty() || last.get() != graph) {
                close();
                last = Optional.empty();
                program = Lower.lower(graph);
                running = engine.prepare(program).get();
                last = Optional.of(graph);
            }
        }

        @Override
        public void close() {
            running.close();
            running = (inputs, each) -> List.of();
        }
    }
}
