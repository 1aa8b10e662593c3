package dev.intarsia.hwtest.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Does the same for each of many samples, on all cores. What comes out does not depend on how many there are. */
public final class Samplewise {

    /** Works on one sample after the other. Each thread has its own, so it may keep state. */
    @FunctionalInterface
    public interface Worker<R> {
        R result(int sample);
    }

    private Samplewise() {}

    /** Works on several samples at a time. */
    @FunctionalInterface
    public interface ChunkWorker<R> {
        List<R> results(List<Integer> samples);
    }

    /**
     * The results of all samples, in their order.
     *
     * @param workers makes a worker; called once for each thread
     * @param step is run after each sample, by any thread
     */
    public static <R> List<R> map(int samples, Supplier<Worker<R>> workers, Runnable step) {
        return chunks(
                samples,
                1,
                () -> {
                    Worker<R> worker = workers.get();
                    return chunk -> List.of(worker.result(chunk.getFirst()));
                },
                done -> step.run());
    }

    /**
     * The results of all samples, in their order.
     *
     * @param largest how many samples a worker gets at most at a time; all chunks are about equally large
     * @param workers makes a worker; called once for each thread
     * @param step is told after each chunk how many samples it had, by any thread
     */
    public static <R> List<R> chunks(int samples, int largest, Supplier<ChunkWorker<R>> workers, IntConsumer step) {
        int threads = Math.clamp(samples, 1, Runtime.getRuntime().availableProcessors());
        int chunks = Math.min(samples, roundUp(Math.ceilDiv(samples, largest), threads));
        AtomicInteger next = new AtomicInteger();
        List<R> results = new ArrayList<>(Collections.nCopies(samples, null));
        Runnable work = () -> {
            ChunkWorker<R> worker = workers.get();
            for (int chunk = next.getAndIncrement(); chunk < chunks; chunk = next.getAndIncrement()) {
                int first = (int) ((long) samples * chunk / chunks);
                List<Integer> indices = IntStream.range(first, (int) ((long) samples * (chunk + 1) / chunks))
                        .boxed()
                        .toList();
                List<R> found = worker.results(indices);
                for (int i = 0; i < indices.size(); i++) {
                    results.set(first + i, found.get(i)); // no two threads have the same sample
                }
                step.accept(indices.size());
            }
        };
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(work));
            }
            for (Future<?> thread : running) {
                await(thread, next, chunks);
            }
        }
        return List.copyOf(results);
    }

    private static int roundUp(int count, int multiple) {
        return Math.ceilDiv(count, multiple) * multiple;
    }

    private static void await(Future<?> thread, AtomicInteger next, int chunks) {
        try {
            thread.get();
        } catch (ExecutionException e) {
            next.set(chunks); // the other threads end after the samples that they are at
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case Throwable failure -> throw new IllegalStateException(failure);
            }
        } catch (InterruptedException e) {
            next.set(chunks);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
