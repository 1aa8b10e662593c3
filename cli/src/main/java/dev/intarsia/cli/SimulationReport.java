package dev.intarsia.cli;

import dev.intarsia.cli.report.Accuracy;
import dev.intarsia.cli.report.CauseName;
import dev.intarsia.cli.report.LayerCycles;
import dev.intarsia.cli.report.MemoryUse;
import dev.intarsia.cli.report.Numbers;
import dev.intarsia.cli.report.Report;
import dev.intarsia.cli.report.UnitTimeline;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.plan.LowerBound;
import dev.intarsia.ir.plan.Plan;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.simulator.replay.Cause;
import dev.intarsia.simulator.replay.LayerTime;
import dev.intarsia.simulator.replay.Step;
import dev.intarsia.simulator.replay.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** From what the planner decided and what the simulator counted to a {@link Report}. */
public final class SimulationReport {

    /** A plan this much longer than its bound is explained. */
    private static final double WORTH_EXPLAINING = 1.05;

    private final String model;
    private final Plan plan;
    private final Timeline timeline;

    public SimulationReport(String model, Plan plan, Timeline timeline) {
        this.model = model;
        this.plan = plan;
        this.timeline = timeline;
    }

    /** The whole report. */
    public Report report(Optional<Accuracy> accuracy, List<String> notes) {
        return new Report(model, plan.target().name(), facts(accuracy), accuracy, layers(), memories(), units(), notes);
    }

    /** No plan takes fewer cycles: the sum of the layers' whole-tile bounds. */
    public static long lowerBound(Plan plan) {
        return plan.layers().stream()
                .mapToLong(layer -> bounds(layer).map(LowerBound::wholeTile).orElse(0L))
                .sum();
    }

    private static Optional<LowerBound> bounds(LayerPlan layer) {
        return switch (layer) {
            case LayerPlan.OnDevice device -> Optional.of(device.bounds());
            case LayerPlan.OnHost host -> Optional.empty();
            case LayerPlan.Alias alias -> Optional.empty();
        };
    }

    private List<Report.Fact> facts(Optional<Accuracy> accuracy) {
        Accelerator target = plan.target();
        long bound = lowerBound(plan);
        List<Report.Fact> facts = new ArrayList<>();
        accuracy.ifPresent(a -> facts.add(new Report.Fact(
                "accuracy of the integers",
                Numbers.percent(a.integer()),
                a.real()
                                .map(real -> "real network " + Numbers.percent(real) + ", ")
                                .orElse("") + Numbers.grouped(a.images()) + " images")));
        facts.add(new Report.Fact(
                "cycles an image",
                Numbers.grouped(timeline.cycles()),
                String.format(
                        Locale.ROOT,
                        "%.1f µs at %d MHz",
                        (double) timeline.cycles() / target.clockMegahertz(),
                        target.clockMegahertz())));
        facts.add(new Report.Fact(
                "lower bound",
                Numbers.grouped(bound),
                bound == 0 ? "" : "the plan takes " + Numbers.times((double) timeline.cycles() / bound) + " of it"));
        facts.add(new Report.Fact(
                "utilization",
                Numbers.percent(timeline.utilization()),
                "of " + target.rows() + " × " + target.cols() + " multipliers"));
        facts.add(new Report.Fact("multiply-accumulates", Numbers.grouped(timeline.macs()), "an image"));
        timeline.traffic().stream()
                .filter(traffic -> traffic.memory().equals("main"))
                .forEach(traffic -> facts.add(new Report.Fact(
                        "bytes through the port",
                        Numbers.bytes(traffic.readBytes() + traffic.writtenBytes()),
                        "an image: " + Numbers.bytes(traffic.readBytes()) + " in, "
                                + Numbers.bytes(traffic.writtenBytes()) + " out")));
        return facts;
    }

    private List<LayerCycles> layers() {
        List<LayerCycles> layers = new ArrayList<>();
        for (int i = 0; i < timeline.layers().size(); i++) {
            layers.add(layer(plan.layers().get(i), timeline.layers().get(i)));
        }
        return layers;
    }

    private static LayerCycles layer(LayerPlan layer, LayerTime time) {
        Map<Cause, Long> causes = new EnumMap<>(time.causes().get(Unit.COMPUTE).cycles());
        long cycles = time.causes().get(Unit.COMPUTE).total();
        long ideal = bounds(layer).map(LowerBound::ideal).orElse(0L);
        long tile = bounds(layer).map(LowerBound::wholeTile).orElse(0L);
        return new LayerCycles(
                layer.node(), summary(layer), time.macs(), cycles, causes, ideal, tile, gap(layer, causes, cycles));
    }

    private static String summary(LayerPlan layer) {
        return switch (layer) {
            case LayerPlan.OnDevice device -> device.summary();
            case LayerPlan.OnHost host -> host.summary() + " (on the host: " + host.reason() + ")";
            case LayerPlan.Alias alias -> "the words of " + alias.operand();
        };
    }

    private static String gap(LayerPlan layer, Map<Cause, Long> causes, long cycles) {
        return switch (layer) {
            case LayerPlan.OnDevice device -> {
                LowerBound bounds = device.bounds();
                List<String> reasons = new ArrayList<>();
                if (bounds.wholeTile() > bounds.ideal() * WORTH_EXPLAINING) {
                    reasons.add("tiles do not fill the array");
                }
                if (cycles > bounds.wholeTile() * WORTH_EXPLAINING) {
                    causes.entrySet().stream()
                            .filter(share -> share.getKey() != Cause.BUSY && share.getValue() > 0)
                            .max(Comparator.comparingLong(Map.Entry::getValue))
                            .ifPresent(share -> reasons.add("mostly " + CauseName.label(share.getKey()) + ": "
                                    + Numbers.grouped(share.getValue()) + " cycles"));
                }
                yield String.join("; ", reasons);
            }
            case LayerPlan.OnHost host -> host.reason();
            case LayerPlan.Alias alias -> "";
        };
    }

    private List<MemoryUse> memories() {
        return Arrays.stream(Scratchpad.values()).map(this::memory).toList();
    }

    private MemoryUse memory(Scratchpad scratchpad) {
        Accelerator target = plan.target();
        long bytes = switch (scratchpad) {
            case ACTIVATION, WEIGHT, OUTPUT, PARAMETER, TABLE -> 1;
            case ACCUMULATOR -> (long) target.cols() * new IntFormat(true, target.accumulatorBits()).bytes();
        };
        List<MemoryUse.Level> levels = timeline.occupancy(scratchpad).stream()
                .map(level -> new MemoryUse.Level(level.cycle(), level.size() * bytes))
                .toList();
        return new MemoryUse(scratchpad.memory().name(), scratchpad.capacity(target) * bytes, levels);
    }

    private UnitTimeline units() {
        List<UnitTimeline.Track> tracks = new ArrayList<>();
        for (Unit unit : Unit.values()) {
            List<UnitTimeline.Interval> busy = timeline.steps().stream()
                    .filter(step -> step.command().unit() == unit)
                    .sorted(Comparator.comparingLong(Step::streamStart))
                    .map(step -> new UnitTimeline.Interval(step.streamStart(), step.streamEnd()))
                    .toList();
            tracks.add(new UnitTimeline.Track(unit.name().toLowerCase(Locale.ROOT), busy));
        }
        List<Long> starts = new ArrayList<>();
        long front = 0;
        for (LayerTime layer : timeline.layers()) {
            starts.add(front);
            front += layer.cycles();
        }
        return new UnitTimeline(timeline.cycles(), starts, tracks);
    }
}
