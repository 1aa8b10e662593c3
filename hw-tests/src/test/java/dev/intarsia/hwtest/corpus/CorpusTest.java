package dev.intarsia.hwtest.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.intarsia.backend.java.JavaBackend;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.op.Elementwise;
import dev.intarsia.ir.op.Operators;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.plan.Plan;
import dev.intarsia.ir.plan.SearchingPlanner;
import dev.intarsia.ir.schedule.ApplySchedule;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.runner.ProgramRunner;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case of the corpus on every engine: the oracle; and for each target that ships, scheduled kernels on the oracle, the machine
 * model, and the generated simulator. A target that cannot run a case refuses it with the message that the case gives.
 */
class CorpusTest {

    private static long compared;

    static List<String> cases() throws IOException {
        return CorpusCase.names();
    }

    @AfterAll
    static void count() {
        System.out.println("COUNT corpus words compared, all engines: " + compared);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyEngineGivesTheWords(String name) throws IOException {
        CorpusCase stored = CorpusCase.read(name);
        Program program = Lower.lower(stored.graph());
        for (CorpusCase.Inference inference : stored.inferences()) {
            compare(name, "oracle", inference, oracle(program, inference.inputs()));
        }
        for (String target : TargetReader.shipped()) {
            Accelerator accelerator = TargetReader.accelerator(target);
            String refusal = stored.refusals().get(target);
            if (refusal == null) {
                run(name, stored, program, accelerator);
            } else {
                Diagnostics diagnostics = new Diagnostics();
                assertThrows(
                        InvalidInputException.class,
                        () -> new SearchingPlanner().plan(program, accelerator, diagnostics),
                        name + " on " + target);
                assertEquals(refusal, diagnostics.found().getFirst().message());
            }
        }
    }

    private static void run(String name, CorpusCase stored, Program program, Accelerator target) {
        Plan plan = new SearchingPlanner().plan(program, target, new Diagnostics());
        CommandProgram commands = Sequence.apply(plan);
        CompiledSimulator runner = new ProgramRunner(commands, new Oracle()::run);
        CompiledSimulator generated =
                JavaBackend.generate(commands, Replay.run(commands)).compile();
        for (CorpusCase.Inference inference : stored.inferences()) {
            compare(name, target.name() + " scheduled", inference, scheduled(plan, inference.inputs()));
            compare(name, target.name() + " machine", inference, simulated(runner, inference.inputs()));
            compare(name, target.name() + " java", inference, simulated(generated, inference.inputs()));
        }
    }

    private static Map<String, RawTensor> oracle(Program program, List<RawTensor> inputs) {
        Map<String, RawTensor> tensors = new HashMap<>();
        new Oracle().run(program, inputs, tensors::put);
        return tensors;
    }

    /** Each kernel as it is scheduled, by the oracle, on what the kernels before it gave. */
    private static Map<String, RawTensor> scheduled(Plan plan, List<RawTensor> inputs) {
        Program program = plan.program();
        Map<String, RawTensor> tensors = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            tensors.put(program.meaning().graph().inputs().get(i).name(), inputs.get(i));
        }
        for (Kernel kernel : program.kernels()) {
            Kernel run = plan.layer(kernel.name()).orElseThrow() instanceof LayerPlan.OnDevice device
                    ? ApplySchedule.apply(kernel, device.schedule()).kernel()
                    : kernel;
            tensors.putAll(new Oracle().run(run, tensors));
        }
        return tensors;
    }

    private static Map<String, RawTensor> simulated(CompiledSimulator simulator, List<RawTensor> inputs) {
        Map<String, RawTensor> tensors = new HashMap<>();
        simulator.run(inputs, tensors::put);
        return tensors;
    }

    private static void compare(
            String name, String engine, CorpusCase.Inference inference, Map<String, RawTensor> found) {
        inference.expected().forEach((tensor, expected) -> {
            RawTensor words = found.get(tensor);
            assertEquals(expected.shape(), words.shape(), name + " on " + engine);
            for (int i = 0; i < expected.shape().elements(); i++) {
                if (expected.at(i) != words.at(i)) {
                    fail("%s on %s: %s, word %d: expected %d, found %d"
                            .formatted(name, engine, tensor, i, expected.at(i), words.at(i)));
                }
            }
            compared += expected.shape().elements();
        });
    }

    @Test
    void everyOperatorHasACase() throws IOException {
        Set<String> seen = new HashSet<>();
        for (String name : cases()) {
            CorpusCase.read(name)
                    .graph()
                    .graph()
                    .nodes()
                    .forEach(node -> seen.add(node.op().mnemonic()));
        }
        List<String> without = Operators.ALL.stream()
                .filter(syntax -> !Operators.REAL_ONLY.contains(syntax))
                .filter(syntax -> !Elementwise.SYNTAXES.contains(syntax)) // They share one table form: see below.
                .map(OpSyntax::mnemonic)
                .filter(mnemonic -> !seen.contains(mnemonic))
                .toList();
        assertEquals(List.of(), without);
        assertTrue(seen.containsAll(List.of("logistic", "hard_swish", "leaky_relu")), "functions of one number");
        assertTrue(cases().size() >= 30, "found only " + cases().size() + " cases");
    }
}
