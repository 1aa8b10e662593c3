package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.frontend.onnx.Value.Known;
import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxAttribute;
import dev.intarsia.frontend.onnx.file.OnnxNode;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.type.ElementType;
import dev.intarsia.ir.type.Real;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One node of the file: what a row of the table may ask of it, and how it answers. */
final class Application {

    /** The version by which operators that stand for others are read: axes as attributes where they may be. */
    private static final long LATEST = 13;

    private final OnnxNode node;
    private final long opset;
    private final ModelNode place;
    private final Map<String, Value> values;
    private final GraphDraft draft;
    private final boolean outsideBatch;

    /**
     * @param opset the version of its domain's operators
     * @param values what names stand for; its results are added
     * @param outsideBatch whether every tensor of the graph has a batch axis of 1 before the axes that the file counts
     */
    Application(
            OnnxNode node,
            long opset,
            ModelNode place,
            Map<String, Value> values,
            GraphDraft draft,
            boolean outsideBatch) {
        this.node = node;
        this.opset = opset;
        this.place = place;
        this.values = values;
        this.draft = draft;
        this.outsideBatch = outsideBatch;
    }

    long opset() {
        return opset;
    }

    String operator() {
        return node.operator();
    }

    ModelNode place() {
        return place;
    }

    GraphDraft draft() {
        return draft;
    }

    /** How many axes of a tensor of the graph lie before those that the file counts. */
    int leadingAxes() {
        return outsideBatch ? 1 : 0;
    }

    // Attributes

    Optional<OnnxAttribute> attribute(String name) {
        return Optional.ofNullable(node.attributes().get(name));
    }

    OptionalLong whole(String name) {
        return attribute(name)
                .map(value -> switch (value) {
                    case OnnxAttribute.Whole w -> OptionalLong.of(w.value());
                    case OnnxAttribute v -> throw wrongAttribute(name, "a whole number");
                })
                .orElse(OptionalLong.empty());
    }

    long whole(String name, long standard) {
        return whole(name).orElse(standard);
    }

    int number(String name, long standard) {
        long value = whole(name, standard);
        if (value != (int) value) {
            throw new RefusedException("the attribute " + name + " is " + value, "");
        }
        return (int) value;
    }

    double real(String name, double standard) {
        return attribute(name)
                .map(value -> switch (value) {
                    case OnnxAttribute.Real r -> finite(name, r.value());
                    case OnnxAttribute v -> throw wrongAttribute(name, "a number");
                })
                .orElse(standard);
    }

    private static double finite(String name, float value) {
        if (!Float.isFinite(value)) {
            throw new RefusedException("the attribute " + name + " is " + value, "give a finite number");
        }
        return value;
    }

    /** A finite number that is not negative. */
    double realFromZero(String name, double standard) {
        double value = real(name, standard);
        if (value < 0) {
            throw new RefusedException("the attribute " + name + " is " + value, "give a number from 0");
        }
        return value;
    }

    String word(String name, String standard) {
        return attribute(name)
                .map(value -> switch (value) {
                    case OnnxAttribute.Text t -> t.value();
                    case OnnxAttribute v -> throw wrongAttribute(name, "a text");
                })
                .orElse(standard);
    }

    Optional<List<Long>> wholes(String name) {
        return attribute(name).map(value -> switch (value) {
            case OnnxAttribute.Wholes w -> w.values();
            case OnnxAttribute v -> throw wrongAttribute(name, "a list of whole numbers");
        });
    }

    private static RefusedException wrongAttribute(String name, String expected) {
        return new RefusedException("the attribute " + name + " is not " + expected, "export the model again");
    }

    // Inputs

    int inputs() {
        return node.inputs().size();
    }

    int outputs() {
        return node.outputs().size();
    }

    boolean has(int index) {
        return index < node.inputs().size() && !node.inputs().get(index).isEmpty();
    }

    boolean hasOutput(int index) {
        return index < node.outputs().size() && !node.outputs().get(index).isEmpty();
    }

    String inputName(int index) {
        return node.inputs().get(index);
    }

