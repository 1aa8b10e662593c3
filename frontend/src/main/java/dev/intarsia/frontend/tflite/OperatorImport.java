package dev.intarsia.frontend.tflite;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.Clip;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Relu6;
import dev.intarsia.ir.type.ElementType;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.Tensor;
import dev.intarsia.ir.type.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The import of one operator: what its row asks of the file, and what it adds to the graph. */
final class OperatorImport {

    private static final int ACTIVATION_NONE = 0;
    private static final int ACTIVATION_RELU = 1;
    private static final int ACTIVATION_RELU_N1_TO_1 = 2;
    private static final int ACTIVATION_RELU6 = 3;

    /** The greatest size that may stand in an option: what lies beyond is no network. */
    private static final int LARGEST = 1 << 20;

    private final TfliteFile file;
    private final TensorNames names;
    private final GraphDraft draft;
    private final TfliteOperator operator;
    private final Location place;

    OperatorImport(TfliteFile file, TensorNames names, GraphDraft draft, TfliteOperator operator, Location place) {
        this.file = file;
        this.names = names;
        this.draft = draft;
        this.operator = operator;
        this.place = place;
    }

    /** The operator as the file has it: its options are asked of it. */
    TfliteOperator operator() {
        return operator;
    }

    int operands() {
        return operator.operands().size();
    }

    /** Whether there is an operand of this index. */
    boolean has(int index) {
        return index < operands() && operator.operands().get(index) >= 0;
    }

    /** The value of an operand that there must be. */
    Value operand(int index) {
        if (!has(index)) {
            throw new RefusedException("it has no operand " + index, "the file is damaged");
        }
        int tensor = operator.operands().get(index);
        Optional<Value> value = draft.value(tensor);
        if (value.isPresent()) {
            return value.get();
        }
        TfliteTensor described = file.tensor(tensor);
        Value.Known known = described
                .content()
                .map(content -> TensorReader.known(described, names.of(tensor), content))
                .or(() -> emptyList(described, names.of(tensor)))
                .orElseThrow(() -> new RefusedException(
                        "it reads " + described.title() + " before any operator has computed it",
                        "the file is damaged"));
        draft.define(tensor, known);
        return known;
    }

    /** A list of numbers without elements has no bytes. */
    private static Optional<Value.Known> emptyList(TfliteTensor described, String name) {
        return described.elements() == 0 && described.kind().isPresent()
                ? Optional.of(Value.Known.numbers(name, described.sizes(), new long[0]))
                : Optional.empty();
    }

    /** An operand that is a constant, if it is one. */
    Optional<Value.Known> known(int index) {
        return has(index) && operand(index) instanceof Value.Known known ? Optional.of(known) : Optional.empty();
    }

    /** An operand that has to be a constant. */
    Value.Known constant(int index, String what) {
        return known(index)
                .orElseThrow(() ->
                        new RefusedException(what + " is not constant", "convert the model with " + what + " fixed"));
    }

    /** The whole numbers of an operand that has to be constant. */
    long[] numbers(int index, String what) {
        Value.Known known = constant(index, what);
        if (!known.isNumbers()) {
            throw new RefusedException(what + " is no list of whole numbers", "the file is damaged");
        }
        return known.words();
    }

    /** The whole number of an operand that has to be constant and a single one. */
    long oneNumber(int index, String what) {
        long[] numbers = numbers(index, what);
        require(numbers.length == 1, what + " has " + numbers.length + " numbers", "there is one");
        return numbers[0];
    }

    /** The name in the graph of an operand; a constant is added as it is. */
    String value(int index) {
        return switch (operand(index)) {
            case Value.Computed computed -> computed.name();
            case Value.Known known -> {
                int tensor = operator.operands().get(index);
                Optional<String> added = draft.plainConstant(tensor);
                if (added.isEmpty()) {
                    added = Optional.of(addConstant(known.name(), type(known), tensor(known)));
                    draft.plainConstant(tensor, added.get());
                }
                yield added.get();
            }
        };
    }

    /** The type of an operand. */
    TensorType type(int index) {
        return switch (operand(index)) {
            case Value.Computed computed -> computed.type();
            case Value.Known known -> type(known);
        };
    }

    Shape shape(int index) {
        return type(index).shape();
    }

    private static Shape shape(Value.Known known) {
        for (int size : known.sizes()) {
            if (size < 1) {
                throw new RefusedException(
                        "the constant '" + known.name() + "' has the shape " + known.sizes(),
                        "every axis has at least one element");
            }
        }
        return new Shape(known.sizes());
    }

    private static TensorType type(Value.Known known) {
        Shape shape = shape(known);
        return switch (known.elements()) {
            case Value.Singles s -> TensorType.real(shape);
            case Value.Words w ->
                new TensorType(known.type().orElseGet(() -> new Quantized(w.format(), Scale.perTensor(1), 0)), shape);
        };
    }

    private static Tensor tensor(Value.Known known) {
        Shape shape = shape(known);
        return switch (known.elements()) {
            case Value.Singles(float[] values) -> RealTensor.of(shape, values);
            case Value.Words w -> RawTensor.of(w.format(), shape, w.words());
        };
    }

    int results() {
        return operator.results().size();
    }

