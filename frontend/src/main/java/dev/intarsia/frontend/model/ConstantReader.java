package dev.intarsia.frontend.model;

import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.grammar.IntaParser;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.Arrays;
import java.util.Optional;

/** Makes constants of the arrays beside a model. What is wrong is reported and then empty. */
record ConstantReader(TermReader terms, TypeReader types, Weights weights) {

    /**
     * The constant of an array that exists.
     *
     * @param written its type in the text, or null
     * @param location where it is first used
     */
    Optional<Constant> constant(String name, NumericArray array, IntaParser.TypeContext written, Location location) {
        if (written == null) {
            return array.type().isReal()
                    ? real(name, array, location)
                    : refuse(
                            location,
                            "'" + name + "' holds whole numbers ("
                                    + array.type().code() + "), and its type is missing",
                            "write " + name + ": i8" + array.shape() + " scale 0.05, with its format and scale");
        }
        Optional<TensorType> type = types.type(written, name, true);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        if (!type.get().shape().equals(array.shape())) {
            return refuse(
                    terms.source().span(written.shape()),
                    "the array '" + name + "' has the shape " + array.shape(),
                    "write " + array.shape());
        }
        return type.get().isReal() ? real(name, array, location) : words(name, array, type.get(), location);
    }

    private Optional<Constant> real(String name, NumericArray array, Location location) {
        if (!array.type().isReal()) {
            return refuse(
                    weights.place(name),
                    "the array holds whole numbers (" + array.type().code() + ")",
                    "store float32");
        }
        float[] values = array.singles();
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                return refuse(
                        weights.place(name),
                        "the weight at " + index(array.shape(), i) + " is " + array.number(i),
                        "weights are finite numbers of float32: train again, or look at how they were exported");
            }
        }
        return Optional.of(Constant.real(name, RealTensor.owning(array.shape(), values), location));
    }

    private Optional<Constant> words(String name, NumericArray array, TensorType type, Location location) {
        var format = type.quantized().format();
        if (array.type().isReal()) {
            return refuse(
                    weights.place(name),
                    "the array holds real numbers (" + array.type().code() + "), but " + format + " is expected",
                    "store the words of " + format);
        }
        long[] words = array.words();
        for (int i = 0; i < words.length; i++) {
            if (!format.contains(words[i])) {
                return refuse(
                        weights.place(name),
                        "the word at " + index(array.shape(), i) + " is " + words[i] + ", which is no value of "
                                + format,
                        "write a wider format, or store smaller words");
            }
        }
        return Optional.of(new Constant(name, type, RawTensor.owning(format, array.shape(), words), location));
    }

    private static String index(Shape shape, int position) {
        int[] strides = shape.strides();
        int[] index = new int[strides.length];
        int rest = position;
        for (int axis = 0; axis < index.length; axis++) {
            index[axis] = rest / strides[axis];
            rest %= strides[axis];
        }
        return Arrays.toString(index);
    }

    private Optional<Constant> refuse(Location place, String message, String help) {
        terms.diagnostics().error(place, message, help);
        return Optional.empty();
    }
}
