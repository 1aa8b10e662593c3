package dev.intarsia.hwtest.verify;

import dev.intarsia.hwtest.engine.EngineKind;
import dev.intarsia.hwtest.tool.ToolProbe;
import dev.intarsia.ir.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who takes part in a verification, and who does not.
 *
 * @param running engines that can run here, each on each target that it takes
 * @param absent engines that cannot, with the reason
 */
public record Participants(List<Participant> running, List<Absent> absent) {

    public Participants {
        running = List.copyOf(running);
        absent = List.copyOf(absent);
    }

    /**
     * An engine that takes no part.
     *
     * @param engine its name
     * @param reason why, for people
     * @param tool whether a program from outside is all that it lacks
     */
    public record Absent(String engine, String reason, boolean tool) {}

    /** Which of these engines can run here, for these targets. */
    public static Participants of(List<EngineKind> engines, List<Target> targets) {
        List<Participant> running = new ArrayList<>();
        List<Absent> absent = new ArrayList<>();
        for (EngineKind engine : engines) {
            List<Target> taken = targets.stream().filter(engine::takes).toList();
            List<ToolProbe.Missing> missing = engine.missing();
            if (!missing.isEmpty()) {
                String hints = missing.stream().map(ToolProbe.Missing::hint).collect(Collectors.joining("; "));
                absent.add(new Absent(engine.name(), hints, true));
            } else if (!taken.isEmpty()) {
                taken.forEach(target -> running.add(new Participant(engine, Optional.of(target))));
            } else if (engine.needsTarget()) {
                absent.add(new Absent(engine.name(), "no target is given that it runs for", false));
            } else {
                running.add(new Participant(engine, Optional.empty()));
            }
        }
        return new Participants(running, absent);
    }
}
