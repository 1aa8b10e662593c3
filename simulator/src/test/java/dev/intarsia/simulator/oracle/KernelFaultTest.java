package dev.intarsia.simulator.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.LoopKind;
import dev.intarsia.ir.kernel.Memory;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the oracle refuses, and what only scheduled kernels contain. */
class KernelFaultTest {

    private static final Buffer X = Buffer.main("x", IntFormat.I8, Shape.of(2, 3));
    private static final Buffer Y = Buffer.main("y", IntFormat.I8, Shape.of(2, 3));
    private static final Buffer COPY = new Buffer("copy", IntFormat.I8, Shape.of(3, 4), new Memory("activations"));
    private static final RawTensor WORDS = RawTensor.of(IntFormat.I8, Shape.of(2, 3), 1, 2, 3, 4, 5, 127);
    private static final Index H = Index.of("h");
    private static final Index W = Index.of("w");

    private static RawTensor run(Stmt... body) {
        Kernel kernel = new Kernel(
                "k", List.of(X), List.of(), List.of(Y), List.of(COPY), List.of(body), new ModelNode("test", ""));
        return new Oracle().run(kernel, Map.of("x", WORDS)).get("y");
    }

    private static String fault(Stmt... body) {
        return assertThrows(KernelFault.class, () -> run(body)).getMessage();
    }

    private static Stmt everywhere(Expr value) {
        return Stmt.loop("h", 2, Stmt.loop("w", 3, Stmt.store(Y, value, H, W)));
    }

    @Test
    void aWordThatWasNeverWrittenIsNotRead() {
        assertEquals("kernel k: copy[0, 0] is read before it is written", fault(everywhere(Expr.load(COPY, H, W))));
    }

    @Test
    void aPlaceOutsideIsNotRead() {
        assertEquals("kernel k: x[0, 3] lies outside of [2, 3]", fault(everywhere(Expr.load(X, H, W.plus(1)))));
    }

    @Test
    void aWordThatDoesNotFitIsNotStored() {
        assertEquals(
                "kernel k: y[1, 2] is i8 and cannot hold 128",
                fault(everywhere(Expr.load(X, H, W).plus(1))));
    }

    @Test
    void everyElementOfAnOutputIsWritten() {
        assertEquals(
                "kernel k: y[1, 0] is read before it is written",
                fault(Stmt.loop("w", 3, Stmt.store(Y, Expr.of(0), Index.of(0), W))));
    }

    @Test
    void aWrongProofIsNoticed() {
        assertEquals(
                "kernel k: 127 does not fit i7, which was said to be impossible",
                fault(everywhere(Expr.load(X, H, W).cast(new IntFormat(true, 7), Overflow.IMPOSSIBLE))));
    }

    @Test
    void bothSidesOfAChoiceAreDefined() {
        assertEquals(
                "kernel k: copy[0, 0] is read before it is written",
                fault(everywhere(new Expr.Select(Expr.of(0), Expr.load(COPY, H, W), Expr.of(1)))));
    }

    @Test
    void whatLeaves64BitsOnTheWayIsExact() {
        // ((x + 2^62)·2^40 − 2^102) / 2^40 = x
        Expr far = Expr.load(X, H, W).plus(1L << 62).times(Expr.of(1L << 40));
        Expr back = far.minus(Expr.of(1L << 51).times(Expr.of(1L << 51)));
        assertEquals(
                WORDS.reshaped(Shape.of(2, 3)), run(everywhere(new Expr.Shift(back, Expr.of(40), Rounding.FLOOR))));
    }

    @Test
    void aTransferBringsTheWordForWhatLiesOutside() {
        Stmt in = new Stmt.Transfer(
                X,
                List.of(Index.of(-1), Index.of(-1)),
                COPY,
                List.of(Index.of(0), Index.of(0)),
                List.of(Index.of(3), Index.of(4)),
                -7);
        RawTensor shifted = run(in, new Stmt.Invoke("copy", List.of(everywhere(Expr.load(COPY, H, W)))));
        assertEquals(RawTensor.of(IntFormat.I8, Shape.of(2, 3), -7, -7, -7, -7, 1, 2), shifted);
    }

    @Test
    void aTransferWritesNothingOutsideOfItsTarget() {
        Stmt whole = everywhere(Expr.of(9));
        Stmt over = new Stmt.Transfer(
                X,
                List.of(Index.of(0), Index.of(0)),
                Y,
                List.of(Index.of(1), Index.of(1)),
                List.of(Index.of(2), Index.of(3)),
                0);
        assertEquals(RawTensor.of(IntFormat.I8, Shape.of(2, 3), 9, 9, 9, 9, 1, 2), run(whole, over));
    }

    @Test
    void extentsMayDependOnOuterLoops() {
        // blocks of 2 along an axis of 3: the last is shorter
        Index w = Index.of("w.0").times(2).plus(Index.of("w.1"));
        Index left = Index.of(3).plus(Index.of("w.0").times(-2));
        Stmt blocks = Stmt.loop(
                "h",
                2,
                Stmt.loop(
                        "w.0",
                        2,
                        new Stmt.Loop(
                                "w.1",
                                left.min(Index.of(2)),
                                LoopKind.SERIAL,
                                List.of(Stmt.store(Y, Expr.load(X, H, w), H, w)))));
        assertEquals(WORDS, run(blocks));
    }
}
