package dev.intarsia.simulator.real;

import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.WordMaking;
import dev.intarsia.ir.quantize.Calibration;
import dev.intarsia.ir.quantize.CalibrationCollector;
import dev.intarsia.ir.quantize.TensorQuantization;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Runs a graph of real numbers. The batch axis of the inputs may be of any length, whatever the graph's types say of it, and is the same
 * for all of them; results do not depend on how images are put together. Where a graph has types of integers, each node computes in real
 * numbers and gives the nearest that its type has: near to what an engine of integers gives, and not the same.
 */
public final class RealEngine {

    /** So many images go through the graph together. */
    private static final int BATCH = 16;

    private RealEngine() {}

    /**
     * Every tensor of one run by its name, inputs and nodes.
     *
     * @param inputs in the order of the graph's inputs, batch axis included
     */
    public static Map<String, RealTensor> run(Graph graph, List<RealTensor> inputs) {
        Map<String, RealTensor> tensors = new LinkedHashMap<>();
        run(graph, inputs, tensors::put);
        return tensors;
    }

    /** One run that shows every tensor and keeps none longer than the graph needs it. */
    public static void run(Graph graph, List<RealTensor> inputs, RealObserver each) {
        checkInputs(graph, inputs);
        Map<String, Integer> lastReader = lastReaders(graph);
        Map<String, RealTensor> known = new HashMap<>();
        for (Constant constant : graph.constants()) {
            known.put(constant.name(), real(constant));
        }
        for (int i = 0; i < inputs.size(); i++) {
            String name = graph.inputs().get(i).name();
            known.put(name, inputs.get(i));
            each.tensor(name, inputs.get(i));
        }
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            List<RealTensor> operands = node.operands().stream().map(known::get).toList();
            RealTensor result = representable(node, node.op().real(operands));
            known.put(node.name(), result);
            each.tensor(node.name(), result);
            for (String operand : node.operands()) {
                if (lastReader.get(operand) == i) {
                    known.remove(operand);
                }
            }
        }
    }

    private static RealTensor real(Constant constant) {
        return switch (constant.value()) {
            case RealTensor real -> real;
            case RawTensor words -> constant.type().quantized().real(words);
        };
    }

    /** A tensor of integers holds the numbers that its words stand for: halves go to even unless the operator says how it rounds. */
    private static RealTensor representable(Node node, RealTensor result) {
        if (node.type().isReal()) {
            return result;
        }
        Quantized element = node.type().quantized();
        Rounding rounding = node.op() instanceof WordMaking making ? making.rounding() : Rounding.HALF_EVEN;
        return element.real(TensorQuantization.quantize(result, element, rounding));
    }

    /**
     * The graph's outputs for many images, on all processors.
     *
     * @param images for each image the inputs, each with a batch axis of 1
     * @return for each image the outputs, each with a batch axis of 1
     */
    public static List<List<RealTensor>> outputs(Graph graph, List<List<RealTensor>> images) {
        int size = batchSize(graph);
        return batches(images.size(), size)
                .mapToObj(first -> outputsOfBatch(graph, batch(images, first, size)))
                .flatMap(List::stream)
                .toList();
    }

    private static List<List<RealTensor>> outputsOfBatch(Graph graph, List<List<RealTensor>> images) {
        Map<String, RealTensor> outputs = new HashMap<>();
        run(graph, joined(images), (name, values) -> {
            if (graph.outputs().contains(name)) {
                outputs.put(name, values);
            }
        });
        List<List<RealTensor>> result = new ArrayList<>();
        for (int image = 0; image < images.size(); image++) {
            int index = image;
            result.add(graph.outputs().stream()
                    .map(name -> image(outputs.get(name), index))
                    .toList());
        }
        return result;
    }

    /**
     * What the tensors of the graph take on these images, on all processors.
     *
     * @param images for each image the inputs, each with a batch axis of 1
     */
    public static Calibration calibrate(Graph graph, List<List<RealTensor>> images) {
        CalibrationCollector collector = new CalibrationCollector();
        int size = batchSize(graph);
        batches(images.size(), size).forEach(first -> {
            List<List<RealTensor>> batch = batch(images, first, size);
            run(graph, joined(batch), (name, values) -> collector.samples(name, values, first, batch.size()));
        });
        return collector.calibration();
    }

    /** One image at a time where an operator or a shape could mix those of a batch. */
    private static int batchSize(Graph graph) {
        boolean apart = graph.nodes().stream()
                .allMatch(node -> !node.op().capabilities().contains(Capability.MIXES_BATCH)
                        && node.type().shape().rank() > 0
                        && node.type().shape().size(0) == 1);
        return apart ? BATCH : 1;
    }

    /** The first image of each batch. */
    private static IntStream batches(int images, int size) {
        return IntStream.iterate(0, first -> first < images, first -> first + size).boxed().toList().parallelStream()
                .mapToInt(first -> first);
    }

    private static List<List<RealTensor>> batch(List<List<RealTensor>> images, int first, int size) {
        return images.subList(first, Math.min(first + size, images.size()));
    }

    /** The inputs of several images, one behind the other along the batch axis. */
    private static List<RealTensor> joined(List<List<RealTensor>> images) {
        List<RealTensor> inputs = new ArrayList<>();
        for (int input = 0; input < images.getFirst().size(); input++) {
            List<Integer> sizes =
                    new ArrayList<>(images.getFirst().get(input).shape().sizes());
            sizes.set(0, images.size());
            Shape shape = new Shape(sizes);
            float[] values = new float[shape.elements()];
            int length = values.length / images.size();
            for (int image = 0; image < images.size(); image++) {
                System.arraycopy(images.get(image).get(input).toArray(), 0, values, image * length, length);
            }
            inputs.add(RealTensor.owning(shape, values));
        }
        return inputs;
    }

    private static RealTensor image(RealTensor batch, int index) {
        List<Integer> sizes = new ArrayList<>(batch.shape().sizes());
        int length = batch.shape().elements() / sizes.set(0, 1);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = batch.at(index * length + i);
        }
        return RealTensor.owning(new Shape(sizes), values);
    }

    private static void checkInputs(Graph graph, List<RealTensor> inputs) {
        if (inputs.size() != graph.inputs().size()) {
            throw new IllegalArgumentException(
                    "the graph has " + graph.inputs().size() + " inputs, found " + inputs.size());
        }
        for (int i = 0; i < inputs.size(); i++) {
            Shape declared = graph.inputs().get(i).type().shape();
            Shape found = inputs.get(i).shape();
            if (declared.rank() == 0 && found.rank() == 0) {
                continue;
            }
            Shape expected = declared.withoutFirst();
            if (found.rank() == 0 || !found.withoutFirst().equals(expected)) {
                throw new IllegalArgumentException(
                        graph.inputs().get(i).name() + " has images of the shape " + expected + ", found " + found);
            }
        }
    }

    private static Map<String, Integer> lastReaders(Graph graph) {
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            for (String operand : graph.nodes().get(i).operands()) {
                last.put(operand, i);
            }
        }
        return last;
    }
}
