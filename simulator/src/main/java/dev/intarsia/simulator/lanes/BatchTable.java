package dev.intarsia.simulator.lanes;

import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.simulator.layerwise.Batch;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An elementwise layer of few different words in several inferences at once: every result is looked up. One instance serves all threads. */
public final class BatchTable {

    private final List<String> operands;
    private final int[] results;
    private final int[] least;
    private final int second;

    private BatchTable(QuantizedNode node, WordTable table) {
        operands = node.node().operands();
        int zero = Math.toIntExact(node.element().zeroPoint());
        results = new int[table.results().length];
        for (int i = 0; i < results.length; i++) {
            results[i] = (int) table.results()[i] + zero;
        }
        least = new int[operands.size()];
        for (int i = 0; i < least.length; i++) {
            least[i] = Math.toIntExact(node.operandElement(i).format().min());
        }
        second = table.isOfPairs() ? table.operands().get(1).words() : 1;
    }

    /**
     * Makes a layer's table ready.
     *
     * @param words how many words of the layer will be asked for: a table that takes as many is not worth it
     * @return empty for other layers, too
     */
    public static Optional<BatchTable> of(QuantizedNode node, long words) {
        long entries = 1;
        for (int i = 0; i < node.operandTypes().size() && entries < words; i++) {
            entries <<= node.operandElement(i).format().bits();
        }
        return entries >= words ? Optional.empty() : WordTable.of(node).map(table -> new BatchTable(node, table));
    }

    /** The output, from the operands by their names. */
    public Batch run(Function<String, Batch> tensors) {
        Batch first = tensors.apply(operands.getFirst());
        int[] x = first.words();
        int[] found = new int[x.length];
        if (operands.size() == 1) {
            for (int i = 0; i < found.length; i++) {
                found[i] = results[x[i] - least[0]];
            }
        } else {
            int[] y = tensors.apply(operands.get(1)).words();
            for (int i = 0; i < found.length; i++) {
                found[i] = results[(x[i] - least[0]) * second + y[i] - least[1]];
            }
        }
        return new Batch(first.samples(), found);
    }
}
