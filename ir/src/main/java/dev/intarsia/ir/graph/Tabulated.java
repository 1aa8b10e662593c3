package dev.intarsia.ir.graph;

import dev.intarsia.ir.arithmetic.TableForm;
import dev.intarsia.ir.type.Quantized;
import java.util.Optional;

/** An operator whose words are looked up: of each word of its one operand, which has at most 16 bits, the result is known. */
public interface Tabulated extends Quantizable {

    /**
     * The result for each word of the operand's format, the least first.
     *
     * @return empty where the form has no words for these types
     */
    Optional<long[]> table(Quantized from, Quantized to, TableForm form);
}
