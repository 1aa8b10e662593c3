package dev.intarsia.simulator.sketch;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.Capability;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An operator of which only the result's shape is known. */
record Opaque(Shape result) implements Op {

    @Override
    public String mnemonic() {
        return "opaque";
    }

    @Override
    public List<Attribute> attributes() {
        return List.of();
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public Optional<Shape> shape(List<Shape> operands, Location place, Diagnostics diagnostics) {
        return Optional.of(result);
    }

    @Override
    public RealTensor real(List<RealTensor> operands) {
        throw new AssertionError("a sketch has no real numbers");
    }

    @Override
    public void check(QuantizedNode node, Diagnostics diagnostics) {}

    @Override
    public Kernel lower(QuantizedNode node) {
        Buffer out = new Buffer(node.name(), node.element().format(), node.shape(), Memory.MAIN);
        return new Kernel(
                node.name(),
                List.of(),
                List.of(),
                List.of(out),
                List.of(),
                List.of(),
                node.node().location());
    }
}