    Value input(int index) {
        if (!has(index)) {
            throw new RefusedException("the operand " + index + " is missing", "export the model again");
        }
        Value value = values.get(node.inputs().get(index));
        if (value == null) {
            throw new RefusedException(
                    "'" + node.inputs().get(index) + "' is read before anything gives it",
                    "sort the nodes: each comes behind those that it reads");
        }
        if (value instanceof Value.Broken) {
            throw new DependsOnBrokenException();
        }
        return value;
    }

    boolean isKnown(int index) {
        return has(index) && input(index) instanceof Known;
    }

    boolean allKnown() {
        for (int i = 0; i < inputs(); i++) {
            if (has(i) && !isKnown(i)) {
                return false;
            }
        }
        return true;
    }

    /** A known operand. */
    OnnxTensor known(int index, String what) {
        return switch (input(index)) {
            case Known known -> known.tensor();
            case Flowing flowing ->
                throw new RefusedException(
                        "the " + what + " '" + inputName(index) + "' depends on the network's input",
                        "make it an initializer: what is compiled has fixed " + what);
            case Value.Broken broken -> throw new DependsOnBrokenException();
        };
    }

    /** All operands, which are known, at least one. */
    List<OnnxTensor> allOperands() {
        if (inputs() == 0) {
            throw new RefusedException("it has no operands", "export the model again");
        }
        return IntStream.range(0, inputs()).mapToObj(i -> known(i, "operand")).toList();
    }

    Optional<OnnxTensor> knownIfGiven(int index, String what) {
        return has(index) ? Optional.of(known(index, what)) : Optional.empty();
    }

    /** A known operand that is one number: perhaps infinite, but a number. */
    double knownNumber(int index, String what) {
        OnnxTensor tensor = known(index, what);
        if (tensor.elements() != 1 || Double.isNaN(tensor.number(0))) {
            throw new RefusedException(
                    "the " + what + " '" + inputName(index) + "' is "
                            + (tensor.elements() == 1 ? "no number" : "of the sizes " + tensor.dims()),
                    "store one number");
        }
        return tensor.number(0);
    }

    double knownNumber(int index, String what, double standard) {
        return has(index) ? knownNumber(index, what) : standard;
    }

    /** A known operand of whole numbers or truth values. */
    OnnxTensor knownWords(int index, String what) {
        OnnxTensor tensor = known(index, what);
        if (tensor.type().isReal()) {
            throw new RefusedException("the " + what + " are real numbers", "store whole numbers");
        }
        return tensor;
    }

    /** Known whole numbers. */
    List<Long> knownWholes(int index, String what) {
        return Arrays.stream(knownWords(index, what).words()).boxed().toList();
    }

    /** Whole numbers that older versions have as an attribute and newer ones as an operand. */
    Optional<List<Long>> wholesOrKnown(String attribute, int index) {
        return has(index) ? Optional.of(knownWholes(index, attribute)) : wholes(attribute);
    }

    /** An operand as a tensor of the graph: a known one becomes a constant. */
    Flowing tensor(int index) {
        return switch (input(index)) {
            case Flowing flowing -> flowing;
            case Known known -> constant(inputName(index), known.tensor());
            case Value.Broken broken -> throw new DependsOnBrokenException();
        };
    }

    /** All operands as tensors of the graph, at least one. */
    List<Flowing> tensors() {
        if (inputs() == 0) {
            throw new RefusedException("it has no operands", "export the model again");
        }
        return IntStream.range(0, inputs()).mapToObj(this::tensor).toList();
    }

    /** The sizes of an operand. */
    List<Integer> dims(int index) {
        return switch (input(index)) {
            case Flowing flowing -> flowing.dims();
            case Known known -> known.tensor().dims();
            case Value.Broken broken -> throw new DependsOnBrokenException();
        };
    }

    DataType type(int index) {
        return switch (input(index)) {
            case Flowing flowing -> flowing.type();
            case Known known -> known.tensor().type();
            case Value.Broken broken -> throw new DependsOnBrokenException();
        };
    }

    /** The element type that a tensor has in the graph. */
    ElementType element(Flowing tensor) {
        return draft.type(tensor.tensor()).element();
    }

    // The graph

    /** A real constant of the graph with the same elements and axes. */
    private Flowing constant(String wish, OnnxTensor tensor) {
        List<Integer> sizes = new ArrayList<>(tensor.dims());
        if (outsideBatch && allKnown()) {
            // What is computed of constants alone has the axis before the file's own, too.
            sizes.addFirst(1);
        }
        String name = constant(wish, shape(sizes), tensor.singles());
        return new Flowing(name, tensor.type(), tensor.dims());
    }

