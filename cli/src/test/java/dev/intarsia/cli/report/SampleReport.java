package dev.intarsia.cli.report;

import dev.intarsia.simulator.replay.Cause;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A report made by hand, with numbers of the size that a real one has. */
final class SampleReport {

    private SampleReport() {}

    static Report report() {
        List<LayerCycles> layers = List.of(
                layer(
                        "conv1",
                        "3×3 convolution, stride 2, 28×28×1 → 14×14×16",
                        28_224,
                        612,
                        40,
                        180,
                        0,
                        60,
                        526,
                        526,
                        "port: 784 bytes in, 3,136 out"),
                layer(
                        "conv2",
                        "3×3 convolution, 14×14×16 → 14×14×32",
                        903_168,
                        3_610,
                        32,
                        210,
                        40,
                        0,
                        3_528,
                        3_528,
                        ""),
                layer("pool2", "2×2 max pooling, 14×14×32 → 7×7×32", 0, 420, 30, 60, 0, 0, 392, 392, ""),
                layer(
                        "conv3",
                        "3×3 convolution, 7×7×32 → 7×7×64",
                        903_168,
                        3_528,
                        64,
                        640,
                        110,
                        0,
                        3_528,
                        3_528,
                        "weights: 18,432 bytes arrive while it runs"),
                layer(
                        "dense1",
                        "dense, 1,024 → 96",
                        98_304,
                        390,
                        30,
                        6_100,
                        0,
                        40,
                        6_144,
                        6_144,
                        "bytes: every weight is used once"),
                layer("logits", "dense, 96 → 10", 960, 12, 16, 130, 0, 0, 60, 60, "latency of the first burst"));
        long cycles = layers.stream().mapToLong(LayerCycles::cycles).sum();
        List<Long> starts = new ArrayList<>();
        List<UnitTimeline.Interval> load = new ArrayList<>();
        List<UnitTimeline.Interval> compute = new ArrayList<>();
        List<UnitTimeline.Interval> store = new ArrayList<>();
        List<MemoryUse.Level> activations = new ArrayList<>();
        List<MemoryUse.Level> weights = new ArrayList<>();
        long now = 0;
        int i = 0;
        for (LayerCycles layer : layers) {
            starts.add(now);
            long end = now + layer.cycles();
            long busy = layer.causes().get(Cause.BUSY);
            load.add(new UnitTimeline.Interval(now, now + layer.cycles() / 3));
            compute.add(new UnitTimeline.Interval(end - busy, end - busy / 3));
            compute.add(new UnitTimeline.Interval(end - busy / 4, end));
            store.add(new UnitTimeline.Interval(end - layer.cycles() / 8, end));
            activations.add(new MemoryUse.Level(now, 20_000 + 7_000L * (i % 3)));
            activations.add(new MemoryUse.Level(now + layer.cycles() / 2, 34_000 + 5_000L * (i % 2)));
            weights.add(new MemoryUse.Level(now, 3_000 * (i + 1)));
            now = end;
            i++;
        }
        Accuracy accuracy = new Accuracy(
                Optional.of(0.921),
                0.913,
                1_000,
                Optional.of(new Accuracy.Sweep(
                        250,
                        0.924,
                        List.of(
                                new Accuracy.Point(2, 8, 0.412, false),
                                new Accuracy.Point(3, 8, 0.836, false),
                                new Accuracy.Point(4, 8, 0.901, false),
                                new Accuracy.Point(5, 8, 0.909, false),
                                new Accuracy.Point(6, 8, 0.912, false),
                                new Accuracy.Point(8, 8, 0.913, true)))));
        return new Report(
                "fashion",
                "inlay16",
                List.of(
                        new Report.Fact("accuracy, integers", "91.30 %", "real network 91.30 %, 1,000 images"),
                        new Report.Fact("cycles an image", Numbers.grouped(cycles), "81.3 µs at 200 MHz"),
                        new Report.Fact("lower bound", "14,178", "plan takes 1.15× of it"),
                        new Report.Fact("utilization", "46 %", "of 16×16 multipliers"),
                        new Report.Fact("MACs an image", "1,933,824", ""),
                        new Report.Fact("memory traffic", "52.1 KiB", "an image, both ways")),
                Optional.of(accuracy),
                layers,
                List.of(
                        new MemoryUse("activation", 65_536, activations),
                        new MemoryUse("weight", 32_768, weights),
                        new MemoryUse(
                                "output",
                                16_384,
                                List.of(new MemoryUse.Level(0, 3_136), new MemoryUse.Level(cycles / 2, 9_000)))),
                new UnitTimeline(
                        cycles,
                        starts,
                        List.of(
                                new UnitTimeline.Track("load", load),
                                new UnitTimeline.Track("compute", compute),
                                new UnitTimeline.Track("store", store))),
                List.of(
                        "Calibration data is never scored: 256 images of their own were used.",
                        "Cycles do not depend on values, so one replay stands for every image."));
    }

    private static LayerCycles layer(
            String name,
            String summary,
            long macs,
            long busy,
            long fill,
            long load,
            long store,
            long port,
            long ideal,
            long tile,
            String gap) {
        Map<Cause, Long> causes = new EnumMap<>(Cause.class);
        causes.put(Cause.BUSY, busy);
        causes.put(Cause.FILL, fill);
        causes.put(Cause.WAIT_LOAD, load);
        causes.put(Cause.WAIT_STORE, store);
        causes.put(Cause.PORT, port);
        return new LayerCycles(name, summary, macs, busy + fill + load + store + port, causes, ideal, tile, gap);
    }

    /** For looking at it: writes the page to a file. */
    public static void main(String[] arguments) throws java.io.IOException {
        java.nio.file.Files.writeString(java.nio.file.Path.of(arguments[0]), ReportPage.render(report()));
    }
}
