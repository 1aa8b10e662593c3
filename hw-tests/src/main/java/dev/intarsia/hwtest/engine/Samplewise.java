package dev.intarsia.hwtest.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Does the same for each of many samples, on all cores. What comes out does not depend on how many there are. */
public final class Samplewise {

    /** Works on one sample after the other. Each thread has its own, so it may keep state. */
    @FunctionalInterface
    public interface Worker<R> {
        R result(int sample);
    }

    private Samplewise() {}

    /**
     * The results of all samples, in their order.
     *
     * @param workers makes a worker; called once for each thread
     * @param step is run after each sample, by any thread
     */
    public static <R> List<R> map(int samples, Supplier<Worker<R>> workers, Runnable step) {
        int threads = Math.clamp(samples, 1, Runtime.getRuntime().availableProcessors());
        AtomicInteger next = new AtomicInteger();
        List<R> results = new ArrayList<>(java.util.Collections.nCopies(samples, null));
        Runnable work = () -> {
            Worker<R> worker = workers.get();
            for (int sample = next.getAndIncrement(); sample < samples; sample = next.getAndIncrement()) {
                results.set(sample, worker.result(sample)); // no two threads have the same sample
                step.run();
            }
        };
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(work));
            }
            for (Future<?> thread : running) {
                await(thread, next, samples);
            }
        }
        return List.copyOf(results);
    }

    private static void await(Future<?> thread, AtomicInteger next, int samples) {
        try {
            thread.get();
        } catch (ExecutionException e) {
            next.set(samples); // the other threads end after the sample that they are at
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case Throwable failure -> throw new IllegalStateException(failure);
            }
        } catch (InterruptedException e) {
            next.set(samples);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
