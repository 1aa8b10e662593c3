package dev.intarsia.simulator.layerwise;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Stmt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A lowered kernel, run for many inferences at once: each statement and each part of an expression acts on all of them before the next.
 * Control does not depend on words, so they never part.
 */
public final class BatchKernel {

    private final Kernel kernel;

    /** @param kernel of one output whose words have at most 32 bits */
    public BatchKernel(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The output, from the operands by their names. */
    public Batch run(Function<String, Batch> operands) {
        int samples = operands.apply(kernel.inputs().getFirst().name()).samples();
        Run run = new Run(samples);
        kernel.inputs()
                .forEach(input -> run.buffers.put(
                        input.name(), widened(operands.apply(input.name()).words())));
        for (Parameter parameter : kernel.parameters()) {
            run.parameters.put(parameter.buffer().name(), parameter.words().toArray());
        }
        for (Buffer local : kernel.locals()) {
            run.buffers.put(local.name(), new long[local.shape().elements() * samples]);
        }
        Buffer output = kernel.outputs().getFirst();
        run.buffers.put(output.name(), new long[output.shape().elements() * samples]);
        run.all(kernel.body(), List.of());
        return new Batch(samples, narrowed(run.buffers.get(output.name())));
    }

    private static long[] widened(int[] words) {
        long[] wide = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            wide[i] = words[i];
        }
        return wide;
    }

    private static int[] narrowed(long[] words) {
        int[] narrow = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            narrow[i] = Math.toIntExact(words[i]);
        }
        return narrow;
    }

    /** The buffers of one run. */
    static final class Run {

        final int samples;
        /** Words that differ from inference to inference, those of one element side by side. */
        final Map<String, long[]> buffers = new HashMap<>();
        /** Words that do not. */
        final Map<String, long[]> parameters = new HashMap<>();

        Run(int samples) {
            this.samples = samples;
        }

        void all(List<Stmt> statements, List<String> variables) {
            long[] values = new long[depth(statements)];
            List<Runnable> steps = steps(statements, variables, values);
            steps.forEach(Runnable::run);
        }

        private static int depth(List<Stmt> statements) {
            return statements.stream()
                    .mapToInt(statement -> switch (statement) {
                        case Stmt.Loop loop -> 1 + depth(loop.body());
                        case Stmt.Store store -> 0;
                        case Stmt.Transfer transfer -> 0;
                        case Stmt.Invoke invoke -> depth(invoke.meaning());
                    })
                    .max()
                    .orElse(0);
        }

        private List<Runnable> steps(List<Stmt> statements, List<String> variables, long[] values) {
            return statements.stream()
                    .map(statement -> step(statement, variables, values))
                    .toList();
        }

        private Runnable step(Stmt statement, List<String> variables, long[] values) {
            return switch (statement) {
                case Stmt.Loop loop -> loop(loop, variables, values);
                case Stmt.Store store -> store(store, variables, values);
                case Stmt.Transfer transfer ->
                    throw new IllegalArgumentException("a lowered kernel moves nothing between memories");
                case Stmt.Invoke invoke -> {
                    List<Runnable> meaning = steps(invoke.meaning(), variables, values);
                    yield () -> meaning.forEach(Runnable::run);
                }
            };
        }

        private Runnable loop(Stmt.Loop loop, List<String> variables, long[] values) {
            BatchPlace extent = BatchPlace.of(loop.extent(), variables);
            List<String> inner = new ArrayList<>(variables);
            inner.add(loop.variable());
            List<Runnable> body = steps(loop.body(), inner, values);
            int slot = variables.size();
            return () -> {
                long count = extent.at(values);
                for (long i = 0; i < count; i++) {
                    values[slot] = i;
                    body.forEach(Runnable::run);
                }
            };
        }

        private Runnable store(Stmt.Store store, List<String> variables, long[] values) {
            BatchExpr value = BatchExpr.of(store.value(), variables, this);
            BatchPlace place = BatchPlace.of(store.at(), store.buffer().shape(), variables);
            long[] words = buffers.get(store.buffer().name());
            long[] found = new long[samples];
            return () -> {
                value.into(found, values);
                int at = Math.toIntExact(place.at(values)) * samples;
                for (long word : found) {
                    if (!store.buffer().format().contains(word)) {
                        throw new ArithmeticException(word + " does not fit " + store.buffer());
                    }
                }
                System.arraycopy(found, 0, words, at, samples);
            };
        }
    }
}
