package dev.intarsia.simulator.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.Dense;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A lowered sum of products, run by the oracle, against what the arithmetic package says of the same sum. */
class AccumulationTest {

    @Property(tries = 400, seed = "20260102")
    void everyWayToAccumulateAndEveryRounding(@ForAll long seed) {
        Random random = new Random(seed);
        int products = random.nextInt(1, 30);
        long zero = random.nextInt(-128, 128);
        long[] x = random.longs(products, -128, 128).toArray();
        long[] w = random.longs(products, -128, 128).toArray();
        long bias = random.nextInt(-40_000, 40_000);
        Rounding rounding = Rounding.values()[random.nextInt(Rounding.values().length)];
        MultiplyShift form = random.nextInt(4) == 0 ? MultiplyShift.TFLM : new MultiplyShift(32, false, rounding);
        ScaleParameters scale = new ScaleParameters(random.nextInt(1 << 30, Integer.MAX_VALUE), random.nextInt(31, 42));
        long[] terms = new long[products];
        for (int c = 0; c < products; c++) {
            terms[c] = (x[c] - zero) * w[c];
        }
        IntFormat narrow = new IntFormat(true, random.nextInt(10, 20));
        for (Accumulation accumulation : List.of(
                new Accumulation.Exact(IntFormat.I32),
                new Accumulation.Wrap(narrow),
                new Accumulation.SaturateEnd(narrow),
                new Accumulation.SaturateChunk(narrow, random.nextInt(1, 8)))) {
            long sum = accumulation.sum(terms, bias);
            long expected = Math.clamp(form.rescale(sum, scale.multiplier(), scale.shift()) - 5, -100, 90);
            long[] found = new Layer()
                    .input("x", Layer.type(IntFormat.I8, 1, zero), Shape.of(products), x)
                    .constant("w", Layer.type(IntFormat.I8, 1, 0), Shape.of(1, products), w)
                    .constant("b", Layer.type(IntFormat.I32, 1, 0), Shape.of(1), bias)
                    .run(
                            new Dense(),
                            Layer.type(IntFormat.I8, 1, -5),
                            Shape.of(1),
                            new NodeArithmetic.Accumulate(
                                    accumulation, new Rescaling(form, List.of(scale)), new Clamp(-100, 90)));
            assertEquals(expected, found[0], accumulation.text() + ", " + form.text());
        }
    }
}
