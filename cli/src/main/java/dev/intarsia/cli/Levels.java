package dev.intarsia.cli;

import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.command.CommandPrinter;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.kernel.KernelPrinter;
import dev.intarsia.ir.plan.PlanPrinter;
import java.util.Optional;
import java.util.stream.Collectors;

/** The levels of a network as text: all of it, or one layer. */
public final class Levels {

    private Levels() {}

    /** The graph as it was read. */
    public static String graph(ReadModel model, Optional<String> layer) {
        String text = model.quantized()
                .map(quantized -> GraphPrinter.print(quantized).text())
                .orElseGet(() -> GraphPrinter.print(model.graph()).text());
        return layer.map(name -> definition(text, name)).orElse(text);
    }

    /** Every tensor with its integers. */
    public static String quantized(QuantizedGraph graph, Optional<String> layer) {
        String text = GraphPrinter.print(graph).text();
        return layer.map(name -> definition(text, name)).orElse(text);
    }

    /** The lines that define a tensor: its own, and those below it that are indented. */
    private static String definition(String text, String name) {
        StringBuilder lines = new StringBuilder();
        boolean inside = false;
        for (String line : text.split("\n", -1)) {
            boolean indented = line.startsWith(" ");
            inside = indented ? inside : line.matches(java.util.regex.Pattern.quote(name) + "\\s*[:=].*");
            if (inside && !line.isBlank()) {
                lines.append(line).append('\n');
            }
        }
        return lines.toString();
    }

    /** The loop nests. */
    public static String kernels(Program program, Optional<String> layer) {
        return program.kernels().stream()
                .filter(kernel -> layer.isEmpty() || layer.get().equals(kernel.name()))
                .map(KernelPrinter::print)
                .collect(Collectors.joining("\n"));
    }

    /** What the planner decided, beside the lower bounds. */
    public static String schedules(Pipeline.Compiled compiled, Optional<String> layer) {
        return PlanPrinter.print(compiled.plan(), layer);
    }

    /** The queues. */
    public static String commands(Pipeline.Compiled compiled, Optional<String> layer) {
        return CommandPrinter.print(compiled.commands(), layer);
    }
}
