package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A network whose C is tried.
 *
 * @param inputs of one inference
 * @param words the oracle's, of every layer
 */
record NetworkCase(Program program, List<RawTensor> inputs, Map<String, RawTensor> words) {

    /** Runs every network of a program once. */
    @FunctionalInterface
    interface Runner {
        /** @param each gives for each network who is shown its tensors */
        void run(List<List<RawTensor>> inputs, IntFunction<TensorObserver> each);
    }

    static NetworkCase of(QuantizedGraph graph, RawTensor input) {
        Program program = Lower.lower(graph);
        Map<String, RawTensor> words = new LinkedHashMap<>(CEngine.words(program, List.of(input)));
        graph.graph().inputs().forEach(i -> words.remove(i.name()));
        return new NetworkCase(program, List.of(input), words);
    }

    static NetworkCase of(NetworkDraw draw) {
        QuantizedGraph graph = DrawnNetwork.of(draw, SampleAccelerator.WIDE);
        return of(graph, DrawnNetwork.words(graph, draw.seed() + 1));
    }

    /** The projects of several networks, with names of their own; what their self-tests expect is not for running them. */
    static List<CProject> projects(List<NetworkCase> cases, Microcontroller target) {
        List<CProject> projects = new ArrayList<>();
        for (NetworkCase c : cases) {
            projects.add(McuBackend.generate(
                    c.program(), target, "drawn" + projects.size(), (program, inputs) -> c.words()));
        }
        return projects;
    }

    /** Runs every network once, and compares every layer's tensor. */
    static void check(String engine, List<NetworkCase> cases, Runner runner) {
        List<Map<String, RawTensor>> found = new ArrayList<>();
        cases.forEach(c -> found.add(new LinkedHashMap<>()));
        runner.run(cases.stream().map(NetworkCase::inputs).toList(), i -> found.get(i)::put);
        for (int i = 0; i < cases.size(); i++) {
            cases.get(i).compare(engine + ", network " + i, found.get(i));
        }
    }

    private void compare(String engine, Map<String, RawTensor> found) {
        assertEquals(words.keySet(), found.keySet(), engine + " shows every layer");
        words.forEach((tensor, expected) -> Agreement.equal(engine, tensor, expected, found.get(tensor)));
    }
}
