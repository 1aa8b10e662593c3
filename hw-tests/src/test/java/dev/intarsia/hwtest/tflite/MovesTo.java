package dev.intarsia.hwtest.tflite;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Quantizable;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Stands for an operator of TensorFlow Lite that moves words and of which the importer makes several of ours: gives the shape and the type of its
 * result to the file that is written, and computes nothing.
 */
record MovesTo(Shape result) implements Quantizable {

    @Override
    public String mnemonic() {
        return "moves_to";
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.MOVES_DATA, Capability.KEEPS_QUANTIZATION);
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        return Optional.of(result);
    }

    @Override
    public Form form() {
        return Form.MOVE;
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        throw new UnsupportedOperationException("what is computed is read from the file");
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {}

    @Override
    public Kernel lower(QuantizedNode node) {
        throw new UnsupportedOperationException("what is computed is read from the file");
    }
}
