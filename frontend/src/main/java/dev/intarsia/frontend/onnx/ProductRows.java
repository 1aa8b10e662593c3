package dev.intarsia.frontend.onnx;

import static dev.intarsia.frontend.onnx.OnnxOperator.row;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.BatchNorm;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.type.Real;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Matrix products with known weights, and normalization with known statistics. */
final class ProductRows {

    static final List<OnnxOperator> ROWS = List.of(
            row("Gemm", "dense", ProductRows::gemm),
            row("MatMul", "dense, conv2d", ProductRows::matMul),
            row("BatchNormalization", "batch_norm", ProductRows::batchNorm));

    private ProductRows() {}

    private static void gemm(Application node) {
        if (node.isKnown(0) && !node.isKnown(1)) {
            throw new RefusedException("its first matrix is known and its second depends on the input", "swap them");
        }
        Flowing x = node.tensor(0);
        OnnxTensor b = node.known(1, "weights");
        if (x.rank() != 2 || b.rank() != 2) {
            throw new RefusedException("its operands are " + x.dims() + " and " + b.dims(), "two matrices are needed");
        }
        if (node.number("transA", 0) != 0) {
            x = node.transpose(x, List.of(1, 0));
        }
        Weights weights = Weights.of(node, 1, "weights");
        if (node.number("transB", 0) == 0) {
            weights = weights.transposed(List.of(1, 0));
        }
        weights = weights.times(node.real("alpha", 1));
        int outputs = weights.numbers().dims().getFirst();
        List<String> operands = new ArrayList<>(List.of(vector(node, x), weights.constant(node)));
        double beta = node.real("beta", 1);
        Optional<String> behind = Optional.empty();
        if (node.has(2) && beta != 0) {
            if (node.isKnown(2)
                    && KnownArrays.elements(node.dims(2)) <= outputs
                    && (node.dims(2).size() < 2 || node.dims(2).getFirst() == 1)) {
                operands.add(bias(node, outputs, beta).constant(node));
            } else {
                Flowing c = node.tensor(2);
                if (beta != 1) {
                    throw new RefusedException("beta is " + beta + " for a matrix", "scale the matrix before");
                }
                node.requireSameBatch(List.of(x, c));
                behind = Optional.of(c.tensor());
            }
        }
        String product = node.emit(new Dense(), Real.REAL, operands);
        if (node.leadingAxes() == 1) {
            product = node.emitKeeping(GraphOps.reshape(List.of(1, x.size(0), outputs)), product);
        }
        if (behind.isPresent()) {
            product = node.emit(new Add(), product, behind.get());
        }
        node.result(product, x.type());
    }

    /** A matrix as the operand of a dense layer. */
    private static String vector(Application node, Flowing x) {
        if (node.leadingAxes() == 0) {
            return x.tensor();
        }
        if (x.size(0) != 1) {
            throw new RefusedException("it multiplies a matrix whose batch was moved", "");
        }
        return node.emitKeeping(GraphOps.reshape(x.dims()), x.tensor());
    }

    private static Weights bias(Application node, int outputs, double beta) {
        Weights bias = Weights.of(node, 2, "bias");
        List<Integer> flat = List.of(bias.numbers().elements());
        bias = bias.reshaped(flat).times(beta);
        return bias.numbers().elements() == outputs
                ? bias
                : new Weights(bias.name(), KnownArrays.expand(bias.numbers(), List.of(outputs)), Optional.empty());
    }

    private static void matMul(Application node) {
        if (node.isKnown(0) || !node.isKnown(1)) {
            GraphOps.matrixProduct(node);
            return;
        }
        Flowing x = node.tensor(0);
        OnnxTensor b = node.known(1, "weights");
        if (b.rank() != 2 || x.rank() < 2) {
            GraphOps.matrixProduct(node);
            return;
        }
        if (!b.dims().getFirst().equals(x.size(-1))) {
            throw new RefusedException("its operands are " + x.dims() + " and " + b.dims(), "export the model again");
        }
        String weightName = node.inputName(1);
        Weights weights = Weights.of(node, 1, weightName).transposed(List.of(1, 0));
        int outputs = b.dims().get(1);
        if (x.rank() == 2 && node.leadingAxes() == 0) {
            node.result(node.emit(new Dense(), Real.REAL, List.of(x.tensor(), weights.constant(node))), x.type());
            return;
        }
        // Every row of every matrix by itself: a convolution with a kernel of one place.
        int batch = node.leadingAxes() == 1 ? 1 : x.size(0);
        int rows = KnownArrays.elements(x.dims()) / batch / x.size(-1);
        String image = node.emitKeeping(GraphOps.reshape(List.of(batch, 1, rows, x.size(-1))), x.tensor());
        Weights kernel = weights.reshaped(List.of(outputs, 1, 1, x.size(-1)));
        String product = node.emit(
                new Conv2d(Sliding.unit(new Padding.Valid()), 1), Real.REAL, List.of(image, kernel.constant(node)));
        List<Integer> dims = new ArrayList<>(x.dims());
        dims.set(dims.size() - 1, outputs);
        if (node.leadingAxes() == 1) {
            dims.addFirst(1);
        }
        node.result(node.emitKeeping(GraphOps.reshape(dims), product), x.type());
    }

    private static void batchNorm(Application node) {
        if (node.number("training_mode", 0) != 0 || node.hasOutput(1)) {
            throw new RefusedException("it is in training mode", "export the model for inference");
        }
        Flowing x = node.tensor(0);
        List<String> operands = new ArrayList<>();
        operands.add("");
        for (int i = 1; i < 5; i++) {
            operands.add(Weights.plain(node, i, "statistics"));
        }
        BatchNorm norm = new BatchNorm(node.realFromZero("epsilon", 1e-5));
        if (x.rank() < 2) {
            throw new RefusedException("its operand is " + x.dims(), "it has channels behind a batch axis");
        }
        // Channels are axis 1 in the file and the last axis here.
        List<Integer> last =
                new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
        last.remove(1);
        last.add(1);
        Flowing channelsLast = node.transpose(x, last);
        operands.set(0, channelsLast.tensor());
        String result = node.emit(norm, Real.REAL, operands);
        List<Integer> back = new ArrayList<>(List.of(0, x.rank() - 1));
        for (int axis = 1; axis < x.rank() - 1; axis++) {
            back.add(axis);
        }
        Flowing normal = new Flowing(result, x.type(), channelsLast.dims());
        node.result(0, node.transpose(normal, back));
    }
}
