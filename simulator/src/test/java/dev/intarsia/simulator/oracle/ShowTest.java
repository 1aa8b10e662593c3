package dev.intarsia.simulator.oracle;

import dev.intarsia.ir.arithmetic.*;
import dev.intarsia.ir.graph.*;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.kernel.*;
import dev.intarsia.ir.op.*;
import dev.intarsia.ir.range.*;
import dev.intarsia.ir.type.Shape;
import java.util.*;
import org.junit.jupiter.api.Test;

class ShowTest {
    @Test
    void show() {
        var q = Layer.type(IntFormat.I8, 0.5, 3);
        long[] w = new Random(1).longs(8 * 3 * 3 * 2, -8, 8).toArray();
        for (Accumulation a : List.of(
                new Accumulation.Exact(new IntFormat(true, 19)),
                new Accumulation.Wrap(new IntFormat(true, 12)),
                new Accumulation.SaturateEnd(new IntFormat(true, 12)),
                new Accumulation.SaturateChunk(new IntFormat(true, 12), 4))) {
            var p = new Layer()
                    .input("x", q, Shape.of(7, 8, 4), new long[7 * 8 * 4])
                    .constant("w", Layer.type(IntFormat.I8, 0.5, 0), Shape.of(8, 3, 3, 2), w)
                    .constant("b", Layer.type(IntFormat.I32, 0.25, 0), Shape.of(8), 1, 2, 3, 4, 5, 6, 7, 8)
                    .program(
                            new Conv2d(Sliding.strided(2, new Padding.Same()), 2),
                            Layer.type(IntFormat.I8, 1, -3),
                            Shape.of(4, 4, 8),
                            new NodeArithmetic.Accumulate(
                                    a,
                                    new Rescaling(MultiplyShift.TFLM, List.of(new ScaleParameters(1 << 30, 38))),
                                    new Clamp(-128, 127)));
            Kernel k = p.kernels().getFirst();
            System.out.println(KernelPrinter.print(k));
            RangeAnalysis.accumulators(k).stream()
                    .limit(2)
                    .forEach(r -> System.out.println(r.sum() + " / " + r.held() + " at "
                            + r.lowWitness().place() + r.highWitness().place()));
            System.out.println(new TreeMap<>(RangeAnalysis.buffers(k, Map.of())));
        }
        var s = new Layer()
                .input("x", q, Shape.of(2, 10), new long[20])
                .program(
                        new dev.intarsia.ir.op.Softmax(),
                        Layer.type(IntFormat.I8, 1.0 / 256, -128),
                        Shape.of(2, 10),
                        new NodeArithmetic.Softmax(SoftmaxForm.FIXED_POINT, new ScaleParameters(1 << 30, 6), -60));
        System.out.println(KernelPrinter.print(s.kernels().getFirst()));
        System.out.println(new TreeMap<>(RangeAnalysis.buffers(s.kernels().getFirst(), Map.of())));
        var av = new Layer()
                .input("x", q, Shape.of(5, 5, 3), new long[75])
                .program(
                        new AveragePool(new Window(3, 3, 2, 2, 1, 1, new Padding.Same())),
                        q,
                        Shape.of(3, 3, 3),
                        new NodeArithmetic.Average(Rounding.HALF_AWAY, new Clamp(-128, 127)));
        System.out.println(KernelPrinter.print(av.kernels().getFirst()));
        System.out.println(new TreeMap<>(RangeAnalysis.buffers(av.kernels().getFirst(), Map.of())));
    }
}
