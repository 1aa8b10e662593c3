package dev.intarsia.cli.command;

import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.ModelFiles;
import dev.intarsia.cli.OutputFile;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Prepared;
import dev.intarsia.cli.Progress;
import dev.intarsia.cli.Samples;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Vectors;
import dev.intarsia.cli.VerificationText;
import dev.intarsia.cli.Voice;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.DatasetReader;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.engine.EngineKind;
import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.hwtest.verify.Diagnosis;
import dev.intarsia.hwtest.verify.Difference;
import dev.intarsia.hwtest.verify.GoldenPack;
import dev.intarsia.hwtest.verify.GoldenPackReader;
import dev.intarsia.hwtest.verify.Participant;
import dev.intarsia.hwtest.verify.Participants;
import dev.intarsia.hwtest.verify.Reference;
import dev.intarsia.hwtest.verify.Verdict;
import dev.intarsia.hwtest.verify.Verification;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.target.Target;
import dev.intarsia.ir.type.RawTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** All engines on the same vectors, every tensor compared. */
@Command(
        name = "verify",
        description = "Run engines on the same vectors and compare every word of every tensor.",
        footer = "intarsia verify examples/fashion/fashion.inta --target inlay16 --data examples/fashion/test.npz")
public final class VerifyCommand extends Subcommand {

    /** Vectors where nobody says how many: the oracle is slow. */
    private static final int STANDARD_VECTORS = 8;

