package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an elementwise operator makes of all words of its one or two operands, by the oracle. Words count from the least of their format;
 * of two operands, those of the second count first.
 *
 * @param operands the operands' formats with their zero points
 * @param results the words less the zero point
 */
record WordTable(List<Operand> operands, float[] results) {

    /** So many bits all operands may have together. */
    private static final int MOST_BITS = 16;

    /**
     * An operand.
     *
     * @param least the least word less the zero point: where its places begin
     */
    record Operand(String name, int least, int words) {}

    /** @return empty for an operator that is not elementwise, reads constants, or has too many words */
    static Optional<WordTable> of(QuantizedNode node) {
        List<String> names = node.node().operands();
        boolean known = node.constants().stream().anyMatch(Optional::isPresent);
        if (known
                || names.isEmpty()
                || names.size() > 2
                || new HashSet<>(names).size() < names.size()
                || !node.node().op().capabilities().contains(Capability.ELEMENTWISE)) {
            return Optional.empty();
        }
        int bits = 0;
        for (int i = 0; i < names.size(); i++) {
            if (!node.operandShape(i).equals(node.shape())) {
                return Optional.empty();
            }
            bits += node.operandElement(i).format().bits();
        }
        return bits > MOST_BITS ? Optional.empty() : Optional.of(tabulated(node, 1 << bits));
    }

    private static WordTable tabulated(QuantizedNode node, int count) {
        Map<String, RawTensor> words = new HashMap<>();
        List<TensorType> types = new ArrayList<>();
        List<Operand> operands = new ArrayList<>();
        int repeat = count;
        for (int i = 0; i < node.operandTypes().size(); i++) {
            IntFormat format = node.operandElement(i).format();
            int size = 1 << format.bits();
            repeat /= size;
            long[] all = new long[count];
            for (int place = 0; place < count; place++) {
                all[place] = format.min() + place / repeat % size;
            }
            String name = node.node().operands().get(i);
            words.put(name, RawTensor.owning(format, Shape.of(count), all));
            types.add(new TensorType(node.operandElement(i), Shape.of(1, count)));
            operands.add(new Operand(
                    name, Math.toIntExact(format.min() - node.operandElement(i).zeroPoint()), size));
        }
        Node flat = node.node().withType(new TensorType(node.element(), Shape.of(1, count)));
        RawTensor made = new Oracle()
                .run(node.node().op().lower(new QuantizedNode(flat, types, node.constants())), words)
                .get(node.name());
        float[] results = new float[count];
        for (int place = 0; place < count; place++) {
            results[place] = made.at(place) - node.element().zeroPoint();
        }
        return new WordTable(operands, results);
    }

    /** Whether it has two operands. */
    boolean isOfPairs() {
        return operands.size() == 2;
    }

    /** The result for one word, less its zero point. */
    float at(float x) {
        return results[(int) x - operands.getFirst().least];
    }

    /** The result for two words, less their zero points. */
    float at(float x, float y) {
        Operand second = operands.get(1);
        return results[((int) x - operands.getFirst().least) * second.words + (int) y - second.least];
    }
}
