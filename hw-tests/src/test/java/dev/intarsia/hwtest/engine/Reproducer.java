package dev.intarsia.hwtest.engine;

import dev.intarsia.frontend.model.ModelWriter;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.schedule.SchedulePrinter;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AcceleratorPrinter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that show a failure again: the model with its weights, the target, and the schedules. */
final class Reproducer {

    private Reproducer() {}

    /** Writes the files of one failure, over those of one that was less shrunk, and gives a text that names and holds them. */
    static String write(String test, QuantizedGraph graph, Accelerator target, Network network) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "failures", test));
            Path model = folder.resolve("drawn.inta");
            ModelWriter.write(graph, model);
            String accelerator = AcceleratorPrinter.print(target);
            Files.writeString(folder.resolve("drawn.accel"), accelerator);
            StringBuilder schedules = new StringBuilder();
            if (network != null) {
                for (LayerPlan layer : network.plan().layers()) {
                    schedules.append(
                            layer instanceof LayerPlan.OnDevice d ? SchedulePrinter.print(d.schedule()) : layer + "\n");
                }
            }
            Files.writeString(folder.resolve("schedules.txt"), schedules);
            return "\nkept in " + folder.toAbsolutePath() + "\n\n" + Files.readString(model) + "\n" + accelerator + "\n"
                    + schedules;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
