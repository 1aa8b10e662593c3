package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.frontend.onnx.Value.Known;
import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxModel;
import dev.intarsia.frontend.onnx.file.OnnxNode;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.frontend.onnx.file.OnnxValue;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a graph of a model: goes through its nodes in order, folds those whose inputs are known, and lets the rows of
 * {@link OperatorTable} put the others into the graph, with the file's order of axes. {@link ChannelsLast} then brings it to this house's.
 */
final class Importer {

    private static final long OLDEST = 6;

    /** Known tensors that nodes give have as many elements as this, and so many times those that the file holds. */
    private static final long MOST_KNOWN = 1 << 19;

    private static final long TIMES_THE_FILES = 8;

    private final String file;
    private final OnnxModel model;
    private final OnnxBindings bindings;
    private final boolean outsideBatch;
    private final Diagnostics diagnostics = new Diagnostics();
    private final Map<String, Value> values = new HashMap<>();
    private final GraphDraft draft;

    private Importer(String file, OnnxModel model, OnnxBindings bindings, boolean outsideBatch) {
        this.file = file;
        this.model = model;
        this.bindings = bindings;
        this.outsideBatch = outsideBatch;
        this.draft = new GraphDraft(MOST_KNOWN
                + TIMES_THE_FILES
                        * model.initializers().values().stream()
                                .mapToLong(OnnxTensor::elements)
                                .sum());
    }

    /**
     * Reads the model with its first axis as the batch. A model that does something with that axis gets a batch axis of 1 before all its
     * own axes instead, where that helps.
     */
    static OnnxImport read(Path path, OnnxModel model, OnnxBindings bindings) {
        Importer first = new Importer(path.toString(), model, bindings, false);
        Optional<OnnxImport> read = first.read(name(path));
        if (read.isEmpty()) {
            read = new Importer(path.toString(), model, bindings, true).read(name(path));
        }
        if (read.isEmpty()) {
            first.diagnostics.stopOnErrors();
        }
        return read.orElseThrow();
    }

    private static String name(Path path) {
        String name = path.getFileName().toString();
        return name.endsWith(".onnx") ? name.substring(0, name.length() - ".onnx".length()) : name;
    }

    private Optional<OnnxImport> read(String name) {
        checkVersion();
        model.initializers().forEach((tensor, value) -> values.put(tensor, new Known(value)));
        bindings.inputs().forEach((tensor, value) -> values.put(tensor, new Known(value)));
        model.inputs().stream()
                .filter(input -> !values.containsKey(input.name()))
                .forEach(this::input);
        for (OnnxNode node : model.nodes()) {
            node.outputs().forEach(draft::reserve);
        }
        model.nodes().forEach(this::node);
        List<String> outputs = new ArrayList<>();
        List<String> knownOutputs = new ArrayList<>();
        model.outputs().forEach(output -> output(output, outputs, knownOutputs));
        if (outputs.isEmpty() && !diagnostics.hasErrors()) {
            diagnostics.error(new ModelNode(file, ""), "the model has no outputs", "name at least one");
        }
        if (diagnostics.hasErrors()) {
            return Optional.empty();
        }
        ChannelsLast.Result ordered = ChannelsLast.apply(draft.graph(name, outputs));
        return Optional.of(new OnnxImport(
                FuseConversions.readModel(
                        ordered.graph(), model.nodes().stream().anyMatch(QonnxRows::isOne)),
                outsideBatch,
                ordered.inputOrders(),
                knownOutputs));
    }

    private void checkVersion() {
        long opset = model.opsets().getOrDefault("", OLDEST);
        if (opset < OLDEST) {
            diagnostics.error(
                    new ModelNode(file, ""),
                    "the model uses version " + opset + " of the operators",
                    "convert it to version 13 or later: onnx.version_converter.convert_version");
        }
        if (model.nodes().isEmpty() && model.outputs().isEmpty()) {
            diagnostics.error(new ModelNode(file, ""), "the file holds no graph", "export the model again");
        }
    }

    private void input(OnnxValue input) {
        ModelNode place = new ModelNode(file, "input " + input.name());
        if (input.type().equals(Optional.of(DataType.DOUBLE))) {
            diagnostics.error(
                    place, "the input is of float64; real numbers are kept in float32", "export the model in float32");
            values.put(input.name(), new Value.Broken());
            return;
        }
        if (input.type().isEmpty() || input.dims().isEmpty()) {
            diagnostics.error(
                    place, "the input is no tensor of numbers with a known number of axes", "export it with its shape");
            values.put(input.name(), new Value.Broken());
            return;
        }
        List<Integer> given = bindings.shapes().get(input.name());
        if (given != null && given.size() != input.dims().get().size()) {
            diagnostics.error(
                    place,
                    "the shape " + given + " was given, but the input has "
                            + input.dims().get().size() + " axes",
                    "give as many sizes, the batch included");
            values.put(input.name(), new Value.Broken());
            return;
        }
        List<Integer> dims = new ArrayList<>();
        for (int axis = 0; axis < input.dims().get().size(); axis++) {
            Optional<Integer> size = given == null ? Optional.empty() : Optional.of(given.get(axis));
            size(input.dims().get().get(axis), size, axis == 0, place).ifPresent(dims::add);
        }
        if (dims.size() < input.dims().get().size()) {
            values.put(input.name(), new Value.Broken());
            return;
        }
        List<Integer> sizes = new ArrayList<>(dims);
        if (outsideBatch || dims.isEmpty()) {
            sizes.addFirst(1);
        }
        try {
            TensorType type = TensorType.real(Application.shape(sizes));
            draft.input(new Input(input.name(), type, Optional.empty(), place));
            values.put(input.name(), new Flowing(input.name(), input.type().get(), dims));
        } catch (RefusedException e) {
            diagnostics.error(place, e.getMessage(), e.help());
            values.put(input.name(), new Value.Broken());
        }
    }

