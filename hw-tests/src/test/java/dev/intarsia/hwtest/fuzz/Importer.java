package dev.intarsia.hwtest.fuzz;

import com.sun.management.ThreadMXBean;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.pass.IntegerPasses;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.simulator.real.RealEngine;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What an importer promises whatever bytes it is given: a model or a diagnostic, soon, and in little memory. */
public enum Importer {
    TFLITE {
        @Override
        ReadModel read(byte[] content) {
            return TfliteReader.read(content, "model", "model.tflite");
        }
    },
    ONNX {
        @Override
        ReadModel read(byte[] content) {
            return OnnxReader.read(content, Path.of("model.onnx"));
        }
    };

    /** Counts the time that this thread had, however busy the machine is, and what it allocated. */
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long LONGEST_NANOS = 5_000_000_000L;

    /** In all, on top of four times the file's size. */
    private static final long MOST_BYTES = 64L << 20;

    private static final int BYTES_PER_BYTE = 4;

    private static final long MOST_ELEMENTS = 4_000_000;

    /** @throws InvalidInputException when they are no model that is supported */
    abstract ReadModel read(byte[] content);

    /**
     * Reads a file.
     *
     * @return whether it is a model
     * @throws AssertionError when a promise is broken; {@code what} is in its message
     */
    public boolean reads(byte[] content, String what) {
        Reading reading = measured(content, what);
        if (reading.broken().isPresent()) {
            // Loading classes, which under a fuzzer are rewritten, costs time and memory once; what is broken stays so.
            reading = measured(content, what);
        }
        if (reading.broken().isPresent()) {
            throw new AssertionError(what + reading.broken().get());
        }
        return reading.isModel();
    }

    /**
     * Reads a file and, where it is a model, runs it: an inference in real numbers, unless a wrong size has made its tensors larger than those of any model that
     * is damaged here, and of integers the program that they make.
     *
     * @return whether it is a model
     * @throws AssertionError when a promise is broken, or when what was read neither runs nor is refused
     */
    public boolean runs(byte[] content, String what) {
        if (!reads(content, what)) {
            return false;
        }
        ReadModel model = read(content);
        Graph graph = model.graph();
        try {
            if (elements(graph) <= MOST_ELEMENTS) {
                List<RealTensor> inputs = graph.inputs().stream()
                        .map(input -> RealTensor.owning(
                                input.type().shape(),
                                new float[input.type().shape().elements()]))
                        .toList();
                RealEngine.run(graph, inputs);
            }
            model.engineProfile()
                    .flatMap(ArithmeticProfile::named)
                    .ifPresent(profile ->
                            Lower.lower(IntegerPasses.applyAll(FollowTypes.apply(graph, profile, new Diagnostics()))));
        } catch (InvalidInputException e) {
            if (e.diagnostics().isEmpty()) {
                throw new AssertionError(what + " is refused without a diagnostic", e);
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what + " is read, but does not run: " + e, e);
        }
        return true;
    }

    private static long elements(Graph graph) {
        return graph.nodes().stream()
                        .mapToLong(node -> node.type().shape().elements())
                        .sum()
                + graph.inputs().stream()
                        .mapToLong(input -> input.type().shape().elements())
                        .sum();
    }

    /**
     * What one reading took.
     *
     * @param broken the limit that it broke
     */
    private record Reading(boolean isModel, Optional<String> broken) {}

    private Reading measured(byte[] content, String what) {
        long start = THREADS.getCurrentThreadCpuTime();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean model = true;
        try {
            read(content);
        } catch (InvalidInputException e) {
            model = false;
            if (e.diagnostics().isEmpty()) {
                throw new AssertionError(what + " is refused without a diagnostic", e);
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what + ": " + e, e);
        }
        long nanos = THREADS.getCurrentThreadCpuTime() - start;
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (nanos > LONGEST_NANOS) {
            return new Reading(model, Optional.of(" took " + nanos / 1_000_000 + " ms"));
        }
        return new Reading(
                model,
                bytes > MOST_BYTES + (long) BYTES_PER_BYTE * content.length
                        ? Optional.of(" of " + content.length + " bytes allocated " + bytes + " bytes")
                        : Optional.empty());
    }
}
