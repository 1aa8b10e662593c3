package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.command.HazardCheck;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.schedule.ApplySchedule;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.lanes.LaneProgram;
import dev.intarsia.simulator.machine.Machine;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.replay.Timeline;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.runner.LayerSimulator;
import dev.intarsia.simulator.runner.ProgramRunner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has to agree of a network, word by word. */
final class Agreement {

    private Agreement() {}

    /** Every scheduled kernel gives what its kernel gives. */
    static void schedulesKeepMeaning(Network network, Map<String, RawTensor> words) {
        for (LayerPlan layer : network.plan().layers()) {
            if (layer instanceof LayerPlan.OnDevice device) {
                Kernel scheduled = ApplySchedule.apply(network.kernel(device.node()), device.schedule())
                        .kernel();
                RawTensor found = new Oracle().run(scheduled, words).get(device.node());
                equal("scheduled kernel", device.node(), words.get(device.node()), found);
            }
        }
    }

    /** The words of the machine with both kinds of arithmetic, and those of whole layers, are the oracle's, again in the second inference. */
    static void machine(Network network, List<RawTensor> inputs, Map<String, RawTensor> words) {
        for (Machine.Kernels kernels : Machine.Kernels.values()) {
            ProgramRunner runner = new ProgramRunner(network.commands(), Network.HOST, kernels);
            simulator("simulator, " + kernels, runner, inputs, words);
            simulator("simulator, " + kernels + ", again", runner, inputs, words);
        }
        LayerSimulator layers = new LayerSimulator(network.commands(), LaneProgram.of(network.program()));
        simulator("whole layers", layers, inputs, words);
        simulator("whole layers, again", layers, inputs, words);
    }

    /** Every tensor that a simulator shows, and every node is shown; the outputs are the same for several inferences in step. */
    static void simulator(
            String engine, CompiledSimulator simulator, List<RawTensor> inputs, Map<String, RawTensor> words) {
        List<RawTensor> outputs = tensors(engine, simulator, inputs, words);
        assertEquals(
                List.of(outputs, outputs, outputs),
                simulator.runTogether(List.of(inputs, inputs, inputs)),
                engine + " gives the same in step");
    }

    /** Every tensor that a simulator shows in one inference, and every node is shown. Gives the outputs. */
    static List<RawTensor> tensors(
            String engine, CompiledSimulator simulator, List<RawTensor> inputs, Map<String, RawTensor> words) {
        Map<String, RawTensor> found = new LinkedHashMap<>();
        List<RawTensor> outputs = simulator.run(inputs, found::put);
        assertEquals(words.size() - inputs.size(), found.size(), engine + " shows every node's tensor");
        words.forEach((tensor, expected) -> {
            if (found.containsKey(tensor)) {
                equal(engine, tensor, expected, found.get(tensor));
            }
        });
        return outputs;
    }

    /** No hazard, and every cycle of every unit has one cause. */
    static Timeline timing(Network network) {
        assertEquals(List.of(), HazardCheck.check(network.commands()));
        Timeline timeline = Replay.run(network.commands());
        timeline.units().forEach((unit, causes) -> {
            assertEquals(timeline.cycles(), causes.total(), unit + ": causes add up");
            long layers = timeline.layers().stream()
                    .mapToLong(l -> l.causes().get(unit).total())
                    .sum();
            assertEquals(timeline.cycles(), layers, unit + ": layers' causes add up");
        });
        long macs = network.plan().layers().stream()
                .mapToLong(l -> l instanceof LayerPlan.OnDevice d ? d.macs() : 0)
                .sum();
        assertEquals(macs, timeline.macs(), "multiply-accumulates");
        for (LayerPlan layer : network.plan().layers()) {
            if (layer instanceof LayerPlan.OnDevice d) {
                assertTrue(
                        timeline.cycles() >= d.bounds().wholeTile(),
                        d.node() + " takes " + timeline.cycles() + " cycles, its bound says " + d.bounds());
            }
        }
        return timeline;
    }

    /** @throws AssertionError naming the engine, the tensor, the first differing place and both words */
    static void equal(String engine, String tensor, RawTensor expected, RawTensor found) {
        if (expected.equals(found)) {
            return;
        }
        if (!expected.shape().equals(found.shape()) || !expected.format().equals(found.format())) {
            throw new AssertionError(engine + ": " + tensor + " is " + found + ", expected " + expected);
        }
        for (int i = 0; i < expected.shape().elements(); i++) {
            if (expected.at(i) != found.at(i)) {
                throw new AssertionError(engine + ": " + tensor + " " + expected + " differs first at element " + i
                        + ": expected " + expected.at(i) + ", found " + found.at(i));
            }
        }
    }
}