    private final List<EngineKind> engines;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description = {ModelFiles.DESCRIPTION, "Left out with --rtl."})
    private Path model;

    @Option(
            names = "--target",
            paramLabel = "T",
            description = "An .accel file, or inlay8, inlay16, inlay32; may repeat.")
    private List<String> targets = List.of();

    @Option(
            names = "--engines",
            split = ",",
            paramLabel = "E",
            description =
                    "The first is held to be right (default: all that can run, but rtl, of ${COMPLETION-CANDIDATES}).",
            completionCandidates = Names.OfEngines.class,
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private List<String> names = List.of();

    @Option(names = "--data", paramLabel = "D", description = "Samples to run (default: random vectors).")
    private Path data;

    @Option(
            names = "--calibration",
            paramLabel = "C",
            description =
                    "Samples to calibrate with, for a model of real numbers; without them a part of D is held out.")
    private Path calibration;

    @Option(names = "--limit", paramLabel = "N", description = "Run the first N samples of D (default: 8).")
    private Integer limit;

    @Option(
            names = "--random",
            paramLabel = "N",
            description = "Run N vectors of corner and random words (default: 8 without D, else none).")
    private Integer random;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of the random vectors.")
    private long seed;

    @Option(names = "--record", paramLabel = "DIR", description = "Write the model, the vectors and all words there.")
    private Path record;

    @Option(
            names = "--replay",
            paramLabel = "DIR",
            description = "Hold all engines against vectors that were recorded there.")
    private Path replay;

    @Option(
            names = "--reproducer",
            paramLabel = "DIR",
            defaultValue = "intarsia-difference",
            description = "Where a small case is written when there is a difference.")
    private Path reproducer;

    @Mixin
    private QuantizationOptions quantization;

    @Mixin
    private DesignOptions design;

    /** @param engines those that there are */
    public VerifyCommand(Streams streams, List<EngineKind> engines) {
        super(streams);
        this.engines = List.copyOf(engines);
    }

    /** What is verified, with what. */
    private record Task(QuantizedGraph graph, Vectors vectors, Optional<GoldenPack> golden) {}

    @Override
    ExitStatus run(Voice voice) {
        checkOptions();
        if (design.asked()) {
            return new DesignVerification(design.binding(), random, seed, record, replay, reproducer)
                    .run(design, voice);
        }
        Voice.Stopwatch watch = voice.stopwatch();
        Map<Target, String> hardware = new LinkedHashMap<>();
        targets.forEach(target -> hardware.put(TargetReader.read(target), target));
        Participants participants = Participants.of(chosen(), List.copyOf(hardware.keySet()));
        refuseAbsent(participants);
        Task task = task(participants, voice);
        Program program = Pipeline.lower(task.graph());
        List<Participants.Absent> absent = new ArrayList<>(participants.absent());
        Map<Participant, Supplier<RunningEngine>> ready = new LinkedHashMap<>();
        for (Participant participant : participants.running()) {
            try {
                ready.put(participant, participant.prepare(program));
            } catch (InvalidInputException refused) {
                if (!names.isEmpty()) {
                    throw refused;
                }
                String reason = refused.diagnostics().getFirst().message();
                absent.add(new Participants.Absent(participant.label(), reason, false));
            }
        }
        List<Participant> running = new ArrayList<>(ready.keySet());
        Reference reference = task.golden().map(GoldenPack::reference).orElseGet(() -> {
            Participant first = running.removeFirst();
            return Reference.of(first.label(), ready.get(first));
        });
        if (running.isEmpty()) {
            throw InvalidInputException.of(
                    new ModelNode(model.toString(), ""),
                    "there is only " + reference.label() + ", and nothing to hold against it",
                    "add --target T, or more --engines");
        }
        Verification verification = new Verification(program, reference);
        running.forEach(participant -> verification.with(participant.label(), ready.get(participant)));
        Verdict verdict;
        try (Progress progress = voice.progress("verify", task.vectors().size(), "vectors")) {
            verdict = verification.run(task.vectors().size(), task.vectors().words(), () -> progress.advance(1));
        }
        Optional<Diagnosis> diagnosis = verdict.first().map(first -> diagnosis(task, running, reference, first));
        write(task, reference, diagnosis);
        VerificationText text = new VerificationText(
                task.graph().graph().name(), task.vectors().origin(), verdict, absent, diagnosis, reproducer);
        text.lines(running, hardware::get).forEach(voice::result);
        Optional.ofNullable(record).ifPresent(folder -> voice.result("recorded in " + folder));
        voice.result(text.json(watch.seconds()));
        return verdict.allEqual() ? ExitStatus.DONE : ExitStatus.DIFFERENCE;
    }

    private void checkOptions() {
        if (design.asked()
                && (model != null || !targets.isEmpty() || !names.isEmpty() || data != null || limit != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rtl verifies a design by itself: leave MODEL, --target, --engines, --data and --limit out");
        }
        if (!design.asked() && model == null) {
            throw new ParameterException(
                    spec.commandLine(), "Missing required parameter: 'MODEL'; or name a design with --rtl");
        }
        design.check(spec.commandLine());
        if (replay != null && (data != null || random != null || record != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--replay brings its own vectors: leave --data, --random and --record out");
        }
        for (Map.Entry<String, Optional<Integer>> count : Map.of(
                        "--limit", Optional.ofNullable(limit), "--random", Optional.ofNullable(random))
                .entrySet()) {
            if (count.getValue().orElse(1) < 1) {
                throw new ParameterException(
                        spec.commandLine(),
                        count.getKey() + " is at least 1, found "
                                + count.getValue().get());
            }
        }
    }

    private List<EngineKind> chosen() {
        if (names.isEmpty()) {
            return engines.stream().filter(EngineKind::quick).toList();
        }
        return names.stream()
                .distinct()
                .map(name -> engines.stream()
                        .filter(engine -> engine.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(),
                                "there is no engine '" + name + "'; there are "
                                        + engines.stream().map(EngineKind::name).collect(Collectors.joining(", ")))))
                .toList();
    }

    /** An engine that was asked for by name must run: a check that quietly did less than asked would be worth nothing. */
    private void refuseAbsent(Participants participants) {
        if (!names.isEmpty() && !participants.absent().isEmpty()) {
            Participants.Absent first = participants.absent().getFirst();
            String message = "the engine " + first.engine() + " cannot run: " + first.reason();
            if (first.tool()) {
                throw InvalidInputException.of(
                        new ModelNode(model.toString(), ""), message, "leave it out of --engines, or install it");
            }
            throw new ParameterException(spec.commandLine(), message + "; add --target T");
        }
    }

    private Task task(Participants participants, Voice voice) {
        Optional<Target> target = participants.running().stream()
                .flatMap(participant -> participant.target().stream())
                .findFirst();
        ReadModel read = quantization.read(model, voice);
        if (replay != null) {
            GoldenPack pack = GoldenPackReader.read(replay);
            QuantizedGraph graph = quantization.quantized(read, model, Optional.ofNullable(calibration), target);
            GoldenPackReader.check(pack, replay, graph);
            return new Task(graph, Vectors.of(pack), Optional.of(pack));
        }
        if (data == null) {
            QuantizedGraph graph = quantization.quantized(read, model, Optional.ofNullable(calibration), target);
            return new Task(graph, randomVectors(graph, STANDARD_VECTORS), Optional.empty());
        }
        Prepared prepared = quantization.prepared(
                read,
                DatasetReader.read(data, Optional.empty()),
                Optional.ofNullable(calibration).map(file -> DatasetReader.read(file, Optional.empty())),
                target);
        prepared.remark().ifPresent(voice::note);
        Dataset scored = prepared.scored();
        Dataset few = scored.range(0, Math.min(limit == null ? STANDARD_VECTORS : limit, scored.size()));
        Vectors samples = Vectors.of(Samples.of(few, prepared.quantized()), scored.size());
        return new Task(
                prepared.quantized(),
                random == null ? samples : samples.and(randomVectors(prepared.quantized(), random)),
                Optional.empty());
    }

    private Vectors randomVectors(QuantizedGraph graph, int standard) {
        return Vectors.random(graph.graph(), random == null ? standard : random, seed);
    }

    private static Diagnosis diagnosis(Task task, List<Participant> running, Reference reference, Difference first) {
        Participant engine = running.stream()
                .filter(participant -> participant.label().equals(first.engine()))
                .findFirst()
                .orElseThrow();
        List<RawTensor> inputs = task.vectors().words().apply(first.sample());
        try (Reference.Words expected = reference.words().get()) {
            return Diagnosis.of(task.graph(), engine, inputs, expected.of(first.sample(), inputs), first);
        }
    }

    /** The reproducer and the record, all files or none. */
    private void write(Task task, Reference reference, Optional<Diagnosis> diagnosis) {
        try (OutputFile files = new OutputFile()) {
            diagnosis.ifPresent(d -> write(files, reproducer, d.reproducer()));
            if (record != null) {
                write(files, record, recorded(task, reference));
            }
            files.commit();
        }
    }

    private static void write(OutputFile files, Path folder, GoldenPack pack) {
        pack.files().forEach((name, content) -> files.write(folder.resolve(name), out -> out.write(content)));
    }

    private static GoldenPack recorded(Task task, Reference reference) {
        List<List<RawTensor>> inputs = IntStream.range(0, task.vectors().size())
                .mapToObj(task.vectors().words())
                .toList();
        try (Reference.Words words = reference.words().get()) {
            return new GoldenPack(
                    task.graph(),
                    inputs,
                    IntStream.range(0, inputs.size())
                            .mapToObj(sample -> words.of(sample, inputs.get(sample)))
                            .toList());
        }
    }
}