    /** A real constant of the graph. */
    String constant(String wish, Shape shape, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new RefusedException(
                        "the constant " + wish + " holds " + values[i], "weights are finite numbers of float32");
            }
        }
        return draft.constant(wish, name -> Constant.real(name, RealTensor.owning(shape, values), place));
    }

    String constant(String wish, java.util.function.Function<String, Constant> make) {
        return draft.constant(wish, make);
    }

    static Shape shape(List<Integer> dims) {
        if (dims.contains(0)) {
            throw new RefusedException("a tensor " + dims + " has no elements", "remove what gives it");
        }
        try {
            return new Shape(dims);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(e.getMessage(), "");
        }
    }

    /** Applies an operator on real numbers and gives the name of its result. */
    String emit(Op op, String... operands) {
        return emit(op, Real.REAL, List.of(operands));
    }

    /** Applies an operator whose elements are of this type. */
    String emit(Op op, ElementType element, List<String> operands) {
        Diagnostics found = new Diagnostics();
        String wish = resultName(0) + "/" + op.mnemonic();
        return draft.node(wish, op, operands, element, place, found)
                .orElseThrow(() -> new RefusedException(
                        found.found().getFirst().message(),
                        found.found().getFirst().help()));
    }

    /** Applies an operator that keeps the element type of its first operand. */
    String emitKeeping(Op op, String... operands) {
        return emit(op, draft.type(operands[0]).element(), List.of(operands));
    }

    /** A tensor of the graph, its axes as the file counts them. */
    Flowing flowing(String tensor, DataType type) {
        List<Integer> sizes = draft.type(tensor).shape().sizes();
        return new Flowing(tensor, type, sizes.subList(leadingAxes(), sizes.size()));
    }

    /** Refuses an operator along an axis that is the graph's batch axis. */
    void refuseBatch(Flowing x, int axis) {
        if (!outsideBatch && axis == 0 && draft.constant(x.tensor()).isEmpty()) {
            throw new RefusedException("it works along the batch axis of " + x.dims(), "");
        }
    }

    /** Refuses operands whose first axes, the batch, are not one and the same. */
    void requireSameBatch(List<Flowing> operands) {
        if (outsideBatch) {
            return;
        }
        List<Flowing> flowing = operands.stream()
                .filter(operand -> draft.constant(operand.tensor()).isEmpty())
                .toList();
        boolean same = flowing.stream()
                .allMatch(operand -> operand.rank() == flowing.getFirst().rank()
                        && operand.rank() > 0
                        && operand.size(0) == flowing.getFirst().size(0));
        boolean smaller = operands.stream()
                .filter(operand -> draft.constant(operand.tensor()).isPresent())
                .allMatch(constant -> flowing.isEmpty()
                        || constant.rank() < flowing.getFirst().rank()
                        || constant.rank() > 0
                                && constant.rank() == flowing.getFirst().rank()
                                && constant.size(0) == 1);
        if (!same || !smaller) {
            throw new RefusedException(
                    "its operands " + operands.stream().map(Flowing::dims).toList() + " have different batch axes", "");
        }
    }

    /** The same elements under other sizes, as the file counts axes. */
    Flowing reshape(Flowing x, List<Integer> dims) {
        if (dims.equals(x.dims())) {
            return x;
        }
        List<Integer> sizes = new ArrayList<>(dims);
        if (outsideBatch) {
            sizes.addFirst(1);
        } else if (draft.constant(x.tensor()).isEmpty()
                && (dims.isEmpty() || x.rank() == 0 || !dims.getFirst().equals(x.size(0)))) {
            throw new RefusedException("it reshapes " + x.dims() + " to " + dims + ", and with it the batch axis", "");
        }
        return new Flowing(emitKeeping(GraphOps.reshape(sizes), x.tensor()), x.type(), dims);
    }

    /** The axes in another order, as the file counts them. */
    Flowing transpose(Flowing x, List<Integer> order) {
        if (order.equals(IntStream.range(0, order.size()).boxed().toList())) {
            return x;
        }
        List<Integer> all = new ArrayList<>(order);
        if (outsideBatch) {
            all.replaceAll(axis -> axis + 1);
            all.addFirst(0);
        } else if (order.getFirst() != 0) {
            throw new RefusedException("it moves the batch axis: " + order, "");
        }
        List<Integer> dims = order.stream().map(x.dims()::get).toList();
        return new Flowing(emitKeeping(GraphOps.transpose(all), x.tensor()), x.type(), dims);
    }

    /** The result of another operator of the table with this node's attributes. */
    Flowing apply(String operator, List<Value> operands) {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            // The operand's own name where it has one, so that constants are called as in the file.
            String name = i < node.inputs().size() && operands.get(i) instanceof Known
                    ? nameOf(operands.get(i), i)
                    : resultName(0) + "/operand" + i;
            inputs.add(name);
            values.put(name, operands.get(i));
        }
        String output = resultName(0) + "/real";
        draft.reserve(output);
        OnnxNode real = new OnnxNode(node.name(), "", operator, inputs, List.of(output), node.attributes());
        Application application = new Application(real, LATEST, place, values, draft, outsideBatch);
        OperatorTable.find("", operator).orElseThrow().reading().read(application);
        inputs.forEach(values::remove);
        Value result = values.remove(output);
        return switch (result) {
            case Flowing flowing -> flowing;
            case Known known -> constant(output, known.tensor());
            case null, default -> throw new DependsOnBrokenException();
        };
    }

    private String nameOf(Value operand, int index) {
        return resultName(0) + (index == 0 ? "/x" : index == 1 ? "/w" : "/b");
    }

    private String resultName(int index) {
        return hasOutput(index) ? node.outputs().get(index) : node.operator();
    }

    /** The node's only result that matters, a tensor of the graph whose axes are all counted by the file. */
    void result(String tensor, DataType type) {
        result(0, tensor, type);
    }

    void result(int index, String tensor, DataType type) {
        result(index, flowing(tensor, type));
    }

    /** A result that is a tensor of the graph; takes the file's name for it when nothing else has given it one. */
    void result(int index, Flowing flowing) {
        if (!hasOutput(index)) {
            return;
        }
        if (draft.type(flowing.tensor()).shape().rank() == 0) {
            throw new RefusedException(
                    "its result has no batch axis: no input changes it", "let the exporter fold constants");
        }
        String name = node.outputs().get(index);
        Flowing result = flowing;
        boolean own = draft.isNode(flowing.tensor())
                && values.values().stream()
                        .noneMatch(value ->
                                value instanceof Flowing other && other.tensor().equals(flowing.tensor()));
        if (own) {
            draft.rename(flowing.tensor(), name);
            result = new Flowing(name, flowing.type(), flowing.dims());
        }
        values.put(name, result);
    }

    void result(int index, OnnxTensor tensor) {
        result(index, (Value) new Known(tensor));
    }

    /** The same value under another name. */
    void result(int index, Value value) {
        if (value instanceof Known known) {
            draft.known(known.tensor());
        }
        if (hasOutput(index)) {
            values.put(node.outputs().get(index), value);
        }
    }

    /** Refuses results beyond the first so many. */
    void onlyOutputs(int count, String what) {
        for (int i = count; i < node.outputs().size(); i++) {
            if (hasOutput(i)) {
                throw new RefusedException("its result '" + node.outputs().get(i) + "' is asked for", what);
            }
        }
    }

    void broken() {
        node.outputs().stream().filter(name -> !name.isEmpty()).forEach(name -> values.put(name, new Value.Broken()));
    }

    /** An axis as the file counts it, from 0. */
    static int axis(long axis, int rank) {
        long counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= Math.max(rank, 1)) {
            throw new RefusedException("there is no axis " + axis + " of " + rank, "");
        }
        return (int) counted;
    }

    /** An axis along which a tensor is cut or joined: a single number has none. */
    static int ownAxis(long axis, int rank) {
        if (rank == 0) {
            throw new RefusedException("there is no axis " + axis + " of a single number", "");
        }
        return axis(axis, rank);
    }

    /** The sizes of a tensor's type, for messages. */
    static String text(TensorType type) {
        return type.shape().sizes().stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }

    static List<Integer> mutable(List<Integer> dims) {
        return new ArrayList<>(dims);
    }
}
