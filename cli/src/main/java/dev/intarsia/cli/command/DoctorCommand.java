package dev.intarsia.cli.command;

import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.doctor.Checkup;
import dev.intarsia.cli.doctor.Finding;
import dev.intarsia.cli.json.JsonObject;
import java.util.List;
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
        List<Finding> findings = Checkup.findings();
        for (Finding finding : findings) {
            String mark = finding.isPresent() ? "  ok       " : "  missing  ";
            voice.result(mark + String.format("%-20s %s", finding.tool(), finding.version().orElse(finding.serves())));
            if (!finding.isPresent()) {
                voice.result("           " + String.format("%-20s %s", "", finding.install()));
            }
        }
        voice.result(json(findings));
        return ExitStatus.DONE;
    }

    private static JsonObject json(List<Finding> findings) {
        List<JsonObject> tools = findings.stream()
                .map(finding -> {
                    JsonObject tool = new JsonObject()
                            .put("tool", finding.tool())
                            .put("serves", finding.serves())
                            .put("present", finding.isPresent());
                    finding.version().ifPresent(version -> tool.put("version", version));
                    return finding.isPresent() ? tool : tool.put("install", finding.install());
                })
                .toList();
        return new JsonObject().put("tools", tools);
    }
}
