package dev.intarsia.training.qat;

import ai.djl.ndarray.NDManager;
import dev.intarsia.cli.Progress;
import dev.intarsia.cli.Samples;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.finetune.FineTuned;
import dev.intarsia.cli.finetune.FineTuningTask;
import dev.intarsia.cli.finetune.FineTuningTask.Schedule;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.layerwise.Batch;
import dev.intarsia.simulator.layerwise.LayerwiseBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** One task of training, from its start or from its checkpoint to the best network of integers that it found. */
final class Training {

    private static final int CHECKPOINT_STEPS = 50;
    private static final int VALIDATION_BATCH = 128;

    /** Of a step's memory, how many numbers there are for one of the greatest matrix. */
    private static final long COPIES = 6;

    private final FineTuningTask task;
    private final Schedule schedule;
    private final TrainingState state;
    private final Checkpoint checkpoint;
    private final Map<String, SumMatrices> matrices = new HashMap<>();
    private final Samples training;
    private final RealAnswers answers;
    private final Samples validation;
    /** What is wanted of the validation samples. */
    private final double[] wanted;
    /** What there was of them before training. */
    private final Validation.Result start;

    private final int steps;

    Training(FineTuningTask task) {
        this.task = task;
        this.schedule = task.schedule();
        this.state = new TrainingState(Parameters.of(task.graph(), task.start()));
        IntegerNetwork network = IntegerNetwork.of(task, state.parameters());
        QuantizedGraph graph = network.graph();
        Diagnostics diagnostics = new Diagnostics();
        Differentiable.check(graph, diagnostics);
        diagnostics.stopOnErrors();
        for (QuantizedNode node : graph.quantizedNodes()) {
            if (node.arithmetic() instanceof NodeArithmetic.Accumulate) {
                matrices.put(node.name(), SumMatrices.of(node));
            }
        }
        checkMemory();
        this.training = Samples.of(task.training(), graph.graph());
        this.answers = new RealAnswers(task.graph(), task.training());
        this.validation = Samples.of(task.validation(), graph.graph());
        this.wanted = new RealAnswers(task.graph(), task.validation())
                .of(IntStream.range(0, validation.size()).toArray());
        this.start = scored(network);
        this.steps = training.size() / schedule.batch();
        this.checkpoint = new Checkpoint(task);
    }

    private void checkMemory() {
        long numbers = matrices.values().stream()
                        .mapToLong(SumMatrices::columnsASample)
                        .max()
                        .orElse(0)
                * Math.max(schedule.batch(), VALIDATION_BATCH);
        long needed = COPIES * Float.BYTES * numbers;
        long there = Runtime.getRuntime().maxMemory();
        if (needed > there || numbers > Integer.MAX_VALUE) {
            throw InvalidInputException.of(
                    task.training().source(),
                    String.format(
                            Locale.ROOT,
                            "a step of %d samples needs about %,d MiB, and Java has %,d",
                            schedule.batch(),
                            needed >> 20,
                            there >> 20),
                    "take a smaller --batch, or give Java more with JAVA_TOOL_OPTIONS=-Xmx8g");
        }
    }

    /** Trains to the end. */
    FineTuned run(Voice voice) {
        checkpoint.read(state);
        if (state.epochs().isEmpty()) {
            state.finished(judged(0, IntegerNetwork.of(task, state.parameters()), start));
        } else {
            voice.note("goes on from " + task.checkpoint() + ": epoch " + state.epoch() + ", step " + state.step());
        }
        while (state.epoch() <= schedule.epochs()
                && state.epochs().size() - 1 - state.bestEpoch() < schedule.patience()) {
            epoch(voice);
        }
        state.takeBest();
        QuantizedGraph graph = IntegerNetwork.of(task, state.parameters()).graph();
        checkpoint.delete();
        return new FineTuned(graph, state.epochs(), state.bestEpoch());
    }

