package dev.intarsia.ir.sequence;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Rewriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The addresses that a load or store uses, as a function of loop variables.
 *
 * @param buffer what is read or written
 * @param at its indices
 * @param base the address of the buffer's first element
 * @param variables the values of the loops around
 */
record Addresses(Buffer buffer, List<Index> at, int base, Map<String, Long> variables) {

    /** The address at some values of further variables; those that are not named are 0. */
    int at(Map<String, Long> values) {
        Map<String, Long> all = variables;
        if (!values.isEmpty()) {
            all = new HashMap<>(variables);
            all.putAll(values);
        }
        int[] strides = buffer.shape().strides();
        long address = base;
        for (int axis = 0; axis < at.size(); axis++) {
            address += Rewriter.evaluate(at.get(axis), all)
                    * strides[axis]
                    * buffer.format().bytes();
        }
        return Math.toIntExact(address);
    }

    /** How far the address moves from the first to the second value of a variable; 0 for a single value. */
    int stride(String variable, long extent) {
        return extent < 2 ? 0 : at(Map.of(variable, 1L)) - at(Map.of(variable, 0L));
    }
}
