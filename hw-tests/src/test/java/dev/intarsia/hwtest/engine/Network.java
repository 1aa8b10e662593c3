package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.plan.Plan;
import dev.intarsia.ir.plan.SearchingPlanner;
import dev.intarsia.ir.schedule.Schedule;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.runner.KernelRunner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A network on an accelerator, from the quantized graph to commands. */
record Network(Program program, Plan plan, CommandProgram commands) {

    /** What the host computes, the oracle computes. */
    static final KernelRunner HOST = new Oracle()::run;

    /** How many schedules of a layer are drawn from. */
    private static final int CANDIDATES = 12;

    /** @throws dev.intarsia.ir.diagnostic.InvalidInputException when the target is too small */
    static Network planned(QuantizedGraph graph, Accelerator target) {
        Program program = Lower.lower(graph);
        Plan plan = new SearchingPlanner().plan(program, target, new Diagnostics());
        return new Network(program, plan, Sequence.apply(plan));
    }

    /** The same network with any of the schedules that fit, instead of the fastest, for each layer. */
    Network rescheduled(long seed) {
        Random random = new Random(seed);
        List<LayerPlan> layers = new ArrayList<>();
        for (LayerPlan layer : plan.layers()) {
            layers.add(
                    switch (layer) {
                        case LayerPlan.OnDevice device -> {
                            List<Schedule> candidates =
                                    SearchingPlanner.candidates(kernel(device.node()), plan.target(), CANDIDATES);
                            yield SearchingPlanner.withSchedule(
                                    program,
                                    device.node(),
                                    plan.target(),
                                    candidates.get(random.nextInt(candidates.size())));
                        }
                        case LayerPlan.OnHost host -> host;
                        case LayerPlan.Alias alias -> alias;
                    });
        }
        Plan changed = new Plan(program, plan.target(), plan.tensors(), layers);
        return new Network(program, changed, Sequence.apply(changed));
    }

    Kernel kernel(String node) {
        return program.kernels().stream()
                .filter(k -> k.name().equals(node))
                .findFirst()
                .orElseThrow();
    }

    /** The oracle's words of every tensor, inputs included. */
    Map<String, RawTensor> words(List<RawTensor> inputs) {
        Map<String, RawTensor> words = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            words.put(program.meaning().graph().inputs().get(i).name(), inputs.get(i));
        }
        new Oracle().run(program, inputs, words::put);
        return words;
    }
}
