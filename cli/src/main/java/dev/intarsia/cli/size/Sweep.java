package dev.intarsia.cli.size;

import dev.intarsia.cli.Samples;
import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.ir.graph.QuantizedGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Runs points on samples, on several threads. The samples fall into slices; all points on one slice are a job: a pure function of the model,
 * the data, the points and the place of the slice, which are its name. Results are added up in the order of the slices, so that they do
 * not depend on the threads.
 */
public final class Sweep {

    private static final int SLICES = 8;

    private final Function<Datapath, QuantizedGraph> quantizations;
    private final Dataset data;
    private final String identity;
    private final int workers;
    private final Layers layers;
    private final Map<Datapath, Layers.Network> networks = new HashMap<>();
    private final Map<Integer, Samples> samples = new ConcurrentHashMap<>();

    /**
     * @param quantizations gives a datapath's network; may be called by any thread
     * @param data has labels
     * @param identity everything that results depend on but the points
     * @param workers threads
     */
    public Sweep(Function<Datapath, QuantizedGraph> quantizations, Dataset data, String identity, int workers) {
        this.quantizations = quantizations;
        this.data = data;
        this.identity = identity;
        this.workers = workers;
        layers = new Layers(data.size());
    }

    /**
     * What points gave.
     *
     * @param points in their order
     * @param layers of the observed network
     * @param products how many products were computed
     * @param asked how many products inferences of all points would have been, each for itself
     * @param networks how many different quantizations there were
     * @param differentLayers how many different layers they have together
     */
    public record Result(
            List<Point> points, List<LayerWidth> layers, long products, long asked, int networks, int differentLayers) {

        public Result {
            points = List.copyOf(points);
            layers = List.copyOf(layers);
        }
    }

    /** How many inferences the points are. */
    public long inferences(List<Datapath> points) {
        return (long) (points.size() + 1) * data.size();
    }

    /**
     * Runs points.
     *
     * @param observed the quantization whose sums are looked at
     * @param kept where results are kept; empty where they are not
     * @param step is told how many inferences more have been answered, by any thread
     */
    public Result run(List<Datapath> points, Datapath observed, Optional<Path> kept, LongConsumer step) {
        List<Datapath> all = new ArrayList<>(points);
        all.add(observed.quantization()); // without a width of accumulators: keeps every bit
        List<Member> members = members(all);
        String spec = "intarsia size sweep 2\n" + identity + "\n"
                + String.join("\n", all.stream().map(Datapath::text).toList()) + "\n";
        Optional<Kept> folder = kept.map(path -> Kept.in(path, spec));
        String name = SliceText.digest(spec);
        int nodes = members.getFirst().network().layers().length;
        List<Slice> slices = inParallel(firsts(), first -> {
            int count = Math.min(sliceSize(), data.size() - first);
            String job = name + " samples " + first + " to " + (first + count);
            Optional<Slice> known = folder.flatMap(k -> k.read(job, members.size(), nodes));
            if (known.isPresent()) {
                step.accept((long) members.size() * count);
                return known.get();
            }
            Slice slice = Forest.run(
                    layers,
                    members,
                    members.size() - 1,
                    this::samples,
                    first,
                    data.labels().orElseThrow().subList(first, first + count),
                    step);
            folder.ifPresent(k -> k.write(job, slice));
            return slice;
        });
        return result(points, members, slices);
    }

    private Samples samples(int input) {
        return samples.computeIfAbsent(input, number -> Samples.of(data, layers.withInput(number)));
    }

    /** Few samples are spread over some jobs, too. */
    private int sliceSize() {
        return Math.clamp(Math.ceilDiv(data.size(), SLICES), 1, Forest.MOST_SAMPLES);
    }

    private List<Integer> firsts() {
        return IntStream.iterate(0, first -> first < data.size(), first -> first + sliceSize())
                .boxed()
                .toList();
    }

    private List<Member> members(List<Datapath> points) {
        List<Datapath> missing = points.stream()
                .map(Datapath::quantization)
                .distinct()
                .filter(q -> !networks.containsKey(q))
                .toList();
        List<Layers.Network> made = inParallel(missing, q -> layers.network(quantizations.apply(q)));
        for (int i = 0; i < made.size(); i++) {
            networks.put(missing.get(i), made.get(i));
        }
        return points.stream()
                .map(point -> Member.of(point, networks.get(point.quantization()), layers))
                .toList();
    }

    /** The network of a point. */
    public QuantizedGraph network(Datapath point) {
        return networks.get(point.quantization()).graph();
    }

    private <T, R> List<R> inParallel(List<T> given, Function<T, R> work) {
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<R>> running = given.stream()
                    .map(item -> pool.submit(() -> work.apply(item)))
                    .toList();
            List<R> results = new ArrayList<>();
            try {
                for (Future<R> future : running) {
                    results.add(future.get());
                }
            } catch (ExecutionException e) {
                pool.shutdownNow();
                switch (e.getCause()) {
                    case RuntimeException failure -> throw failure;
                    case Error failure -> throw failure;
                    case Throwable failure -> throw new IllegalStateException(failure);
                }
            } catch (InterruptedException e) {
                pool.shutdownNow();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
            return results;
        }
    }

    private Result result(List<Datapath> points, List<Member> members, List<Slice> slices) {
        Member observed = members.getLast();
        List<LayerWidth> widths = new ArrayList<>();
        for (int node = 0; node < observed.network().layers().length; node++) {
            Observed seen = new Observed();
            for (Slice slice : slices) {
                seen.add(slice.observed[node]);
            }
            Layers.Layer layer = layers.layer(observed.network().layers()[node]);
            widths.add(LayerWidth.of(layer.node(), layer.provedBits(), seen));
        }
        List<Point> found = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            found.add(point(members.get(i), i, slices));
        }
        long asked = 0;
        for (Member member : members.subList(0, points.size())) {
            for (int number : member.network().layers()) {
                asked += layers.layer(number).sum().map(sum -> sum.products()).orElse(0L) * data.size();
            }
        }
        return new Result(
                found,
                widths,
                slices.stream().mapToLong(slice -> slice.products).sum(),
                asked,
                networks.size(),
                layers.count());
    }

    private Point point(Member member, int number, List<Slice> slices) {
        BitSet right = new BitSet();
        long sums = 0;
        int overflowedSamples = 0;
        int first = Slice.NONE;
        int from = 0;
        for (Slice slice : slices) {
            for (int s = 0; s < slice.samples; s++) {
                right.set(from + s, (slice.right[number] >>> s & 1) != 0);
            }
            sums += slice.overflowedSums[number];
            overflowedSamples += Long.bitCount(slice.overflowedSamples[number]);
            first = Math.min(first, slice.firstNodes[number]);
            from += slice.samples;
        }
        return new Point(
                member.datapath(),
                right,
                member.isProved()
                        ? Point.Overflow.PROVED_NONE
                        : sums == 0 ? Point.Overflow.NONE_SEEN : Point.Overflow.SEEN,
                sums,
                overflowedSamples,
                first == Slice.NONE
                        ? ""
                        : layers.layer(member.network().layers()[first]).node().name());
    }
}
