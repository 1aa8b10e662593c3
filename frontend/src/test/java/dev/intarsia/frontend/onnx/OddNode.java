package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxAttribute;
import dev.intarsia.frontend.onnx.file.OnnxModel;
import dev.intarsia.frontend.onnx.file.OnnxNode;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.frontend.onnx.file.OnnxValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;

/** A node of a test with its operands and attributes, and the version of the operators that it is of. */
record OddNode(
        String domain,
        String operator,
        long opset,
        List<OddOperand> operands,
        Map<String, OnnxAttribute> attributes,
        int outputs) {

    OddNode {
        operands = List.copyOf(operands);
        attributes = Map.copyOf(attributes);
    }

    static OddNode of(String operator, OddOperand... operands) {
        return new OddNode("", operator, 13, List.of(operands), Map.of(), 1);
    }

    OddNode in(String otherDomain) {
        return new OddNode(otherDomain, operator, opset, operands, attributes, outputs);
    }

    OddNode named(String otherOperator) {
        return new OddNode(domain, otherOperator, opset, operands, attributes, outputs);
    }

    OddNode opset(long other) {
        return new OddNode(domain, operator, other, operands, attributes, outputs);
    }

    OddNode outputs(int count) {
        return new OddNode(domain, operator, opset, operands, attributes, count);
    }

    OddNode with(String name, OnnxAttribute value) {
        Map<String, OnnxAttribute> changed = new LinkedHashMap<>(attributes);
        changed.put(name, value);
        return new OddNode(domain, operator, opset, operands, changed, outputs);
    }

    OddNode whole(String name, long value) {
        return with(name, new OnnxAttribute.Whole(value));
    }

    OddNode wholes(String name, Long... values) {
        return with(name, new OnnxAttribute.Wholes(List.of(values)));
    }

    OddNode without(String name) {
        Map<String, OnnxAttribute> changed = new LinkedHashMap<>(attributes);
        changed.remove(name);
        return new OddNode(domain, operator, opset, operands, changed, outputs);
    }

    OddNode operand(int index, OddOperand other) {
        List<OddOperand> changed = new ArrayList<>(operands);
        changed.set(index, other);
        return operands(changed);
    }

    OddNode operands(List<OddOperand> others) {
        return new OddNode(domain, operator, opset, others, attributes, outputs);
    }

    /** A model of nodes, one after the other; operands are the model's own unless other names are given for them. */
    static final class Model {
        private final List<OnnxNode> nodes = new ArrayList<>();
        private final SequencedMap<String, OnnxTensor> initializers = new LinkedHashMap<>();
        private final List<OnnxValue> inputs = new ArrayList<>();
        private final List<String> made = new ArrayList<>();
        private long opset;

        /** Names that nodes have given, and inputs. */
        List<String> names() {
            return made;
        }

        /** @param given names to read instead of the node's own operands, by their indices */
        Model add(OddNode node, Map<Integer, String> given) {
            opset = Math.max(opset, node.opset());
            int number = nodes.size();
            List<String> names = new ArrayList<>();
            for (int i = 0; i < node.operands().size(); i++) {
                String name = "n" + number + "_" + i;
                if (given.containsKey(i)) {
                    names.add(given.get(i));
                    continue;
                }
                switch (node.operands().get(i)) {
                    case OddOperand.Missing m -> names.add("");
                    case OddOperand.Known(OnnxTensor tensor) -> {
                        initializers.put(name, tensor);
                        names.add(name);
                    }
                    case OddOperand.Flowing(DataType type, List<Integer> dims) -> {
                        inputs.add(new OnnxValue(
                                name,
                                Optional.of(type),
                                Optional.of(dims.stream()
                                        .<OnnxValue.Dimension>map(OnnxValue.Dimension.Size::new)
                                        .toList())));
                        names.add(name);
                        made.add(name);
                    }
                }
            }
            List<String> results = new ArrayList<>();
            for (int i = 0; i < node.outputs(); i++) {
                results.add("y" + number + "_" + i);
            }
            nodes.add(new OnnxNode("", node.domain(), node.operator(), names, results, node.attributes()));
            made.addAll(results);
            return this;
        }

        /** All results of the last so many nodes are outputs. */
        OnnxModel model(int shown) {
            List<OnnxValue> outputs = nodes.subList(Math.max(0, nodes.size() - shown), nodes.size()).stream()
                    .flatMap(node -> node.outputs().stream())
                    .map(name -> new OnnxValue(name, Optional.of(DataType.FLOAT), Optional.empty()))
                    .toList();
            return new OnnxModel(Map.of("", opset), "odd", nodes, initializers, inputs, outputs);
        }
    }

    /** Names that a model may have by mistake: each place where one stands takes any other of them, or none. */
    static OnnxModel misnamed(OnnxModel model, Random random) {
        List<String> names = new ArrayList<>(List.of(""));
        names.addAll(model.initializers().keySet());
        model.inputs().forEach(input -> names.add(input.name()));
        model.nodes().forEach(node -> names.addAll(node.outputs()));
        String instead = names.get(random.nextInt(names.size()));
        List<OnnxNode> nodes = new ArrayList<>(model.nodes());
        List<OnnxValue> inputs = new ArrayList<>(model.inputs());
        List<OnnxValue> outputs = new ArrayList<>(model.outputs());
        SequencedMap<String, OnnxTensor> initializers = new LinkedHashMap<>(model.initializers());
        int at = random.nextInt(nodes.size());
        OnnxNode node = nodes.get(at);
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                List<String> operands = replaced(node.inputs(), instead, random);
                nodes.set(
                        at,
                        new OnnxNode("", node.domain(), node.operator(), operands, node.outputs(), node.attributes()));
            }
            case 2 -> {
                List<String> results = replaced(node.outputs(), instead, random);
                nodes.set(
                        at,
                        new OnnxNode("", node.domain(), node.operator(), node.inputs(), results, node.attributes()));
            }
            case 3 -> outputs.add(new OnnxValue(instead, Optional.of(DataType.FLOAT), Optional.empty()));
            case 4 -> inputs.add(input(instead, random));
            default -> initializers.put(instead, OnnxTensor.ofNumbers(DataType.FLOAT, List.of(1), 2));
        }
        return new OnnxModel(model.opsets(), "odd", nodes, initializers, inputs, outputs);
    }

    private static List<String> replaced(List<String> names, String name, Random random) {
        List<String> changed = new ArrayList<>(names);
        if (!changed.isEmpty()) {
            changed.set(random.nextInt(changed.size()), name);
        }
        return changed;
    }

    /** An input with sizes that are open, or that no tensor has. */
    private static OnnxValue input(String name, Random random) {
        List<OnnxValue.Dimension> dims = new ArrayList<>();
        int rank = random.nextInt(4);
        for (int axis = 0; axis < rank; axis++) {
            dims.add(
                    switch (random.nextInt(6)) {
                        case 0 -> new OnnxValue.Dimension.Symbol("n");
                        case 1 -> new OnnxValue.Dimension.Unknown();
                        case 2 -> new OnnxValue.Dimension.Size(random.nextLong());
                        default -> new OnnxValue.Dimension.Size(random.nextInt(5) - 1);
                    });
        }
        Optional<DataType> type = random.nextInt(5) == 0
                ? Optional.empty()
                : Optional.of(DataType.values()[random.nextInt(DataType.values().length)]);
        return new OnnxValue(name, type, random.nextInt(6) == 0 ? Optional.empty() : Optional.of(dims));
    }

    OnnxModel model() {
        return new Model().add(this, Map.of()).model(1);
    }
}
