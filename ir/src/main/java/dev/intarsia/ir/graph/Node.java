package dev.intarsia.ir.graph;

import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.type.TensorType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An operator applied to tensors.
 *
 * @param name its own and its result's
 * @param op the operator
 * @param operands the names of inputs, constants or earlier nodes
 * @param type the type of its result
 * @param arithmetic how its integers are formed; empty while it is real
 * @param location where it comes from
 */
public record Node(
        String name,
        Op op,
        List<String> operands,
        TensorType type,
        Optional<NodeArithmetic> arithmetic,
        Location location) {

    public Node {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(op, "op");
        operands = List.copyOf(operands);
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(arithmetic, "arithmetic");
        Objects.requireNonNull(location, "location");
    }

    /** A node on real numbers. */
    public static Node real(String name, Op op, List<String> operands, TensorType type, Location location) {
        return new Node(name, op, operands, type, Optional.empty(), location);
    }

    public Node withOperands(List<String> newOperands) {
        return new Node(name, op, newOperands, type, arithmetic, location);
    }

    public Node withType(TensorType newType) {
        return new Node(name, op, operands, newType, arithmetic, location);
    }

    public Node withArithmetic(NodeArithmetic newArithmetic) {
        return new Node(name, op, operands, type, Optional.of(newArithmetic), location);
    }

    public Node withOp(Op newOp) {
        return new Node(name, newOp, operands, type, arithmetic, location);
    }
}