    /** The type that the file gives a result. */
    TensorType resultType(int index) {
        if (index >= results()) {
            throw new RefusedException("it has no result " + index, "the file is damaged");
        }
        return TensorReader.type(file.tensor(operator.results().get(index)));
    }

    /** The type that the file gives the first result. */
    TensorType resultType() {
        return resultType(0);
    }

    /** The first result as the file describes it. */
    TfliteTensor resultTensor() {
        return file.tensor(operator.results().getFirst());
    }

    /** The name that the result is to have. */
    String resultName(int index) {
        return names.of(operator.results().get(index));
    }

    /** Adds a constant of this name, or one like it if the name is taken; gives the name. */
    String addConstant(String wish, TensorType type, Tensor value) {
        String name = draft.fresh(wish.isEmpty() ? "constant" : wish);
        draft.constant(new Constant(name, type, value, place));
        return name;
    }

    /** Adds a node between operands and result; gives its name. Its type has the element of another one. */
    String between(String wish, Op op, List<String> operands, TensorType like) {
        String name = draft.fresh(wish);
        Shape shape = shapeOf(op, operands);
        draft.node(new Node(name, op, operands, like.withShape(shape), Optional.empty(), place));
        return name;
    }

    /** The first result is that of an operator of ours. */
    void result(Op op, List<String> operands) {
        result(0, op, operands);
    }

    /** A result is that of an operator of ours. */
    void result(int index, Op op, List<String> operands) {
        result(index, op, operands, resultType(index).element());
    }

    /** A result is that of an operator of ours, and its elements are not what the file says. */
    void result(int index, Op op, List<String> operands, ElementType element) {
        TensorType type = new TensorType(element, resultType(index).shape());
        Shape shape = shapeOf(op, operands);
        TfliteTensor described = file.tensor(operator.results().get(index));
        if (!shape.equals(type.shape())
                && !described.open()
                && !described.sizes().isEmpty()) {
            throw new RefusedException(
                    "the file gives its result the shape " + type.shape() + ", but it has the shape " + shape,
                    "the file is damaged");
        }
        String name = draft.fresh(resultName(index));
        draft.node(new Node(name, op, operands, type.withShape(shape), Optional.empty(), place));
        draft.define(operator.results().get(index), name, type.withShape(shape));
    }

    /** The first result is that of an operator of ours, then bounded by the activation that the file has in its options. */
    void result(Op op, List<String> operands, int activation) {
        Optional<Op> bound = activation(activation);
        if (bound.isEmpty()) {
            result(op, operands);
            return;
        }
        String before = between(resultName(0) + "/pre", op, operands, resultType());
        result(bound.get(), List.of(before));
    }

    private Shape shapeOf(Op op, List<String> operands) {
        Diagnostics found = new Diagnostics();
        List<Shape> shapes =
                operands.stream().map(name -> draft.type(name).shape()).toList();
        Location inside = new ModelNode(place.describe(), "");
        return op.shape(shapes, inside, found)
                .orElseThrow(() -> new RefusedException(
                        found.found().getFirst().message(),
                        found.found().getFirst().help()));
    }

    private static Optional<Op> activation(int number) {
        return switch (number) {
            case ACTIVATION_NONE -> Optional.empty();
            case ACTIVATION_RELU -> Optional.of(new Relu());
            case ACTIVATION_RELU_N1_TO_1 -> Optional.of(new Clip(-1, 1));
            case ACTIVATION_RELU6 -> Optional.of(new Relu6());
            default ->
                throw new RefusedException(
                        "its fused activation has the number " + number,
                        "none, RELU, RELU_N1_TO_1 and RELU6 are supported");
        };
    }

    /** Refuses an option that has another value than the one that is supported. */
    void require(boolean supported, String found, String help) {
        if (!supported) {
            throw new RefusedException(found, help);
        }
    }

    /** The axis that a number stands for; a negative one counts from the end. */
    int axis(long number, int rank) {
        long axis = number < 0 ? number + rank : number;
        require(axis >= 0 && axis < rank, "there is no axis " + number, "there are " + rank + " axes");
        return (int) axis;
    }

    /** A whole number in range. */
    int within(long number, int least, String what) {
        require(number >= least && number <= LARGEST, what + " is " + number, "it is from " + least + " to " + LARGEST);
        return (int) number;
    }

    /** A place along an axis; a negative one counts from the end. */
    int place(long number, int size) {
        long place = number < 0 ? number + size : number;
        require(place >= 0 && place < size, "there is no place " + number + " among " + size, "the file is damaged");
        return (int) place;
    }

    /** The real number of an operand that has to be constant and a single one. */
    double number(int index, String what) {
        Value.Known known = constant(index, what);
        float[] values = switch (known.elements()) {
            case Value.Singles(float[] singles) -> singles;
            case Value.Words w ->
                FoldNumbers.dequantized(
                        w.words(),
                        known.type()
                                .orElseThrow(() -> new RefusedException(what + " has no scale", "the file is damaged")),
                        shape(known));
        };
        require(values.length == 1, what + " has " + values.length + " elements", "the file is damaged");
        return values[0];
    }

    /** The axes of a list, each in range. */
    int[] axes(long[] numbers, int rank) {
        return Arrays.stream(numbers)
                .mapToInt(number -> axis(number, rank))
                .sorted()
                .distinct()
                .toArray();
    }
}
