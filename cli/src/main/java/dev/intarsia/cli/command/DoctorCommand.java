package dev.intarsia.cli.command;

import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.doctor.Checkup;
import dev.intarsia.cli.finetune.FineTuner;
import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.hwtest.engine.EngineKind;
import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.hwtest.tool.ToolProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Which engines can run here. */
@Command(
        name = "doctor",
        description = "Say which engines can run here, with versions, and what to install for the others.",
        footer = "intarsia doctor")
public final class DoctorCommand extends Subcommand {

    public DoctorCommand(Streams streams) {
        super(streams);
    }

    @Override
    ExitStatus run(Voice voice) {
        List<ToolProbe> probes = Checkup.probes();
        List<String> engines = new ArrayList<>(List.of("real"));
        Engines.ALL.stream()
                .filter(engine -> engine.missing().isEmpty())
                .map(EngineKind::name)
                .forEach(engines::add);
        voice.result("Engines that run here, on Java " + Runtime.version() + ": " + String.join(", ", engines));
        voice.result("");
        voice.result("Programs that others need:");
        probes.forEach(probe -> voice.result(line(probe)));
        Optional<FineTuner> training = FineTuner.installed();
        voice.result("");
        voice.result("To train with quantization in the loop (finetune):");
        voice.result(String.format(
                "  %-8s %-18s %s",
                training.isPresent() ? "ok" : "missing",
                "training module",
                training.map(FineTuner::version).orElse("DJL with PyTorch; install: " + FineTuner.INSTALL)));
        voice.result(new JsonObject()
                .put("training.present", training.isPresent())
                .put("training.install", FineTuner.INSTALL)
                .put("java", Runtime.version().toString())
                .put("engines", engines)
                .put("tools", probes.stream().map(DoctorCommand::json).toList()));
        return ExitStatus.DONE;
    }

    private static String line(ToolProbe probe) {
        return switch (probe) {
            case ToolProbe.Found found ->
                String.format("  ok       %-18s %s", found.tool().name(), found.version());
            case ToolProbe.Missing missing ->
                String.format(
                        "  missing  %-18s needed to %s; install: %s",
                        missing.tool().name(),
                        missing.tool().purpose(),
                        missing.tool().install());
        };
    }

    private static JsonObject json(ToolProbe probe) {
        JsonObject tool = new JsonObject()
                .put("name", probe.tool().name())
                .put("purpose", probe.tool().purpose());
        return switch (probe) {
            case ToolProbe.Found found ->
                tool.put("present", true)
                        .put("version", found.version())
                        .put("path", found.path().toString());
            case ToolProbe.Missing missing ->
                tool.put("present", false)
                        .put("reason", missing.reason())
                        .put("install", missing.tool().install());
        };
    }
}
