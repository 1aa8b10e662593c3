package dev.intarsia.cli;

import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Preprocessing;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.InputConversion;
import dev.intarsia.ir.quantize.TensorQuantization;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Samples of a data set as a network takes them.
 *
 * <p>Data whose type is the network's own integer input type is taken as it is; real data is quantized at the input; data of the type
 * that the model's preprocessing starts from goes through it; anything else is refused.
 */
public final class Samples {

    private final Dataset data;
    private final Input input;
    private final Rounding rounding;

    private Samples(Dataset data, Input input, Rounding rounding) {
        this.data = data;
        this.input = input;
        this.rounding = rounding;
    }

    /** The samples for a quantized graph: real numbers are rounded to words as the engine of its profile does. */
    public static Samples of(Dataset data, QuantizedGraph graph) {
        Rounding rounding = ArithmeticProfile.named(graph.profile())
                .map(ArithmeticProfile::inputRounding)
                .orElse(Rounding.HALF_AWAY);
        Samples samples = of(data, graph.graph());
        return new Samples(data, samples.input, rounding);
    }

    /**
     * The samples for a graph, real or quantized.
     *
     * @throws InvalidInputException when shape, type or labels do not fit
     */
    public static Samples of(Dataset data, Graph graph) {
        Diagnostics diagnostics = new Diagnostics();
        if (graph.inputs().size() != 1) {
            diagnostics.error(
                    data.source(),
                    "the model " + graph.name() + " has " + graph.inputs().size() + " inputs",
                    "data sets have samples for one input");
            diagnostics.stopOnErrors();
        }
        Samples samples = new Samples(data, graph.inputs().getFirst(), Rounding.HALF_AWAY);
        samples.checkShape(diagnostics);
        samples.checkType(diagnostics);
        data.checkLabels(classes(graph), diagnostics);
        diagnostics.stopOnErrors();
        return samples;
    }

    private static int classes(Graph graph) {
        return graph.type(graph.outputs().getFirst()).shape().withoutFirst().elements();
    }

    /** Shapes fit when they differ in axes of size 1 only: 28×28 images are 28×28×1. */
    private void checkShape(Diagnostics diagnostics) {
        if (!withoutOnes(data.shape()).equals(withoutOnes(shape()))) {
            diagnostics.error(
                    data.source(),
                    "a sample has the shape " + data.shape() + ", but the input " + input.name() + " takes " + shape(),
                    "store the samples as [" + data.size() + ", "
                            + shape().toString().substring(1) + (isChannelsFirst() ? ", or say --channels-first" : ""));
        }
    }

    /** Whether the samples are those of the network, but for their channels, which come first. */
    private boolean isChannelsFirst() {
        List<Integer> sizes = new ArrayList<>(data.shape().sizes());
        if (sizes.size() != 3) {
            return false;
        }
        sizes.addLast(sizes.removeFirst());
        return sizes.equals(shape().sizes());
    }

    private void checkType(Diagnostics diagnostics) {
        Optional<IntFormat> found = data.format();
        if (found.isEmpty() || found.equals(input.preprocessing().map(Preprocessing::from))) {
            return;
        }
        boolean own = !input.type().isReal()
                && input.preprocessing().isEmpty()
                && holds(found.get(), input.type().quantized().format());
        if (!own) {
            String taken = input.preprocessing()
                    .map(p -> p.from() + " or real numbers")
                    .orElseGet(() -> input.type().isReal()
                            ? "real numbers"
                            : input.type().quantized().format() + " or real numbers");
            diagnostics.error(
                    data.source(),
                    "the samples are words of the type " + found.get() + ", but the input " + input.name() + " takes "
                            + taken,
                    "store them in one of these types, or give the input a preprocessing in the model");
        } else {
            checkWords(input.type().quantized().format(), diagnostics);
        }
    }

    /** Whether words of a format are stored in the other, narrowest type. */
    private static boolean holds(IntFormat stored, IntFormat format) {
        return stored.signed() == format.signed() && stored.bits() == 8 * format.bytes();
    }

    private void checkWords(IntFormat format, Diagnostics diagnostics) {
        if (data.format().equals(Optional.of(format))) {
            return;
        }
        int elements = data.samples().elements();
        for (int i = 0; i < elements; i++) {
            if (!format.contains(data.samples().word(i))) {
                diagnostics.error(
                        data.source(),
                        "there is a word " + data.samples().word(i) + ", which is no value of the input's type "
                                + format,
                        "its values reach from " + format.min() + " to " + format.max());
                return;
            }
        }
    }

    private static List<Integer> withoutOnes(Shape shape) {
        return shape.sizes().stream().filter(size -> size != 1).toList();
    }

    /** The shape of one sample as the network takes it. */
    private Shape shape() {
        return input.type().shape().withoutFirst();
    }

    public int size() {
        return data.size();
    }

    /** What the samples show, where it is known. */
    public Optional<List<Integer>> labels() {
        return data.labels();
    }

    /** One sample as a network of real numbers takes it, with a batch axis of 1. */
    public List<RealTensor> real(int sample) {
        RealTensor values = data.format().isPresent() && input.preprocessing().isPresent()
                ? InputConversion.real(
                        data.words(sample).reshaped(shape()),
                        input.preprocessing().get())
                : data.reals(sample);
        List<Integer> sizes = new ArrayList<>(shape().sizes());
        sizes.addFirst(1);
        return List.of(values.reshaped(new Shape(sizes)));
    }

    /** All samples as a network of real numbers takes them. */
    public List<List<RealTensor>> reals() {
        return IntStream.range(0, size()).mapToObj(this::real).toList();
    }

    /** One sample as a quantized network takes it, without a batch axis. */
    public List<RawTensor> words(int sample) {
        Quantized element = input.type().quantized();
        if (data.format().isEmpty()) {
            return List.of(TensorQuantization.quantize(data.reals(sample).reshaped(shape()), element, rounding));
        }
        RawTensor stored = data.words(sample).reshaped(shape());
        return List.of(
                input.preprocessing().isPresent()
                        ? InputConversion.words(stored, input)
                        : RawTensor.owning(element.format(), shape(), stored.toArray()));
    }
}
