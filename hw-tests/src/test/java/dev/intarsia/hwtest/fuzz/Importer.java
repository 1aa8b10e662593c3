package dev.intarsia.hwtest.fuzz;

import com.sun.management.ThreadMXBean;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;

/** What an importer promises whatever bytes it is given: a model or a diagnostic, soon, and in little memory. */
public enum Importer {
    TFLITE {
        @Override
        void read(byte[] content) {
            TfliteReader.read(content, "model", "model.tflite");
        }
    },
    ONNX {
        @Override
        void read(byte[] content) {
            OnnxReader.read(content, Path.of("model.onnx"));
        }
    };

    /** Counts the time that this thread had, however busy the machine is, and what it allocated. */
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long LONGEST_NANOS = 5_000_000_000L;

    /** In all, on top of four times the file's size. */
    private static final long MOST_BYTES = 64L << 20;

    private static final int BYTES_PER_BYTE = 4;

    /** @throws InvalidInputException when they are no model that is supported */
    abstract void read(byte[] content);

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
