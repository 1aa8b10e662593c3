package dev.intarsia.frontend.tflite;

import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Walks over a file and makes a graph of it. Used once. */
final class TfliteImporter {

    private final TfliteFile file;
    private final String name;
    private final String path;
    private final Diagnostics diagnostics;
    private final GraphDraft draft = new GraphDraft();
    private final TensorNames names;

    TfliteImporter(TfliteFile file, String name, String path, Diagnostics diagnostics) {
        this.file = file;
        this.names = new TensorNames(file);
        this.name = name;
        this.path = path;
        this.diagnostics = diagnostics;
    }

    /** @throws dev.intarsia.ir.diagnostic.InvalidInputException with everything that is wrong or not supported */
    ReadModel model() {
        if (file.networks() == 0 || file.outputs().isEmpty()) {
            diagnostics.error(place(""), "the file has no network with an output", "");
            diagnostics.stopOnErrors();
        }
        for (int tensor : file.inputs()) {
            input(tensor);
        }
        for (TfliteOperator operator : file.operators()) {
            importOperator(operator);
        }
        List<String> outputs = new ArrayList<>();
        for (int tensor : file.outputs()) {
            output(tensor).ifPresent(outputs::add);
        }
        diagnostics.stopOnErrors();
        Graph graph = draft.graph(name, outputs);
        return draft.hasIntegers()
                ? ReadModel.typed(graph, ArithmeticProfile.TFLM.name())
                : new ReadModel(graph, Optional.empty());
    }

    private Location place(String part) {
        return new ModelNode(path, part);
    }

    private void input(int tensor) {
        if (!file.hasTensor(tensor)) {
            diagnostics.error(place("inputs"), "there is no tensor " + tensor, "the file is damaged");
            return;
        }
        TfliteTensor described = file.tensor(tensor);
        Location place = place("input " + described.title());
        if (draft.value(tensor).isPresent()) {
            diagnostics.error(place, "the tensor is an input twice", "the file is damaged");
            return;
        }
        try {
            TensorType type = TensorReader.type(described);
            if (type.shape().rank() == 0 || type.shape().size(0) != 1) {
                diagnostics.error(
                        place,
                        "the input has the shape " + type.shape() + ", whose first axis is no batch of 1",
                        "convert the model for a batch of 1, or give its input such an axis");
            }
            if (described.content().isPresent()) {
                diagnostics.error(place, "the input is a constant, too", "the file is damaged");
            }
            draft.input(tensor, draft.fresh(names.of(tensor)), type, place);
        } catch (RefusedException e) {
            diagnostics.error(place, e.getMessage(), e.help());
        }
    }

    private Optional<String> output(int tensor) {
        Optional<Value> value = draft.value(tensor);
        if (value.isPresent() && value.get() instanceof Value.Computed(String found, TensorType type)) {
            return Optional.of(found);
        }
        diagnostics.error(
                place("outputs"),
                "no operator computes "
                        + (file.hasTensor(tensor) ? file.tensor(tensor).title() : "tensor " + tensor),
                "an output is the result of an operator");
        return Optional.empty();
    }

    private void importOperator(TfliteOperator operator) {
        Location place = place("operator " + operator.number() + " " + operator.title() + describeResult(operator));
        try {
            checkTensors(operator);
            OperatorImport step = new OperatorImport(file, names, draft, operator, place);
            Optional<Value.Known> folded = FoldNumbers.fold(step);
            if (folded.isPresent()) {
                draft.define(operator.results().getFirst(), folded.get());
                return;
            }
            OperatorTable.row(operator.builtin())
                    .orElseThrow(() -> unsupported(operator))
                    .rule()
                    .accept(step);
        } catch (RefusedException e) {
            diagnostics.error(place, e.getMessage(), e.help());
        } catch (IllegalArgumentException e) {
            // Our operators refuse attributes that contradict each other with a message for the user.
            diagnostics.error(place, e.getMessage(), "");
        }
        goOn(operator, place);
    }

    private static RefusedException unsupported(TfliteOperator operator) {
        return new RefusedException(
                operator.builtin() == TfliteOperator.CUSTOM
                        ? "the custom operator " + operator.title() + " is not supported"
                        : "the operator " + operator.title() + " is not supported",
                "cut the model before it, or replace it by operators of the table in the documentation");
    }

    private String describeResult(TfliteOperator operator) {
        return operator.results().isEmpty()
                        || !file.hasTensor(operator.results().getFirst())
                ? ""
                : " " + file.tensor(operator.results().getFirst()).title();
    }

    private void checkTensors(TfliteOperator operator) {
        if (operator.results().isEmpty()) {
            throw new RefusedException("the operator has no result", "the file is damaged");
        }
        for (int tensor : operator.results()) {
            if (!file.hasTensor(tensor) || draft.value(tensor).isPresent()) {
                throw new RefusedException(
                        "its result is tensor " + tensor + ", which "
                                + (file.hasTensor(tensor) ? "has a value already" : "does not exist"),
                        "the file is damaged");
            }
        }
        for (int tensor : operator.operands()) {
            if (tensor >= 0 && !file.hasTensor(tensor)) {
                throw new RefusedException("its operand tensor " + tensor + " does not exist", "the file is damaged");
            }
        }
    }

    /**
     * What an operator did not define for whatever reason, counts as computed, of the type that the file gives it: so the operators behind
     * it are still checked. There is no graph then, as an error has been reported.
     */
    private void goOn(TfliteOperator operator, Location place) {
        for (int tensor : operator.results()) {
            if (!file.hasTensor(tensor) || draft.value(tensor).isPresent()) {
                continue;
            }
            if (!diagnostics.hasErrors()) {
                diagnostics.error(place, file.tensor(tensor).title() + ", one of its results, is not supported", "");
            }
            try {
                draft.define(tensor, names.of(tensor), TensorReader.type(file.tensor(tensor)));
            } catch (RefusedException e) {
                draft.define(tensor, names.of(tensor), TensorType.real(Shape.of(1)));
            }
        }
    }
}
