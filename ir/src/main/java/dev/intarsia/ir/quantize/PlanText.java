package dev.intarsia.ir.quantize;

import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Scale;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A plan as text. */
final class PlanText {

    private PlanText() {}

    static String text(QuantizationPlan plan) {
        List<List<String>> tensors = new ArrayList<>();
        tensors.add(List.of("tensor", "word", "zero", "scale"));
        plan.tensors()
                .forEach((name, element) -> tensors.add(List.of(
                        name,
                        element.format().toString(),
                        Long.toString(element.zeroPoint()),
                        summary(element.scale()))));
        List<List<String>> nodes = new ArrayList<>();
        nodes.add(List.of("node", "integers"));
        plan.nodes().forEach((name, choice) -> nodes.add(List.of(name, summary(choice))));
        return "quantization plan, profile " + plan.profile() + "\n\n" + table(tensors) + "\n" + table(nodes);
    }

    /** A choice in full, for comparing. */
    static String exactly(Object choice) {
        return choice instanceof Quantized element
                ? element.format() + " zero " + element.zeroPoint() + " scale "
                        + element.scale().factors()
                : choice.toString();
    }

    private static String summary(NodeChoice choice) {
        return switch (choice) {
            case NodeChoice.Merge merge -> "merged into " + merge.into();
            case NodeChoice.Compute compute -> summary(compute.arithmetic());
        };
    }

    private static String summary(NodeArithmetic arithmetic) {
        return switch (arithmetic) {
            case NodeArithmetic.Accumulate a ->
                "accumulate " + a.accumulation().text() + ", requantize " + summary(a.output()) + ", " + a.clamp();
            case NodeArithmetic.Add a ->
                "add after << " + a.leftShift() + ", left " + summary(a.left()) + ", right " + summary(a.right())
                        + ", output " + summary(a.output()) + ", " + a.clamp();
            case NodeArithmetic.FusedAdd f ->
                "add in float32, left × " + f.sum().outer() + ", right × "
                        + f.sum().inner() + ", offset " + f.sum().offset() + ", " + f.clamp();
            case NodeArithmetic.Average a -> "average " + a.rounding().text() + ", " + a.clamp();
            case NodeArithmetic.Bound b -> b.clamp().toString();
            case NodeArithmetic.Rescale r -> "requantize " + summary(r.output()) + ", " + r.clamp();
            case NodeArithmetic.Softmax s ->
                "softmax " + s.form().text() + ", input × " + s.input().multiplier() + " >> "
                        + s.input().shift() + ", differences from " + s.lowestDifference();
            case NodeArithmetic.Move m -> "move";
            case NodeArithmetic.Count c -> "count of thresholds";
            case NodeArithmetic.Multiply m -> "multiply, requantize " + summary(m.output()) + ", " + m.clamp();
            case NodeArithmetic.Mean m -> "mean, requantize " + summary(m.output()) + ", " + m.clamp();
            case NodeArithmetic.Slopes s ->
                "positive " + summary(s.positive()) + ", negative " + summary(s.negative()) + ", " + s.clamp();
            case NodeArithmetic.Table t -> "table of " + t.words().size() + " words";
        };
    }

    private static String summary(Rescaling rescaling) {
        String parameters = rescaling.isPerTensor()
                ? "× " + rescaling.at(0).multiplier() + " >> " + rescaling.at(0).shift()
                : "per channel";
        return rescaling.form().text() + " " + parameters;
    }

    private static String summary(Scale scale) {
        if (scale.isPerTensor()) {
            return number(scale.at(0));
        }
        return number(Collections.min(scale.factors())) + " … " + number(Collections.max(scale.factors()))
                + " along axis " + scale.axis();
    }

    /** As few digits as tell the float32 number from its neighbours. */
    private static String number(double scale) {
        float single = (float) scale;
        return single == scale ? Float.toString(single) : Double.toString(scale);
    }

    private static String table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                String cell = row.get(column);
                line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
