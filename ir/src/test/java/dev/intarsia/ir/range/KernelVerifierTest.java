package dev.intarsia.ir.range;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.diagnostic.Diagnostic;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.LoopKind;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.op.Add;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.DepthwiseConv2d;
import dev.intarsia.ir.op.Flatten;
import dev.intarsia.ir.op.GlobalAveragePool;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.NodeDraft;
import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Quantize;
import dev.intarsia.ir.op.Relu;
import dev.intarsia.ir.op.Reshape;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Softmax;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every lowered kernel is proved; kernels with a mistake are not. */
class KernelVerifierTest {

    private static final Quantized I8 = NodeDraft.type(IntFormat.I8, 1, 3);
    private static final Quantized WEIGHTS = NodeDraft.type(IntFormat.I16, 1, 0);
    private static final Clamp ALL = new Clamp(-128, 127);
    private static final Rescaling HALF = new Rescaling(MultiplyShift.TFLM, List.of(new ScaleParameters(1 << 30, 31)));
    private static final Buffer X = Buffer.main("x", IntFormat.I8, Shape.of(8));
    private static final Buffer Y = Buffer.main("y", IntFormat.I8, Shape.of(8));
    private static final Buffer ACC = Buffer.register("acc", new IntFormat(true, 10));
    private static final Index I = Index.of("i");

    private static List<String> messages(Kernel kernel) {
        Diagnostics diagnostics = new Diagnostics();
        KernelVerifier.verify(kernel, diagnostics);
        return diagnostics.found().stream().map(Diagnostic::message).toList();
    }

    private static List<String> messages(Stmt... body) {
        return messages(new Kernel(
                "k", List.of(X), List.of(), List.of(Y), List.of(ACC), List.of(body), new ModelNode("test", "")));
    }

    private static void proved(Op op, NodeArithmetic arithmetic, Quantized type, Shape shape) {
        QuantizedNode node = new NodeDraft().input("x", I8, 1, 5, 4, 2).node("y", op, type, shape, arithmetic);
        assertEquals(List.of(), messages(op.lower(node)), op.mnemonic());
    }

    private static List<String> convolution(Op op, Accumulation accumulation) {
        return messages(op.lower(new NodeDraft()
                .input("x", I8, 1, 5, 4, 2)
                .constant("w", WEIGHTS, 2, 3, 3, 1)
                .constant("b", NodeDraft.type(IntFormat.I32, 1, 0), 2)
                .node("y", op, I8, Shape.of(1, 3, 2, 2), new NodeArithmetic.Accumulate(accumulation, HALF, ALL))));
    }

    @Test
    void everyLoweredKernelIsProved() {
        Op depthwise = new DepthwiseConv2d(Sliding.strided(2, new Padding.Same()));
        Op grouped = new Conv2d(Sliding.strided(2, new Padding.Same()), 2);
        // weights 10 … 18 at channel 1, x − 3 from −131: −131·126 + 2 = −16504 needs 16 bits
        for (Op op : List.of(depthwise, grouped)) {
            assertEquals(List.of(), convolution(op, new Accumulation.Exact(new IntFormat(true, 16))));
            assertEquals(List.of(), convolution(op, new Accumulation.Wrap(IntFormat.I8)));
            assertEquals(List.of(), convolution(op, new Accumulation.SaturateEnd(IntFormat.I8)));
            assertEquals(List.of(), convolution(op, new Accumulation.SaturateChunk(IntFormat.I8, 4)));
        }
        NodeArithmetic bound = new NodeArithmetic.Bound(ALL);
        NodeArithmetic mean = new NodeArithmetic.Average(Rounding.HALF_AWAY, ALL);
        Window window = new Window(3, 2, 2, 2, 1, 1, new Padding.Same());
        proved(new MaxPool(window), bound, I8, Shape.of(1, 3, 2, 2));
        proved(new AveragePool(window), mean, I8, Shape.of(1, 3, 2, 2));
        proved(new GlobalAveragePool(), mean, I8, Shape.of(1, 2));
        proved(new Relu(), bound, I8, Shape.of(1, 5, 4, 2));
        proved(new Reshape(Shape.of(1, 4, 5, 2)), new NodeArithmetic.Move(), I8, Shape.of(1, 4, 5, 2));
        proved(new Flatten(), new NodeArithmetic.Move(), I8, Shape.of(1, 40));
        proved(new Pad(new Padding.Explicit(1, 2, 0, 1)), new NodeArithmetic.Move(), I8, Shape.of(1, 8, 5, 2));
        proved(new Quantize(), new NodeArithmetic.Rescale(HALF, ALL), WEIGHTS, Shape.of(1, 5, 4, 2));
        proved(
                new Softmax(),
                new NodeArithmetic.Softmax(SoftmaxForm.FIXED_POINT, new ScaleParameters(1 << 30, 6), -60),
                NodeDraft.type(IntFormat.I8, 1.0 / 256, -128),
                Shape.of(1, 5, 4, 2));
    }

