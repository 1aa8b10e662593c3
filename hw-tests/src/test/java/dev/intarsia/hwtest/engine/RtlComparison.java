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
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs networks on the Verilated accelerator, compares their words with the oracle's and their cycles with the replay's, and counts. */
final class RtlComparison {

    private final CycleErrors layerErrors;
    private final CycleErrors networkErrors;
    private int networks;
    private int layers;
    private long commands;
    private long rtlCycles;
    private long wordsEqual;

    RtlComparison() {
        this(new CycleErrors(), new CycleErrors());
    }

    /** With places for the cycles of layers and of networks. */
    RtlComparison(CycleErrors layerErrors, CycleErrors networkErrors) {
        this.layerErrors = layerErrors;
        this.networkErrors = networkErrors;
    }

    void compare(Network network, List<RawTensor> inputs) {
        compare(network, inputs, network.words(inputs));
    }

    /** @param words the oracle's, of every tensor */
    void compare(Network network, List<RawTensor> inputs, Map<String, RawTensor> words) {
        compare(
                network,
                inputs,
                words,
                Verilators.forTests().build(RtlRunner.design(network.commands()).bench()));
    }

    /** @throws AssertionError at the first difference of a word, or of a command's cycle */
    void compare(Network network, List<RawTensor> inputs, Map<String, RawTensor> words, VerilatedDesign built) {
        Timeline timeline = Replay.run(network.commands());
        try (RtlRunner rtl = new RtlRunner(network.commands(), Network.HOST, built, false);
                RtlRunner stalled = new RtlRunner(network.commands(), Network.HOST, built, true)) {
            Agreement.tensors("rtl", rtl, inputs, words);
            count(network, timeline, rtl);
            cycles(timeline, rtl);
            Agreement.tensors("rtl with stalls", stalled, inputs, words);
            rtlCycles += rtl.cycles();
        }
        networks++;
        wordsEqual += words.values().stream()
                .mapToLong(tensor -> tensor.shape().elements())
                .sum();
        commands += timeline.steps().size();
        layers += (int) network.plan().layers().stream()
                .filter(LayerPlan.OnDevice.class::isInstance)
                .count();
    }

    /** The cycles of each layer, from its first command's start to its last result, and of the network unless the host runs all of it. */
    private void count(Network network, Timeline timeline, RtlRunner rtl) {
        Map<Unit, Integer> next = new EnumMap<>(Unit.class);
        SortedMap<Integer, Stretch> measured = new TreeMap<>();
        SortedMap<Integer, Stretch> simulated = new TreeMap<>();
        long before = 0;
        for (InlayRun run : rtl.runs()) {
            for (Unit unit : Unit.values()) {
                List<Step> own = timeline.steps().stream()
                        .filter(s -> s.command().unit() == unit)
                        .toList();
                for (int i = 0; i < run.starts().get(unit).size(); i++) {
                    Step step = own.get(next.merge(unit, 1, Integer::sum) - 1);
                    measured.merge(
                            step.layer(),
                            new Stretch(
                                    before + run.starts().get(unit).get(i),
                                    before + run.dones().get(unit).get(i)),
                            Stretch::and);
                    simulated.merge(step.layer(), new Stretch(step.streamStart(), step.done()), Stretch::and);
                }
            }
            before += run.cycles();
        }
        measured.forEach((layer, stretch) -> layerErrors.add(
                network.commands().layers().get(layer).node(),
                simulated.get(layer).cycles(),
                stretch.cycles()));
        if (!measured.isEmpty()) {
            networkErrors.add(network.program().meaning().graph().name(), timeline.cycles(), rtl.cycles());
        }
    }

    private record Stretch(long from, long to) {

        Stretch and(Stretch other) {
            return new Stretch(Math.min(from, other.from), Math.max(to, other.to));
        }

        long cycles() {
            return to - from;
        }
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
        for (int number = 0; number < steps.get(Unit.STORE).size(); number++) {
            assertEquals(steps.get(Unit.STORE).get(number).done(), rtl.stored(number), "end of store " + number);
        }
        assertEquals(timeline.cycles(), rtl.cycles(), "cycles");
    }

    void print(String what) {
        System.out.println("COUNT layers on the Verilated accelerator whose every word and cycle is equal, " + what
                + ": " + layers + " (" + networks + " networks, " + commands + " commands, " + rtlCycles + " cycles, "
                + wordsEqual + " words, each again with a memory that stalls)");
    }
}
