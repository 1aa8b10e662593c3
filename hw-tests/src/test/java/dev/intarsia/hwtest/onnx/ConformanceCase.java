package dev.intarsia.hwtest.onnx;

import dev.intarsia.frontend.onnx.OnnxBindings;
import dev.intarsia.frontend.onnx.OnnxImport;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.onnx.file.OnnxFile;
import dev.intarsia.frontend.onnx.file.OnnxModel;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.frontend.onnx.file.OnnxValue;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.op.Transpose;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.Tensor;
import dev.intarsia.ir.type.TensorType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A case of ONNX's own conformance suite: a model, inputs, and the outputs that follow.
 *
 * @param folder holds {@code model.onnx} and {@code test_data_set_0}
 */
record ConformanceCase(Path folder) {

    /** ONNX's own tolerances for real results. */
    private static final double RELATIVE = 1e-3;

    private static final double ABSOLUTE = 1e-7;

    /** What computed the outputs. */
    enum Way {
        /** The real engine. */
        REAL,
        /** The oracle, at least in part. */
        INTEGERS,
        /** The importer: they do not depend on inputs that are not constants. */
        FOLDED
    }

    /** What became of a case. */
    sealed interface Outcome {

        /**
         * Every output is as it should be.
         *
         * @param fixed the inputs that had to be constants
         */
        record Passed(Way way, List<String> fixed) implements Outcome {}

        record Refused(String reason) implements Outcome {}

        record Wrong(String difference) implements Outcome {}
    }

    Outcome run() {
        List<String> names = inputNames();
        List<OnnxTensor> inputs = tensors("input_");
        InvalidInputException first;
        try {
            return run(names, inputs, List.of());
        } catch (InvalidInputException e) {
            first = e;
        }
        // Shapes, axes, weights: what has to be known for compiling comes as an input in this suite. Fix all but the
        // first.
        for (int kept = 1; kept >= 0 && names.size() >= kept; kept--) {
            try {
                return run(names, inputs, names.subList(kept, names.size()));
            } catch (InvalidInputException e) {
                // The message about the model as it is says more.
            }
        }
        return new Outcome.Refused(first.diagnostics().getFirst().message());
    }

    private Outcome run(List<String> names, List<OnnxTensor> inputs, List<String> fixed) {
        Map<String, OnnxTensor> known = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (fixed.contains(names.get(i))) {
                known.put(names.get(i), inputs.get(i));
            }
        }
        OnnxImport read = OnnxReader.read(folder.resolve("model.onnx"), new OnnxBindings(Map.of(), known));
        Graph graph = read.model().graph();
        Map<String, Tensor> values = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (!fixed.contains(names.get(i))) {
                values.put(names.get(i), input(read, graph, names.get(i), inputs.get(i)));
            }
        }
        TypedRun run = new TypedRun(read.model());
        List<Tensor> outputs = run.outputs(values);
        List<OnnxTensor> expected = tensors("output_");
        for (int i = 0; i < expected.size(); i++) {
            Optional<String> difference = difference(read, graph.outputs().get(i), outputs.get(i), expected.get(i));
            if (difference.isPresent()) {
                return new Outcome.Wrong(difference.get());
            }
        }
        boolean folded = read.knownOutputs().size() == graph.outputs().size();
        return new Outcome.Passed(folded ? Way.FOLDED : run.hasIntegers() ? Way.INTEGERS : Way.REAL, fixed);
    }

    private static Tensor input(OnnxImport read, Graph graph, String name, OnnxTensor tensor) {
        TensorType type = graph.input(name).orElseThrow().type();
        List<Integer> dims = new ArrayList<>(tensor.dims());
        if (read.batchAdded() || dims.isEmpty()) {
            dims.addFirst(1);
        }
        RealTensor stored = RealTensor.owning(new Shape(dims), tensor.singles());
        List<Integer> order = read.inputOrders().get(name);
        RealTensor value = order == null ? stored : new Transpose(order).real(List.of(stored));
        if (!value.shape().equals(type.shape())) {
            throw new IllegalStateException(
                    name + " has the shape " + type.shape() + ", the case gives " + value.shape());
        }
        return type.isReal() ? value : words(value, type);
    }

    /** Words that were kept as numbers, which all fit float32. */
    private static RawTensor words(RealTensor value, TensorType type) {
        long[] words = new long[value.shape().elements()];
        for (int i = 0; i < words.length; i++) {
            words[i] = (long) value.at(i);
        }
        return RawTensor.owning(type.quantized().format(), value.shape(), words);
    }

    private static Optional<String> difference(OnnxImport read, String name, Tensor found, OnnxTensor expected) {
        List<Integer> dims = new ArrayList<>(expected.dims());
        if (read.batchAdded() && !read.knownOutputs().contains(name)) {
            dims.addFirst(1);
        }
        if (!found.shape().sizes().equals(dims)) {
            return Optional.of(name + " has the shape " + found.shape() + ", not " + dims);
        }
        for (int i = 0; i < expected.elements(); i++) {
            double is = switch (found) {
                case RealTensor real -> real.at(i);
                case RawTensor raw -> raw.at(i);
            };
            double should = expected.number(i);
            boolean equal = expected.type().isReal()
                    ? Double.compare(is, should) == 0
                            || is == should
                            || Math.abs(is - should) <= ABSOLUTE + RELATIVE * Math.abs(should)
                    : is == should;
            if (!equal) {
                return Optional.of(name + "[" + i + "] is " + is + ", not " + should);
            }
        }
        return Optional.empty();
    }

    private List<String> inputNames() {
        Diagnostics diagnostics = new Diagnostics();
        OnnxModel model =
                OnnxFile.readModel(folder.resolve("model.onnx"), diagnostics).orElseThrow();
        return model.inputs().stream()
                .map(OnnxValue::name)
                .filter(name -> !model.initializers().containsKey(name))
                .toList();
    }

    private List<OnnxTensor> tensors(String prefix) {
        List<OnnxTensor> tensors = new ArrayList<>();
        Diagnostics diagnostics = new Diagnostics();
        Path data = folder.resolve("test_data_set_0");
        for (int i = 0; Files.exists(data.resolve(prefix + i + ".pb")); i++) {
            OnnxFile.readTensor(data.resolve(prefix + i + ".pb"), diagnostics).ifPresent(tensors::add);
        }
        diagnostics.stopOnErrors();
        return tensors;
    }
}
