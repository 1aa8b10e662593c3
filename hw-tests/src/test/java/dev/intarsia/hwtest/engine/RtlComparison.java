package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.hwtest.inlay.InlayRun;
import dev.intarsia.hwtest.inlay.RtlRunner;
import dev.intarsia.hwtest.rtl.Verilators;
import dev.intarsia.hwtest.verilator.VerilatedDesign;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.replay.Step;
import dev.intarsia.simulator.replay.Timeline;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs networks on the Verilated accelerator, compares their words with the oracle's and their cycles with the replay's, and counts. */
final class RtlComparison {

    private int networks;
    private int layers;
    private long commands;
    private long rtlCycles;

    int layers() {
        return layers;
    }

    void compare(Network network, List<RawTensor> inputs) {
        compare(
                network,
                inputs,
                Verilators.forTests().build(RtlRunner.design(network.commands()).bench()));
    }

    /** @throws AssertionError at the first difference of a word, or of a command's cycle */
    void compare(Network network, List<RawTensor> inputs, VerilatedDesign built) {
        Map<String, RawTensor> words = network.words(inputs);
        Timeline timeline = Replay.run(network.commands());
        try (RtlRunner rtl = new RtlRunner(network.commands(), Network.HOST, built, false);
                RtlRunner stalled = new RtlRunner(network.commands(), Network.HOST, built, true)) {
            Agreement.tensors("rtl", rtl, inputs, words);
            cycles(timeline, rtl);
            Agreement.tensors("rtl with stalls", stalled, inputs, words);
            rtlCycles += rtl.cycles();
        }
        networks++;
        commands += timeline.steps().size();
        layers += (int) network.plan().layers().stream()
                .filter(LayerPlan.OnDevice.class::isInstance)
                .count();
    }

    /** Command by command: when it starts to stream, and when its results are there. */
    private static void cycles(Timeline timeline, RtlRunner rtl) {
        Map<Unit, List<Step>> steps = new EnumMap<>(Unit.class);
        for (Unit unit : Unit.values()) {
            steps.put(
                    unit,
                    timeline.steps().stream()
                            .filter(s -> s.command().unit() == unit)
                            .toList());
        }
        long before = 0;
        Map<Unit, Integer> next = new EnumMap<>(Unit.class);
        for (InlayRun run : rtl.runs()) {
            for (Unit unit : Unit.values()) {
                int first = next.getOrDefault(unit, 0);
                List<Long> starts = run.starts().get(unit);
                for (int i = 0; i < starts.size(); i++) {
                    Step step = steps.get(unit).get(first + i);
                    String what = unit + " command " + (first + i) + ", " + step.command() + ": ";
                    assertEquals(step.streamStart() - before, starts.get(i), what + "start");
                    assertEquals(step.done() - before, run.dones().get(unit).get(i), what + "end");
                }
                next.put(unit, first + starts.size());
            }
            before += run.cycles();
        }
        for (Unit unit : Unit.values()) {
            assertEquals(steps.get(unit).size(), next.getOrDefault(unit, 0), "commands of " + unit);
        }
        assertEquals(timeline.cycles(), rtl.cycles(), "cycles");
    }

    void print(String what) {
        System.out.println("COUNT layers on the Verilated accelerator whose every word and cycle is equal, " + what
                + ": " + layers + " (" + networks + " networks, " + commands + " commands, " + rtlCycles + " cycles)");
    }
}
