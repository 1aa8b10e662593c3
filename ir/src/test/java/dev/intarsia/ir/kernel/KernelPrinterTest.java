package dev.intarsia.ir.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.NodeDraft;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Window;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kernels as people read them. */
class KernelPrinterTest {

    private static final Quantized I8 = NodeDraft.type(IntFormat.I8, 1, -128);
    private static final Quantized WEIGHTS = NodeDraft.type(new IntFormat(true, 16), 1, 0);

    private static String convolution(Accumulation accumulation, int groups, long zero) {
        Conv2d conv = new Conv2d(Sliding.strided(2, new Padding.Same()), groups);
        return KernelPrinter.print(conv.lower(new NodeDraft()
                .input("image", NodeDraft.type(IntFormat.U8, 1, zero), 1, 28, 28, groups)
                .constant("conv1.w", WEIGHTS, 16, 3, 3, 1)
                .constant("conv1.b", NodeDraft.type(IntFormat.I32, 1, 0), 16)
                .node(
                        "conv1",
                        conv,
                        I8,
                        Shape.of(1, 14, 14, 16),
                        new NodeArithmetic.Accumulate(
                                accumulation,
                                new Rescaling(MultiplyShift.SINGLE, List.of(new ScaleParameters(1 << 30, 40))),
                                new Clamp(-128, 127)))));
    }

    @Test
    void theConvolutionOfTheDesign() {
        assertEquals("""
                kernel conv1(image: u8[28, 28, 1], conv1.w: i16[16, 3, 3, 1], conv1.b: i32[16], m: i32[16], t: u6[16]) -> conv1: i8[14, 14, 16]
                  for h 14, w 14, k 16
                    acc: i19 = conv1.b[k]
                    for r 3, s 3, c 1
                      acc += (image[2h + r, 2w + s, c] else 0) * conv1.w[k, r, s, c]
                    conv1[h, w, k] = clamp(rescale(acc, m[k], t[k], single i32 half_up) - 128, -128, 127)
                """, convolution(new Accumulation.Exact(new IntFormat(true, 19)), 1, 0));
    }

    @Test
    void groupsZeroPointsAndWrapping() {
        assertEquals("""
                kernel conv1(image: u8[28, 28, 4], conv1.w: i16[16, 3, 3, 1], conv1.b: i32[16], m: i32[16], t: u6[16]) -> conv1: i8[14, 14, 16]
                  for h 14, w 14, k 16
                    acc: i20 = wrap(conv1.b[k], i20)
                    for r 3, s 3, c 1
                      acc = wrap(acc + ((image[2h + r, 2w + s, k / 4 + c] else 5) - 5) * conv1.w[k, r, s, c], i20)
                    conv1[h, w, k] = clamp(rescale(acc, m[k], t[k], single i32 half_up) - 128, -128, 127)
                """, convolution(new Accumulation.Wrap(new IntFormat(true, 20)), 4, 5));
    }

    @Test
    void chunksCountTheTaps() {
        assertEquals("""
                kernel conv1(image: u8[28, 28, 1], conv1.w: i16[16, 3, 3, 1], conv1.b: i32[16], m: i32[16], t: u6[16]) -> conv1: i8[14, 14, 16]
                  for h 14, w 14, k 16
                    acc: i20 = saturate(conv1.b[k], i20)
                    for g 3
                      part: i33 = 0
                      for q min(9 - 4g, 4)
                        part += (image[2h + (4g + q) / 3, 2w + (4g + q) mod 3, 0] else 0) * conv1.w[k, (4g + q) / 3, (4g + q) mod 3, 0]
                      acc = saturate(acc + part, i20)
                    conv1[h, w, k] = clamp(rescale(acc, m[k], t[k], single i32 half_up) - 128, -128, 127)
                """, convolution(new Accumulation.SaturateChunk(new IntFormat(true, 20), 4), 1, 0));
    }

    @Test
    void countsOfValidTaps() {
        AveragePool pool = new AveragePool(new Window(3, 3, 2, 2, 1, 1, new Padding.Same()));
        assertEquals(
                """
                kernel mean(image: i8[5, 5, 3]) -> mean: i8[3, 3, 3]
                  for h 3, w 3, c 3
                    acc: i12 = 0
                    for r 3, s 3
                      acc += (image[2h + r - 1, 2w + s - 1, c] else 0)
                    mean[h, w, c] = clamp(divide(acc, (min(2h + 2, 5) - max(2h - 1, 0)) * (min(2w + 2, 5) - max(2w - 1, 0)), half_away), -128, 127)
                """,
                KernelPrinter.print(pool.lower(new NodeDraft()
                        .input("image", I8, 1, 5, 5, 3)
                        .node(
                                "mean",
                                pool,
                                I8,
                                Shape.of(1, 3, 3, 3),
                                new NodeArithmetic.Average(Rounding.HALF_AWAY, new Clamp(-128, 127))))));
    }

    @Test
    void whatSchedulesBring() {
        Buffer x = Buffer.main("x", IntFormat.I8, Shape.of(8));
        Buffer staged = new Buffer("x.activations", IntFormat.I8, Shape.of(4), new Memory("activations"));
        Index block = Index.of("h.0").times(4);
        Stmt transfer = new Stmt.Transfer(x, List.of(block), staged, List.of(Index.of(0)), List.of(Index.of(4)), -3);
        Stmt copy = new Stmt.Loop(
                "h.1",
                Index.of(8).plus(block.times(-1)).min(Index.of(4)),
                LoopKind.MAPPED,
                List.of(Stmt.store(x, Expr.load(staged, Index.of("h.1")), block.plus(Index.of("h.1")))));
        assertEquals(
                """
                for h.0 2
                  transfer x.activations[0] <- x[4h.0] size 4 else -3
                  invoke post
                    for h.1 min(8 - 4h.0, 4) mapped
                      x[4h.0 + h.1] = x.activations[h.1]
                """,
                KernelPrinter.print(List.of(Stmt.loop("h.0", 2, transfer, new Stmt.Invoke("post", List.of(copy))))));
    }
}