    private Optional<Integer> size(
            OnnxValue.Dimension dimension, Optional<Integer> given, boolean first, ModelNode place) {
        String unknown = switch (dimension) {
            case OnnxValue.Dimension.Size(long size) -> {
                if (size >= 1 && size <= Integer.MAX_VALUE) {
                    yield "";
                }
                yield size + "";
            }
            case OnnxValue.Dimension.Symbol(String symbol) -> symbol;
            case OnnxValue.Dimension.Unknown u -> "?";
        };
        if (unknown.isEmpty() && dimension instanceof OnnxValue.Dimension.Size(long size)) {
            if (given.isPresent() && given.get() != size) {
                diagnostics.error(
                        place,
                        "the size " + given.get() + " was given for an axis that has " + size + " in the file",
                        "give sizes that differ where the file leaves them open");
                return Optional.empty();
            }
            return Optional.of((int) size);
        }
        if (given.isPresent()) {
            return given;
        }
        if (first) {
            return Optional.of(1);
        }
        diagnostics.error(
                place,
                "the size of an axis is left open: " + unknown,
                "give its shape, as in --shape NAME=1,28,28, or export the model with fixed sizes");
        return Optional.empty();
    }

    private void node(OnnxNode node) {
        ModelNode place = new ModelNode(file, node.describe());
        List<String> made = node.outputs().stream().filter(o -> !o.isEmpty()).toList();
        Optional<String> again = made.stream()
                .filter(output -> values.containsKey(output) || Collections.frequency(made, output) > 1)
                .findFirst();
        if (again.isPresent()) {
            diagnostics.error(
                    place,
                    "it makes the tensor " + again.get() + ", which is made elsewhere, too",
                    "each tensor has one maker: export the model again");
            return;
        }
        Optional<Long> opset = Optional.ofNullable(model.opsets().get(node.domain()));
        Application application = new Application(node, opset.orElse(1L), place, values, draft, outsideBatch);
        Optional<OnnxOperator> operator = OperatorTable.find(node.domain(), node.operator());
        if (operator.isEmpty()) {
            diagnostics.error(
                    place,
                    "the operator " + node.qualifiedOperator() + " is not supported",
                    OperatorTable.helpFor(node.operator()));
            application.broken();
            return;
        }
        try {
            if (application.allKnown() && operator.get().folding().isPresent()) {
                List<OnnxTensor> results = operator.get().folding().get().fold(application);
                for (int i = 0; i < results.size(); i++) {
                    application.result(i, results.get(i));
                }
            } else {
                operator.get().reading().read(application);
            }
        } catch (RefusedException e) {
            diagnostics.error(place, e.getMessage(), e.help());
            application.broken();
        } catch (DependsOnBrokenException e) {
            application.broken();
        }
    }

    private void output(OnnxValue output, List<String> outputs, List<String> knownOutputs) {
        switch (values.get(output.name())) {
            case null ->
                diagnostics.error(
                        new ModelNode(file, "output " + output.name()), "nothing gives this output", "export it again");
            case Value.Broken broken -> {}
            case Flowing flowing -> outputs.add(flowing.tensor());
            case Known known -> {
                knownOutputs.add(output.name());
                outputs.add(constantOutput(output.name(), known.tensor()));
            }
        }
    }

    private String constantOutput(String name, OnnxTensor tensor) {
        ModelNode place = new ModelNode(file, "output " + name);
        try {
            Shape shape = Application.shape(tensor.dims());
            float[] values = tensor.singles();
            for (int i = 0; i < values.length; i++) {
                if (!Float.isFinite(values[i]) || !tensor.type().isReal() && values[i] != tensor.number(i)) {
                    throw new RefusedException(
                            "it does not depend on the input and holds " + tensor.number(i)
                                    + ", which float32 does not",
                            "take it out of the model");
                }
            }
            return draft.constant(name, n -> Constant.real(n, RealTensor.owning(shape, values), place));
        } catch (RefusedException e) {
            diagnostics.error(place, e.getMessage(), e.help());
            return name;
        }
    }
}
