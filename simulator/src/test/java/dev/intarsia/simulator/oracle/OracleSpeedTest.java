package dev.intarsia.simulator.oracle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.op.Conv2d;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.type.Shape;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The oracle is slow, but not so slow that tests with it are avoided. */
class OracleSpeedTest {

    @Test
    void convolutionsRunAtMoreThanTenMillionMultiplicationsASecond() {
        Random random = new Random(1);
        Layer layer = new Layer()
                .input("x", Layer.type(IntFormat.I8, 0.5, 3), Shape.of(14, 14, 32), words(random, 14 * 14 * 32))
                .constant("w", Layer.type(IntFormat.I8, 0.5, 0), Shape.of(32, 3, 3, 32), words(random, 32 * 9 * 32));
        Program program = layer.program(
                new Conv2d(Sliding.unit(new Padding.Same()), 1),
                Layer.type(IntFormat.I8, 1, 0),
                Shape.of(14, 14, 32),
                new NodeArithmetic.Accumulate(
                        new Accumulation.Exact(IntFormat.I32),
                        new Rescaling(MultiplyShift.TFLM, List.of(new ScaleParameters(1 << 30, 38))),
                        new Clamp(-128, 127)));
        long products = 14 * 14 * 32 * 9 * 32;
        ThreadMXBean processor = ManagementFactory.getThreadMXBean();
        double best = 0;
        for (int round = 0; round < 12; round++) {
            long start = processor.getCurrentThreadCpuTime();
            layer.run(program);
            best = Math.max(best, products * 1e3 / (processor.getCurrentThreadCpuTime() - start));
        }
        System.out.printf("oracle: %.1f million products a second%n", best);
        assertTrue(best > 10, "only " + best + " million products a second");
    }

    private static long[] words(Random random, int count) {
        return random.longs(count, -128, 128).toArray();
    }
}
