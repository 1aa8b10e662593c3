package dev.intarsia.hwtest.junit;

import dev.intarsia.frontend.model.ModelReader;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.engine.EngineKind;
import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.hwtest.verify.Diagnosis;
import dev.intarsia.hwtest.verify.Difference;
import dev.intarsia.hwtest.verify.GoldenPack;
import dev.intarsia.hwtest.verify.GoldenPackReader;
import dev.intarsia.hwtest.verify.Participant;
import dev.intarsia.hwtest.verify.Participants;
import dev.intarsia.hwtest.verify.RandomVectors;
import dev.intarsia.hwtest.verify.Reference;
import dev.intarsia.hwtest.verify.Verdict;
import dev.intarsia.hwtest.verify.Verification;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.type.RawTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * What the verification of one test found.
 *
 * @param verdict the counts
 * @param failure what the test fails with; empty where every word is equal
 */
record Regression(Verdict verdict, Optional<String> failure) {

    /** @throws IllegalArgumentException when the annotation makes no sense */
    static Regression of(IntarsiaVerify asked, String test) {
        Optional<GoldenPack> golden = asked.replay().isEmpty()
                ? Optional.empty()
                : Optional.of(GoldenPackReader.read(Path.of(asked.replay())));
        QuantizedGraph graph = golden.map(GoldenPack::graph).orElseGet(() -> model(asked));
        Program program = Lower.lower(graph);
        List<Participant> running = new ArrayList<>(participants(asked));
        Map<Participant, Supplier<RunningEngine>> ready = new LinkedHashMap<>();
        running.forEach(participant -> ready.put(participant, participant.prepare(program)));
        Reference reference = golden.map(GoldenPack::reference).orElseGet(() -> {
            Participant first = running.removeFirst();
            return Reference.of(first.label(), ready.get(first));
        });
        if (running.isEmpty()) {
            throw new IllegalArgumentException(
                    test + ": there is nothing to hold against " + reference.label() + "; give engines or targets");
        }
        Verification verification = new Verification(program, reference);
        running.forEach(participant -> verification.with(participant.label(), ready.get(participant)));
        IntFunction<List<RawTensor>> vectors = golden.<IntFunction<List<RawTensor>>>map(pack -> pack.inputs()::get)
                .orElse(sample -> RandomVectors.vector(graph.graph(), asked.seed(), sample));
        Verdict verdict =
                verification.run(golden.map(pack -> pack.inputs().size()).orElse(asked.vectors()), vectors, () -> {});
        return new Regression(verdict, verdict.first().map(first -> {
            Participant engine = running.stream()
                    .filter(p -> p.label().equals(first.engine()))
                    .findFirst()
                    .orElseThrow();
            List<RawTensor> inputs = vectors.apply(first.sample());
            try (Reference.Words words = reference.words().get()) {
                Diagnosis diagnosis = Diagnosis.of(graph, engine, inputs, words.of(first.sample(), inputs), first);
                return text(first, diagnosis, write(diagnosis, Path.of(asked.reproducers(), test)));
            }
        }));
    }

    private static QuantizedGraph model(IntarsiaVerify asked) {
        if (asked.model().isEmpty()) {
            throw new IllegalArgumentException("give a model or golden vectors to replay");
        }
        return ModelReader.read(Path.of(asked.model()))
                .quantized()
                .orElseThrow(() -> new IllegalArgumentException(
                        asked.model() + " is one of real numbers: quantize it first, intarsia quantize"));
    }

    /** Everyone who was asked for by name must run; without names, whoever can. */
    private static List<Participant> participants(IntarsiaVerify asked) {
        List<EngineKind> kinds = new ArrayList<>();
        if (asked.engines().length == 0) {
            kinds.addAll(Engines.ALL);
        }
        for (String name : asked.engines()) {
            kinds.add(Engines.named(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "there is no engine '" + name + "'; there are " + Engines.names())));
        }
        for (Class<? extends EngineKind> kind : asked.kinds()) {
            try {
                var constructor = kind.getDeclaredConstructor();
                constructor.trySetAccessible();
                kinds.add(constructor.newInstance());
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(kind + " needs a constructor without parameters", e);
            }
        }
        Participants participants = Participants.of(
                kinds, Arrays.stream(asked.targets()).map(TargetReader::read).toList());
        if (asked.engines().length > 0 && !participants.absent().isEmpty()) {
            Participants.Absent first = participants.absent().getFirst();
            throw new IllegalArgumentException("the engine " + first.engine() + " cannot run: " + first.reason());
        }
        return participants.running();
    }

    private static String text(Difference first, Diagnosis diagnosis, Path folder) {
        StringBuilder text = new StringBuilder();
        text.append(first.engine()).append(" differs: vector ").append(first.sample());
        text.append(", layer ").append(first.tensor()).append(", ").append(first.text());
        diagnosis
                .trace()
                .ifPresent(trace -> trace.steps()
                        .forEach(step -> text.append("\n    ")
                                .append(step.value())
                                .append("  ")
                                .append(step.text())));
        return text.append("\nshown again by the vectors in ").append(folder).toString();
    }

    /** A new folder in place of one that an earlier run left. */
    private static Path write(Diagnosis diagnosis, Path folder) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, byte[]> file :
                    diagnosis.reproducer().files().reversed().entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue()); // last the one that vouches for the others
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
