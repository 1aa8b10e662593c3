package dev.intarsia.hwtest.plan;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.plan.Plan;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.simulator.replay.Cause;
import dev.intarsia.simulator.replay.CauseCycles;
import dev.intarsia.simulator.replay.Step;
import dev.intarsia.simulator.replay.Timeline;
import java.util.ArrayList;
import java.util.List;

/**
 * How far one layer is from its lower bound within its network, and why. The layer's cycles are those of the compute unit that belong to it, its waiting
 * before the layer's commands included: over all layers they add up to the network's.
 *
 * @param network the network's name
 * @param layer what the layer does
 * @param sum whether it is a convolution or a dense layer, on the array
 * @param bound in whole tiles
 * @param port the part of the bound that the port needs
 * @param cycles of the compute unit
 * @param work cycles in which the array or the lanes stream
 * @param shifting cycles that the array cannot be quicker than because each of its passes first takes a tile of weights in, a row a cycle
 * @param post waiting for post-processing: of an operand that stays on the chip, or of entries that are used again
 * @param posting cycles in which post-processing streams, beside
 * @param load waiting for loads: weights and activations
 * @param store waiting for stores: a full output buffer
 * @param fill preparing and draining that nothing overlaps, but for {@code shifting}
 * @param idle after the layer's last command: the network's last results are stored
 */
public record LayerGap(
        String network,
        String layer,
        boolean sum,
        long bound,
        long port,
        long cycles,
        long work,
        long shifting,
        long post,
        long posting,
        long load,
        long store,
        long fill,
        long idle) {

    /** Cycles ÷ bound. */
    public double ratio() {
        return (double) cycles / bound;
    }

    /** What no order of these commands can be quicker than, ÷ bound: the cycles of the port, of the compute unit, and of post-processing. */
    public double leastRatio() {
        return (double) Math.max(port, Math.max(work + shifting, posting)) / bound;
    }

    /** The layers of a plan that are on the device. */
    static List<LayerGap> of(Plan plan, Timeline timeline) {
        List<LayerGap> gaps = new ArrayList<>();
        for (int i = 0; i < plan.layers().size(); i++) {
            if (plan.layers().get(i) instanceof LayerPlan.OnDevice device) {
                gaps.add(of(plan, timeline, i, device));
            }
        }
        return gaps;
    }

    private static LayerGap of(Plan plan, Timeline timeline, int layer, LayerPlan.OnDevice device) {
        Accelerator target = plan.target();
        long work = 0;
        long shifting = 0;
        long posting = 0;
        for (Step step : timeline.steps()) {
            if (step.layer() == layer) {
                long cycles = step.streamEnd() - step.streamStart();
                switch (step.command()) {
                    case Command.Multiply m -> {
                        work += cycles;
                        shifting += Math.max(0, target.rows() - cycles);
                    }
                    case Command.Vector v -> work += cycles;
                    case Command.Post p -> posting += cycles;
                    case Command.Load l -> {}
                    case Command.Store s -> {}
                }
            }
        }
        CauseCycles causes = timeline.layers().get(layer).causes().get(Unit.COMPUTE);
        String summary = device.summary();
        return new LayerGap(
                plan.program().meaning().graph().name(),
                summary,
                summary.startsWith("conv2d") || summary.startsWith("dense"),
                device.bounds().wholeTile(),
                device.bounds().port(),
                causes.total(),
                work,
                shifting,
                causes.of(Cause.WAIT_POST),
                posting,
                causes.of(Cause.WAIT_LOAD),
                causes.of(Cause.WAIT_STORE),
                causes.of(Cause.FILL) - Math.min(shifting, causes.of(Cause.FILL)),
                causes.of(Cause.IDLE));
    }
}