    private void epoch(Voice voice) {
        int epoch = state.epoch();
        int[] order = order(epoch);
        try (Progress progress = voice.progress(
                "epoch " + epoch + " of " + schedule.epochs(), (long) steps * schedule.batch(), "samples")) {
            progress.advance((long) state.step() * schedule.batch());
            while (state.step() < steps) {
                state.stepped(step(order, state.step()));
                progress.advance(schedule.batch());
                if (state.step() % CHECKPOINT_STEPS == 0 && state.step() < steps) {
                    checkpoint.write(state);
                }
            }
        }
        IntegerNetwork network = IntegerNetwork.of(task, state.parameters());
        state.finished(judged(state.loss() / steps, network, scored(network)));
        FineTuned.Epoch done = state.epochs().getLast();
        voice.note(String.format(
                Locale.ROOT,
                "epoch %d: loss %.4f; of validation samples %.4f, %d of %d right",
                epoch,
                done.loss(),
                done.validation(),
                done.right(),
                validation.size()));
        checkpoint.write(state);
    }

    /** The samples in the order of an epoch. */
    private int[] order(int epoch) {
        SplittableRandom random = new SplittableRandom(schedule.seed() * 1_000_003 + epoch);
        int[] order = IntStream.range(0, training.size()).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int own = order[i];
            order[i] = order[j];
            order[j] = own;
        }
        return order;
    }

    /** One step; its loss. */
    private double step(int[] order, int number) {
        int n = schedule.batch();
        int[] chosen = Arrays.copyOfRange(order, number * n, (number + 1) * n);
        IntegerNetwork network = IntegerNetwork.of(task, state.parameters());
        try (NDManager manager = NDManager.newBaseManager()) {
            ForwardPass forward = ForwardPass.of(network, matrices, batch(training, chosen), manager);
            String logits = Differentiable.logits(network.graph());
            Quantized element = network.graph().graph().type(logits).quantized();
            double[] real = ForwardPass.real(forward.words(logits), element);
            float[] gradient = new float[real.length];
            double loss = CrossEntropy.of(real, answers.of(chosen), n, gradient);
            BackwardPass.run(network, state.parameters(), matrices, forward, logits, gradient);
            long done = (long) (state.epoch() - 1) * steps + number;
            double rate = schedule.rate() * 0.5 * (1 + Math.cos(Math.PI * done / ((double) schedule.epochs() * steps)));
            state.parameters().all().values().forEach(parameter -> parameter.move(rate, done + 1));
            return loss;
        }
    }

    private static Batch batch(Samples samples, int[] chosen) {
        List<RawTensor> words = new ArrayList<>();
        for (int sample : chosen) {
            words.add(samples.words(sample).getFirst());
        }
        return Batch.of(words);
    }

    private Validation.Result scored(IntegerNetwork network) {
        return Validation.of(network.graph(), validation, wanted, VALIDATION_BATCH);
    }

    /** What the simulator says of the validation samples, and of the training's own forward pass on the first of them. */
    private FineTuned.Epoch judged(double loss, IntegerNetwork network, Validation.Result found) {
        int[] first = IntStream.range(0, Math.min(VALIDATION_BATCH, validation.size()))
                .toArray();
        return new FineTuned.Epoch(
                loss, found.loss(), found.gain(start), found.right(), compared(network, matrices, validation, first));
    }

    /**
     * Compares every word of a forward pass with the simulator's.
     *
     * @return how many there are
     */
    static long compared(IntegerNetwork network, Map<String, SumMatrices> matrices, Samples samples, int[] chosen) {
        LayerwiseBatch simulator = LayerwiseBatch.of(Lower.lower(network.graph()));
        Map<String, Batch> expected =
                simulator.run(IntStream.of(chosen).mapToObj(samples::words).toList());
        try (NDManager manager = NDManager.newBaseManager()) {
            ForwardPass found = ForwardPass.of(network, matrices, batch(samples, chosen), manager);
            long words = 0;
            for (Map.Entry<String, Batch> tensor : expected.entrySet()) {
                int[] own = found.words(tensor.getKey()).words();
                int[] simulated = tensor.getValue().words();
                for (int i = 0; i < simulated.length; i++) {
                    if (own[i] != simulated[i]) {
                        throw new IllegalStateException("the training's forward pass differs from the simulator: "
                                + tensor.getKey() + ", element " + i / chosen.length + " of sample "
                                + chosen[i % chosen.length] + ": " + own[i] + ", the simulator says " + simulated[i]);
                    }
                }
                words += simulated.length;
            }
            return words;
        }
    }

    Map<String, SumMatrices> matrices() {
        return matrices;
    }
}
