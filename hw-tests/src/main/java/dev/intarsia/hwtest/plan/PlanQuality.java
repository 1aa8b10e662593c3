package dev.intarsia.hwtest.plan;

import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.plan.Plan;
import dev.intarsia.ir.plan.Planner;
import dev.intarsia.ir.plan.Planners;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.replay.Timeline;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A network's plan in numbers.
 *
 * @param name of the network
 * @param cycles of the whole network
 * @param layers what is on the device
 */
public record PlanQuality(String name, long cycles, List<LayerGap> layers) {

    private static final int WORST = 3;

    public PlanQuality {
        layers = List.copyOf(layers);
    }

    public static PlanQuality of(Program program, Accelerator target, Planner planner) {
        Plan plan = planner.plan(program, target, new Diagnostics());
        Timeline timeline = Replay.run(Sequence.apply(plan));
        return new PlanQuality(program.meaning().graph().name(), timeline.cycles(), LayerGap.of(plan, timeline));
    }

    /** Cycles ÷ the sum of all layers' bounds. */
    public double ratio() {
        return (double) cycles / layers.stream().mapToLong(LayerGap::bound).sum();
    }

    /** Convolution and dense layers. */
    public List<LayerGap> sums() {
        return layers.stream().filter(LayerGap::sum).toList();
    }

    /** The geometric mean. */
    static double mean(List<Double> ratios) {
        return Math.exp(ratios.stream().mapToDouble(Math::log).average().orElseThrow());
    }

    /**
     * Prints, for a shipped target, the networks' figures and the convolution and dense layers that are farthest from their bounds; all layers with
     * {@code --layers} behind the target.
     */
    public static void main(String[] arguments) {
        Accelerator target = TargetReader.accelerator(arguments[0]);
        List<PlanQuality> all = TinyNetworks.all().stream()
                .map(program -> of(program, target, Planners.standard()))
                .toList();
        System.out.print(text(all));
        if (arguments.length > 1 && arguments[1].equals("--layers")) {
            System.out.println();
            all.stream().flatMap(q -> q.layers().stream()).forEach(gap -> System.out.print(line(gap)));
        }
    }

    private static String text(List<PlanQuality> all) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT, "%-10s %10s %14s %18s%n", "network", "cycles", "÷ bounds", "layers on average"));
        for (PlanQuality network : all) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-10s %10d %14.2f %18.2f%n",
                    network.name,
                    network.cycles,
                    network.ratio(),
                    mean(network.sums().stream().map(LayerGap::ratio).toList())));
        }
        List<LayerGap> sums = all.stream().flatMap(q -> q.sums().stream()).toList();
        text.append(String.format(
                Locale.ROOT,
                "%-10s %10s %14.2f %18.2f, of which the machine's turns alone are %.2f%n%n",
                "together",
                "",
                mean(all.stream().map(PlanQuality::ratio).toList()),
                mean(sums.stream().map(LayerGap::ratio).toList()),
                mean(sums.stream().map(LayerGap::leastRatio).toList())));
        text.append(String.format(
                Locale.ROOT,
                "%-24s %6s %7s %6s   %5s %8s %5s %5s %6s %5s %5s%n",
                "farthest",
                "bound",
                "cycles",
                "÷",
                "array",
                "shifting",
                "post",
                "load",
                "store",
                "fill",
                "last"));
        sums.stream()
                .sorted(Comparator.comparingDouble(LayerGap::ratio).reversed())
                .limit(WORST)
                .forEach(gap -> text.append(line(gap)));
        return text.toString();
    }

    private static String line(LayerGap gap) {
        return String.format(
                Locale.ROOT,
                "%-24s %6d %7d %6.2f   %5d %8d %5d %5d %6d %5d %5d%n",
                gap.network() + ": " + gap.layer(),
                gap.bound(),
                gap.cycles(),
                gap.ratio(),
                gap.work(),
                gap.shifting(),
                gap.post(),
                gap.load(),
                gap.store(),
                gap.fill(),
                gap.idle());
    }
}
