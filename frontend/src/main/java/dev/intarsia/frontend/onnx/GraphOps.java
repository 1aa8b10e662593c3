package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.op.MatMul;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Transpose;
import java.util.ArrayList;
import java.util.List;

/** Operators of the graph made of what files say. */
final class GraphOps {

    private GraphOps() {}

    /** The same elements under other sizes, batch axis included. */
    static Op reshape(List<Integer> sizes) {
        return new Reshape(Application.shape(sizes));
    }

    /** Result axis i is operand axis {@code order[i]}. */
    static Op transpose(List<Integer> order) {
        return new Transpose(order);
    }

    /** A product of matrices that both depend on the input, or of tensors of more than two axes. */
    static void matrixProduct(Application node) {
        Flowing left = node.tensor(0);
        Flowing right = node.tensor(1);
        if (left.rank() == 0 || right.rank() == 0) {
            throw new RefusedException("it multiplies a scalar", "use Mul");
        }
        boolean row = left.rank() == 1;
        boolean column = right.rank() == 1;
        Flowing a = row ? node.reshape(left, List.of(1, left.size(0))) : left;
        Flowing b = column ? node.reshape(right, List.of(right.size(0), 1)) : right;
        node.requireSameBatch(List.of(a, b));
        if (node.leadingAxes() == 0 && (a.rank() < 3 || b.rank() < 3)) {
            throw new RefusedException("it multiplies along the batch axis: " + a.dims() + " by " + b.dims(), "");
        }
        Flowing product = node.flowing(node.emit(new MatMul(), a.tensor(), b.tensor()), left.type());
        List<Integer> dims = new ArrayList<>(product.dims());
        if (row) {
            dims.remove(dims.size() - 2);
        }
        if (column) {
            dims.removeLast();
        }
        node.result(0, node.reshape(product, dims));
    }
}