    @Test
    void addIsProved() {
        Add add = new Add();
        assertEquals(
                List.of(),
                messages(add.lower(new NodeDraft()
                        .input("a", I8, 1, 5)
                        .input("b", I8, 1, 5)
                        .node("y", add, I8, Shape.of(1, 5), new NodeArithmetic.Add(20, HALF, HALF, HALF, ALL)))));
    }

    @Test
    void anAccumulatorThatIsOneBitTooNarrowIsRefused() {
        List<String> found = convolution(
                new Conv2d(Sliding.strided(2, new Padding.Same()), 2), new Accumulation.Exact(new IntFormat(true, 15)));
        assertEquals(1, found.stream().filter(m -> m.contains("acc is i15")).count(), found.toString());
    }

    @Test
    void aPlaceOutsideIsRefused() {
        assertEquals(
                List.of("kernel k: along axis 0 of x [8] the place is 1 … 8: y[i] = x[i + 1]"),
                messages(Stmt.loop("i", 8, Stmt.store(Y, Expr.load(X, I.plus(1)), I))));
    }

    @Test
    void blocksThatDoNotDivideAreInsideAllTheSame() {
        Index place = Index.of("i.0").times(3).plus(Index.of("i.1"));
        Index extent = Index.of(8).plus(Index.of("i.0").times(-3)).min(Index.of(3));
        Stmt copy = Stmt.store(Y, Expr.load(X, place), place);
        assertEquals(
                List.of(), messages(Stmt.loop("i.0", 3, new Stmt.Loop("i.1", extent, LoopKind.SERIAL, List.of(copy)))));
    }

    @Test
    void anElementThatIsNeverWrittenIsNamed() {
        assertEquals(
                List.of("kernel k: y[7] is never written"),
                messages(Stmt.loop("i", 7, Stmt.store(Y, Expr.load(X, I), I))));
    }

    @Test
    void sumsAreCounted() {
        // 8 words of i8 need 11 bits; i10 holds 4 of them
        Stmt add = Stmt.store(ACC, Expr.load(ACC).plus(Expr.load(X, I)));
        Stmt rest = Stmt.loop("i", 8, Stmt.store(Y, Expr.of(0), I));
        assertEquals(
                List.of("kernel k: acc is i10, but the value is -1024 … 1016: acc += x[i]"),
                messages(Stmt.store(ACC, Expr.of(0)), Stmt.loop("i", 8, add), rest));
        assertEquals(List.of(), messages(Stmt.store(ACC, Expr.of(0)), Stmt.loop("i", 4, add), rest));
    }

    @Test
    void aCastThatIsNotImpossibleIsRefused() {
        IntFormat i7 = new IntFormat(true, 7);
        assertEquals(
                List.of("kernel k: the value is -128 … 127, which is not inside of i7: y[i] = impossible(x[i], i7)"),
                messages(Stmt.loop("i", 8, Stmt.store(Y, Expr.load(X, I).cast(i7, Overflow.IMPOSSIBLE), I))));
    }

    @Test
    void shiftsAndDivisorsAreBounded() {
        Expr far = new Expr.Shift(Expr.of(1), Expr.load(X, I), Rounding.FLOOR);
        assertEquals(
                List.of(
                        "kernel k: a shift is by -63 to 63, here it is by -128 … 127: y[i] = clamp(shift(1, x[i], floor), 0, 1)"),
                messages(Stmt.loop("i", 8, Stmt.store(Y, far.clamp(0, 1), I))));
        Expr quotient = new Expr.Divide(Expr.of(1), Expr.load(X, I), Rounding.FLOOR);
        assertEquals(
                List.of(
                        "kernel k: a divisor is positive, here it is -128 … 127: y[i] = clamp(divide(1, x[i], floor), 0, 1)"),
                messages(Stmt.loop("i", 8, Stmt.store(Y, quotient.clamp(0, 1), I))));
    }

    @Test
    void strangersAreRefused() {
        Buffer other = Buffer.main("other", IntFormat.I8, Shape.of(8));
        assertEquals(
                List.of("kernel k: other is no buffer of the kernel"),
                messages(Stmt.loop("i", 8, Stmt.store(Y, Expr.load(other, I), I))));
        assertEquals(
                List.of("kernel k: the variable j is not bound: y[i] = x[j]"),
                messages(Stmt.loop("i", 8, Stmt.store(Y, Expr.load(X, Index.of("j")), I))));
    }
}
