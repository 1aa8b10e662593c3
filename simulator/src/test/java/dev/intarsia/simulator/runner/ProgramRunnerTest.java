package dev.intarsia.simulator.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.machine.Machine;
import dev.intarsia.simulator.sketch.NetworkSketch;
import dev.intarsia.simulator.sketch.Targets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole programs against a convolution written independently in {@link dev.intarsia.simulator.sketch}. */
class ProgramRunnerTest {

    private static final KernelRunner NO_HOST = (kernel, inputs) -> {
        throw new AssertionError("no layer is on the host");
    };

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 32})
    void threeConvolutionsGiveEveryTensorOfThePlainLoops(int size) {
        NetworkSketch sketch = new NetworkSketch(Targets.inlay(size), 7, Shape.of(13, 12, 1), IntFormat.U8)
                .convolution("a", 20, 3, 2)
                .convolution("b", 37, 3, 1)
                .convolution("c", 5, 1, 1)
                .flatten("d");
        compare(sketch, Machine.Kernels.LANES);
    }

    @ParameterizedTest
    @EnumSource(Machine.Kernels.class)
    void wideAndSaturatingAccumulatorsGiveTheSameWordsWhereNothingOverflows(Machine.Kernels kernels) {
        for (AccumulatorOverflow overflow :
                List.of(new AccumulatorOverflow.Wrap(), new AccumulatorOverflow.SaturateEnd())) {
            for (int bits : new int[] {24, 31, 33, 40}) {
                NetworkSketch sketch = new NetworkSketch(
                                Targets.of(8, bits, overflow), bits, Shape.of(6, 5, 3), IntFormat.I8)
                        .convolution("a", 9, 3, 1)
                        .convolution("b", 4, 3, 2);
                compare(sketch, kernels);
            }
        }
    }

    private static void compare(NetworkSketch sketch, Machine.Kernels kernels) {
        ProgramRunner runner = new ProgramRunner(sketch.program(), NO_HOST, kernels);
        for (int i = 0; i < 3; i++) {
            RawTensor image = sketch.image();
            List<RawTensor> seen = new ArrayList<>();
            List<RawTensor> outputs = runner.run(List.of(image), (name, words) -> seen.add(words));
            assertEquals(sketch.expected(image), seen);
            assertEquals(List.of(seen.getLast()), outputs);
        }
    }
}
