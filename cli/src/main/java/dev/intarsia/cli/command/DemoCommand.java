package dev.intarsia.cli.command;

import dev.intarsia.cli.Demonstration;
import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.OutputFile;
import dev.intarsia.cli.SimulationReport;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.cli.report.Numbers;
import dev.intarsia.cli.report.ReportPage;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.simulator.replay.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole way on the example that ships. */
@Command(
        name = "demo",
        description = "Go the whole way on an example that ships: read, quantize, tile, simulate, report.",
        footer = "intarsia demo")
public final class DemoCommand extends Subcommand {

    private static final String TARGET = "inlay16";
    private static final String EXAMPLE = "examples/fashion";

    @Option(
            names = "--report",
            paramLabel = "R.html",
            defaultValue = "intarsia-report.html",
            description = "Where to write the report (default: ${DEFAULT-VALUE}).")
    private Path report;

    public DemoCommand(Streams streams) {
        super(streams);
    }

    @Override
    ExitStatus run(Voice voice) {
        Voice.Stopwatch watch = voice.stopwatch();
        voice.note("A classifier of clothing images, on the accelerator " + TARGET + ".");
        Demonstration demo = Demonstration.run(example(), TARGET, voice);
        try (OutputFile files = new OutputFile()) {
            files.write(report, ReportPage.render(demo.report()));
            files.commit();
        }
        say(voice, demo, watch.seconds());
        voice.result(json(demo, watch.seconds()));
        return ExitStatus.DONE;
    }

    /** The example's folder: in the checkout that the launcher names, or below the current folder. */
    private static Path example() {
        Path folder = Path.of(System.getProperty("intarsia.home", ".")).resolve(EXAMPLE);
        if (!Files.isDirectory(folder)) {
            throw InvalidInputException.of(
                    new ModelNode(folder.toString(), ""),
                    "the example is not there",
                    "start bin/intarsia from a complete checkout, or set -Dintarsia.home to it");
        }
        return folder;
    }

    private void say(Voice voice, Demonstration demo, double seconds) {
        Timeline timeline = demo.compiled().timeline();
        long bound = SimulationReport.lowerBound(demo.compiled().plan());
        voice.result("accuracy on " + Numbers.grouped(demo.real().answers()) + " images");
        voice.result("  real numbers                          "
                + Numbers.percent(demo.real().accuracy()));
        for (Demonstration.Point point : demo.points()) {
            voice.result("  " + point.weightBits() + "-bit weights, 8-bit activations      "
                    + Numbers.percent(point.score().accuracy()));
        }
        voice.result(TARGET);
        voice.result("  cycles an image                       " + Numbers.grouped(timeline.cycles()) + ", lower bound "
                + Numbers.grouped(bound) + " (" + Numbers.times((double) timeline.cycles() / bound) + ")");
        voice.result("  utilization                           " + Numbers.percent(timeline.utilization()));
        voice.result("report                                  " + report.toAbsolutePath());
        voice.result(String.format(Locale.ROOT, "everything computed in                  %.1f s", seconds));
        voice.result("");
        voice.result("Try next:");
        voice.result(
                "  intarsia show examples/fashion/fashion.inta --level kernel --calibration examples/fashion/calibration.npz");
        voice.result(
                "  intarsia quantize examples/fashion/fashion.inta --weights int4 --data examples/fashion/test.npz -o fashion4.inta");
        voice.result(
                "  intarsia simulate examples/fashion/fashion.inta --target inlay32 --data examples/fashion/test.npz --report fashion.html");
        voice.result("  intarsia doctor");
    }

    private JsonObject json(Demonstration demo, double seconds) {
        Timeline timeline = demo.compiled().timeline();
        JsonObject json = new JsonObject()
                .put("target", TARGET)
                .put("images", demo.real().answers())
                .put("accuracy.real", demo.real().accuracy());
        demo.points()
                .forEach(point -> json.put(
                        "accuracy.w" + point.weightBits() + "a8", point.score().accuracy()));
        return json.put("cycles.perInference", timeline.cycles())
                .put(
                        "cycles.lowerBound",
                        SimulationReport.lowerBound(demo.compiled().plan()))
                .put("utilization", timeline.utilization())
                .put("report", report.toString())
                .put("seconds", seconds);
    }
}
