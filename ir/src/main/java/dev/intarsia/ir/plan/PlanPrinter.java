package dev.intarsia.ir.plan;

import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.schedule.SchedulePrinter;
import java.util.Locale;
import java.util.Optional;

/**
 * The text of a plan: each layer's schedule under its cycles and bounds, then where the tensors lie.
 *
 * <p>The ideal bound is the larger of operations ÷ (rows × cols) and compulsory bytes ÷ port width; the whole-tile bound counts
 * multiplications in whole tiles of the array.
 */
public final class PlanPrinter {

    private PlanPrinter() {}

    /** The whole plan, or the schedule of one node. */
    public static String print(Plan plan, Optional<String> node) {
        StringBuilder text = new StringBuilder();
        text.append("plan of ")
                .append(plan.program().meaning().graph().name())
                .append(" on ")
                .append(plan.target().name())
                .append('\n');
        for (LayerPlan layer : plan.layers()) {
            if (node.isEmpty() || node.get().equals(layer.node())) {
                text.append('\n').append(print(layer));
            }
        }
        if (node.isEmpty()) {
            text.append("\nmemory\n");
            for (TensorPlace tensor : plan.tensors()) {
                text.append(String.format(
                        Locale.ROOT,
                        "  %-12s %8d … %-8d %s%s%n",
                        tensor.name(),
                        tensor.address(),
                        tensor.address() + tensor.bytes() - 1,
                        tensor.format(),
                        tensor.shape()));
            }
        }
        return text.toString().replace("\r\n", "\n");
    }

    private static String print(LayerPlan layer) {
        return switch (layer) {
            case LayerPlan.OnDevice d ->
                "# " + d.summary() + "\n# " + d.estimatedCycles() + " cycles planned; bounds: "
                        + d.bounds().ideal() + " ideal ("
                        + (d.bounds().port() >= d.bounds().operations() ? "port" : "operations")
                        + "), " + d.bounds().wholeTile() + " in whole tiles\n" + SchedulePrinter.print(d.schedule());
            case LayerPlan.OnHost h -> "# " + h.summary() + "\n" + h.node() + " on host: " + h.reason() + "\n";
            case LayerPlan.Alias a -> a.node() + " is " + a.operand() + ", words in the same order\n";
        };
    }
}
