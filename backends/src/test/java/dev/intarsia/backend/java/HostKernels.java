package dev.intarsia.backend.java;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.sketch.NetworkSketch;
import java.util.List;

/** A kernel for the host with a table, and what it means written by hand. */
final class HostKernels {

    private HostKernels() {}

    /** {@code out[h, w, k] = saturate(half_even((x + x of the pixel to the left, or 3) ÷ 4) · table[k])}. */
    static NetworkSketch addTo(NetworkSketch sketch, String name) {
        Shape shape = sketch.last().shape();
        int channels = shape.size(2);
        Buffer x = Buffer.main(sketch.last().name(), IntFormat.I8, shape);
        Buffer out = Buffer.main(name, IntFormat.I8, shape);
        Buffer sum = Buffer.register("sum", IntFormat.I16);
        long[] factors = new long[channels];
        for (int k = 0; k < channels; k++) {
            factors[k] = k % 7 - 3;
        }
        Parameter table = Parameter.of("table", RawTensor.owning(IntFormat.I8, Shape.of(channels), factors));
        Index h = Index.of("h");
        Index w = Index.of("w");
        Index k = Index.of("k");
        Expr left = Expr.loadOr(3, x, h, w.plus(-1), k);
        Expr quarter = new Expr.Shift(Expr.load(sum), Expr.of(2), Rounding.HALF_EVEN);
        Stmt body = Stmt.loop(
                "h",
                shape.size(0),
                Stmt.loop(
                        "w",
                        shape.size(1),
                        Stmt.loop(
                                "k",
                                channels,
                                Stmt.store(sum, Expr.load(x, h, w, k)),
                                Stmt.store(sum, Expr.load(sum).plus(left)),
                                Stmt.store(
                                        out,
                                        quarter.times(new Expr.LookUp(table.buffer(), new Expr.Position(k)))
                                                .cast(IntFormat.I8, Overflow.SATURATE),
                                        h,
                                        w,
                                        k))));
        Kernel kernel = new Kernel(
                name,
                List.of(x),
                List.of(table),
                List.of(out),
                List.of(sum),
                List.of(body),
                new ModelNode("sketch.inta", "node " + name));
        return sketch.host(name, kernel, in -> meaning(in, factors));
    }

    private static RawTensor meaning(RawTensor in, long[] factors) {
        int channels = factors.length;
        int width = in.shape().size(1);
        long[] words = in.toArray();
        long[] result = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            boolean first = i / channels % width == 0;
            long sum = words[i] + (first ? 3 : words[i - channels]);
            long quarter = (long) Math.rint(sum / 4.0);
            result[i] = Math.max(-128, Math.min(127, quarter * factors[i % channels]));
        }
        return RawTensor.owning(IntFormat.I8, in.shape(), result);
    }
}
