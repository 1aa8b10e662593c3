package dev.intarsia.frontend.model;

import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.grammar.IntaParser;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.AxisName;
import dev.intarsia.ir.graph.Preprocessing;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.antlr.v4.runtime.ParserRuleContext;

/** Reads types and preprocessing. What is wrong is reported and then empty. */
record TypeReader(TermReader terms, Weights weights) {

    /**
     * A type.
     *
     * @param tensor whose type it is
     * @param constant whether that is a constant, so that axes are k r s c and not n h w c
     */
    Optional<TensorType> type(IntaParser.TypeContext type, String tensor, boolean constant) {
        Optional<Shape> shape = shape(type.shape());
        String element = type.name().getText();
        if (element.equals("real")) {
            if (type.scale() != null || type.zero() != null) {
                terms.error(type, "a real tensor has no scale and no zero point", "write real" + "[…] alone");
                return Optional.empty();
            }
            return shape.map(TensorType::real);
        }
        Optional<IntFormat> format = format(type.name());
        if (format.isPresent() && type.scale() == null) {
            terms.error(
                    type,
                    "the integer type has no scale",
                    "write " + terms.source().text(type) + " scale 0.05 zero 0");
            return Optional.empty();
        }
        if (format.isEmpty() || shape.isEmpty()) {
            return Optional.empty();
        }
        Optional<Scale> scale = scale(type.scale(), tensor, shape.get(), constant);
        Optional<Long> zero = type.zero() == null
                ? Optional.of(0L)
                : terms.whole(
                        type.zero().number(),
                        "the zero point of " + format.get(),
                        format.get().min(),
                        format.get().equals(new IntFormat(false, 64))
                                ? Long.MAX_VALUE
                                : format.get().max());
        return scale.flatMap(s -> zero.map(z -> new TensorType(new Quantized(format.get(), s, z), shape.get())));
    }

    Optional<IntFormat> format(IntaParser.NameContext name) {
        Optional<IntFormat> format = IntFormat.parse(name.getText());
        if (format.isEmpty()) {
            terms.error(
                    name,
                    "'" + name.getText() + "' is no type of an element",
                    "write real, or i8, u8, i16 … for an integer of 1 to 64 bits, signed or not");
        }
        return format;
    }

    private Optional<Shape> shape(IntaParser.ShapeContext shape) {
        List<Integer> sizes = new ArrayList<>();
        for (IntaParser.NumberContext number : shape.number()) {
            terms.whole(number, "the size of an axis", 1, Integer.MAX_VALUE)
                    .ifPresent(size -> sizes.add(Math.toIntExact(size)));
        }
        if (sizes.size() < shape.number().size()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Shape(sizes));
        } catch (IllegalArgumentException e) {
            terms.error(shape, e.getMessage(), "");
            return Optional.empty();
        }
    }

    private Optional<Scale> scale(IntaParser.ScaleContext scale, String tensor, Shape shape, boolean constant) {
        return switch (scale) {
            case IntaParser.OneScaleContext one ->
                terms.positive(one.number(), "the scale").map(Scale::perTensor);
            case IntaParser.AxisScaleContext perAxis -> {
                OptionalInt axis = axis(perAxis.axis(), shape, constant);
                if (axis.isEmpty()) {
                    yield Optional.empty();
                }
                String array = perAxis.name() == null ? tensor + ".scale" : terms.name(perAxis.name());
                yield factors(perAxis, array, shape.size(axis.getAsInt()))
                        .map(factors -> Scale.perAxis(factors, axis.getAsInt()));
            }
            default -> throw new IllegalStateException("the grammar has no other scale");
        };
    }

    private OptionalInt axis(IntaParser.AxisContext axis, Shape shape, boolean constant) {
        if (axis.number() != null) {
            Optional<Long> number = terms.whole(axis.number(), "the axis", 0, shape.rank() - 1L);
            return number.isPresent() ? OptionalInt.of(Math.toIntExact(number.get())) : OptionalInt.empty();
        }
        OptionalInt found = AxisName.read(axis.getText(), shape.rank(), constant);
        if (found.isEmpty()) {
            List<String> letters = AxisName.of(shape.rank(), constant);
            terms.error(
                    axis,
                    "'" + axis.getText() + "' is no axis of " + shape,
                    letters.isEmpty()
                            ? "write axis and its number, from 0"
                            : "its axes: " + String.join(", ", letters));
        }
        return found;
    }

    private Optional<List<Double>> factors(IntaParser.AxisScaleContext place, String array, int count) {
        Optional<NumericArray> found = array(place, array, "scales", count);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<Double> factors =
                IntStream.range(0, count).mapToObj(i -> found.get().number(i)).toList();
        for (int i = 0; i < count; i++) {
            if (!(factors.get(i) > 0) || Double.isInfinite(factors.get(i))) {
                terms.diagnostics()
                        .error(
                                weights.place(array),
                                "the scale at [" + i + "] is " + factors.get(i),
                                "a scale is greater than 0 and finite");
                return Optional.empty();
            }
        }
        return Optional.of(factors);
    }

    /** A row of so many numbers from the weights. */
    Optional<NumericArray> array(ParserRuleContext place, String name, String what, int count) {
        Optional<NumericArray> array = weights.take(name);
        if (array.isEmpty()) {
            if (weights.readable()) {
                terms.error(
                        place,
                        weights.exist()
                                ? weights.file() + " has no array '" + name + "' with the " + what
                                : "the model has no file with the array '" + name + "'",
                        weights.exist() ? "add it" : "write weights \"….npz\" behind the first line");
            }
            return Optional.empty();
        }
        if (array.get().shape().rank() != 1 || count >= 0 && array.get().elements() != count) {
            terms.diagnostics()
                    .error(
                            weights.place(name),
                            "the " + what + " have the shape " + array.get().shape(),
                            count >= 0 ? "[" + count + "] is expected" : "one row is expected");
            return Optional.empty();
        }
        return array;
    }

    /** How an input is made from data. */
    Optional<Preprocessing> preprocessing(IntaParser.PreprocessingContext p, TensorType type) {
        Optional<IntFormat> from = format(p.name());
        Optional<Double> scale = terms.positive(p.number(), "the scale of the data");
        Optional<List<Double>> mean =
                p.mean() == null ? Optional.of(List.of(0.0)) : numbers(p.mean().numbers(), "the mean", type);
        Optional<List<Double>> deviation = p.deviation() == null
                ? Optional.of(List.of(1.0))
                : numbers(p.deviation().numbers(), "the deviation", type);
        if (deviation.isPresent() && deviation.get().stream().anyMatch(d -> d == 0)) {
            terms.error(p.deviation(), "the deviation is 0", "write a number other than 0");
            return Optional.empty();
        }
        if (from.isEmpty() || scale.isEmpty() || mean.isEmpty() || deviation.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Preprocessing(from.get(), scale.get(), mean.get(), deviation.get()));
    }

    private Optional<List<Double>> numbers(IntaParser.NumbersContext numbers, String what, TensorType type) {
        List<Double> values = numbers.number().stream()
                .flatMap(number -> terms.real(number, what).stream())
                .toList();
        if (values.size() < numbers.number().size()) {
            return Optional.empty();
        }
        int channels = type.shape().rank() == 0 ? 1 : type.shape().size(-1);
        if (values.size() > 1 && values.size() != channels) {
            terms.error(
                    numbers,
                    what + " has " + values.size() + " numbers, but the input has " + channels + " channels",
                    "write one number, or one for each channel");
            return Optional.empty();
        }
        return Optional.of(values);
    }
}
