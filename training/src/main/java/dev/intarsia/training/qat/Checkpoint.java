package dev.intarsia.training.qat;

import dev.intarsia.cli.OutputFile;
import dev.intarsia.cli.finetune.FineTuned;
import dev.intarsia.cli.finetune.FineTuningTask;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.NpzReader;
import dev.intarsia.frontend.data.NpzWriter;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The state of a training as a file: all that it needs to go on as if nothing had happened. */
final class Checkpoint {

    /** Of the file: another one is another training's. */
    private static final String FORM = "2 ";

    private final Path file;
    private final byte[] task;

    Checkpoint(FineTuningTask task) {
        this.file = task.checkpoint();
        this.task = fingerprint(task);
    }

    /** Replaces the file, at once. */
    void write(TrainingState state) {
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        arrays.put("task", NumericArray.owning(NumericType.U1, Shape.of(task.length), task));
        arrays.put("state", doubles(state.epoch(), state.step(), state.loss(), state.bestEpoch()));
        double[] epochs = state.epochs().stream()
                .flatMapToDouble(
                        e -> Arrays.stream(new double[] {e.loss(), e.validation(), e.gain(), e.right(), e.compared()}))
                .toArray();
        arrays.put("epochs", doubles(epochs));
        int number = 0;
        for (Map.Entry<String, Parameter> parameter : state.parameters().all().entrySet()) {
            Parameter p = parameter.getValue();
            arrays.put("values" + number, doubles(p.values));
            arrays.put("first" + number, doubles(p.first));
            arrays.put("second" + number, doubles(p.second));
            arrays.put("best" + number, doubles(state.best().get(parameter.getKey())));
            number++;
        }
        byte[] bytes = NpzWriter.npz(arrays);
        try (OutputFile output = new OutputFile()) {
            output.write(file, out -> out.write(bytes));
            output.commit();
        }
    }

    private static NumericArray doubles(double... values) {
        return NumericArray.ofDoubles(Shape.of(values.length), values);
    }

    /**
     * Takes the state over from the file, if it is there.
     *
     * @throws InvalidInputException when it is another task's
     */
    void read(TrainingState state) {
        if (!Files.exists(file)) {
            return;
        }
        Diagnostics diagnostics = new Diagnostics();
        SequencedMap<String, NumericArray> arrays =
                NpzReader.read(file, diagnostics).orElseGet(LinkedHashMap::new);
        diagnostics.stopOnErrors();
        if (!arrays.containsKey("task") || !Arrays.equals(arrays.get("task").toBytes(), task)) {
            throw InvalidInputException.of(
                    new ModelNode(file.toString(), ""),
                    "this is the checkpoint of another training: model, data or options were other ones",
                    "delete it to begin anew, or name another output");
        }
        double[] numbers = numbers(arrays, "state");
        double[] epochs = numbers(arrays, "epochs");
        for (int i = 0; i < epochs.length; i += 5) {
            state.epochs().add(new FineTuned.Epoch(epochs[i], epochs[i + 1], epochs[i + 2], (int) epochs[i + 3], (long)
                    epochs[i + 4]));
        }
        int number = 0;
        for (Map.Entry<String, Parameter> parameter : state.parameters().all().entrySet()) {
            Parameter p = parameter.getValue();
            copy(numbers(arrays, "values" + number), p.values);
            copy(numbers(arrays, "first" + number), p.first);
            copy(numbers(arrays, "second" + number), p.second);
            state.best().put(parameter.getKey(), numbers(arrays, "best" + number));
            number++;
        }
        state.goOn((int) numbers[0], (int) numbers[1], numbers[2], (int) numbers[3]);
    }

    private static void copy(double[] from, double[] to) {
        System.arraycopy(from, 0, to, 0, to.length);
    }

    private static double[] numbers(Map<String, NumericArray> arrays, String name) {
        NumericArray array = arrays.get(name);
        double[] numbers = new double[array.elements()];
        Arrays.setAll(numbers, array::number);
        return numbers;
    }

    /** The training is over. */
    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of everything that the result depends on. */
    private static byte[] fingerprint(FineTuningTask task) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Constant constant : task.graph().constants()) {
                for (float value : constant.real().toArray()) {
                    digest.update(ByteBuffer.allocate(Float.BYTES).putFloat(0, value));
                }
            }
            digest.update((FORM + task.graph().nodes() + " " + task.start().text() + " " + task.settings() + " "
                            + task.schedule() + " " + task.sums())
                    .getBytes(StandardCharsets.UTF_8));
            for (Dataset data : List.of(task.training(), task.validation())) {
                digest.update(data.samples().toBytes());
                digest.update(data.labels().toString().getBytes(StandardCharsets.UTF_8));
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
