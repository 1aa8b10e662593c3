package dev.intarsia.training.qat;

import dev.intarsia.cli.finetune.FineTuningTask;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.ApplyQuantization;
import dev.intarsia.ir.quantize.GivenTypes;
import dev.intarsia.ir.quantize.NodeChoice;
import dev.intarsia.ir.quantize.QuantizationPlan;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network of integers that parameters stand for at one moment: the very graph that would be written now.
 *
 * @param graph of integers
 * @param words of each constant, by its name
 * @param planned for each node of the quantized graph its name in the graph of real numbers
 * @param projected how words were made smaller so that their sums fit, by the name of the weights; empty where sums may get as wide as they need
 */
record IntegerNetwork(
        QuantizedGraph graph,
        Map<String, RawTensor> words,
        Map<String, String> planned,
        Map<String, Projection> projected) {

    /** Makes the integers of parameters. */
    static IntegerNetwork of(FineTuningTask task, Parameters parameters) {
        Graph real = withValues(task.graph(), parameters);
        Map<String, Quantized> types = types(task.start(), parameters);
        QuantizationPlan plan = plan(task, real, new GivenTypes(types, Map.of()));
        Map<String, Projection> projected = new HashMap<>();
        if (task.sums().isPresent()) {
            FitSums fit = new FitSums(real, plan, task.sums().get(), parameters);
            plan = plan(task, real, new GivenTypes(types, fit.words()));
            projected = fit.projected();
        }
        QuantizedGraph graph = ApplyQuantization.apply(real, plan, new Diagnostics());
        Map<String, RawTensor> words = new HashMap<>();
        graph.graph().constants().forEach(constant -> words.put(constant.name(), constant.raw()));
        Map<String, String> planned = new HashMap<>();
        for (Map.Entry<String, NodeChoice> node : plan.nodes().entrySet()) {
            if (node.getValue() instanceof NodeChoice.Compute) {
                planned.put(ApplyQuantization.nameAfter(real, plan, node.getKey()), node.getKey());
            }
        }
        return new IntegerNetwork(graph, words, planned, projected);
    }

    private static QuantizationPlan plan(FineTuningTask task, Graph real, GivenTypes given) {
        Diagnostics diagnostics = new Diagnostics();
        QuantizationPlan plan = given.plan(real, task.calibration(), task.settings(), diagnostics);
        diagnostics.stopOnErrors();
        return plan;
    }

    private static Graph withValues(Graph graph, Parameters parameters) {
        List<Constant> constants = new ArrayList<>();
        for (Constant constant : graph.constants()) {
            Parameter values = parameters.get(constant.name());
            constants.add(
                    values == null
                            ? constant
                            : Constant.real(constant.name(), real(constant, values), constant.location()));
        }
        return new Graph(graph.name(), graph.inputs(), constants, graph.nodes(), graph.outputs());
    }

    private static RealTensor real(Constant constant, Parameter values) {
        float[] singles = new float[values.values.length];
        for (int i = 0; i < singles.length; i++) {
            singles[i] = (float) values.values[i];
        }
        return RealTensor.owning(constant.type().shape(), singles);
    }

    private static Map<String, Quantized> types(QuantizationPlan start, Parameters parameters) {
        Map<String, Quantized> types = new LinkedHashMap<>();
        start.tensors()
                .forEach((name, element) -> parameters
                        .scale(name)
                        .ifPresent(scale -> types.put(
                                name,
                                new Quantized(
                                        element.format(),
                                        element.scale().isPerTensor()
                                                ? Scale.perTensor((float) scale.values[0])
                                                : Scale.perAxis(
                                                        Arrays.stream(scale.values)
                                                                .mapToObj(s -> (double) (float) s)
                                                                .toList(),
                                                        element.scale().axis()),
                                        element.zeroPoint()))));
        return types;
    }

    /** The learned scale of the result of a node of the quantized graph. */
    Optional<Parameter> scale(Parameters parameters, String node) {
        return parameters.scale(planned.get(node));
    }
}
