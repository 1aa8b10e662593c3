package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArithmeticProfileTest {
    @Test
    void everyProfilePrintsItsChoices() {
        String expected = """
                tflm: requantize double i32 half_away, dense double i32 half_away, add left_shift, average_pool half_away, mean divided_multiplier, softmax fixed_point, table fixed_point
                tflite-2.18: requantize double i32 half_away, dense double i32 half_away, add left_shift, average_pool half_away, mean divided_multiplier, softmax fixed_point, table float
                tflite-2.21: requantize double i32 half_away, dense float64 half_away, add left_shift, average_pool half_away, mean divided_multiplier, softmax float_table, table float
                xnnpack: requantize float32 half_even, dense float32 half_even, add one_shift, average_pool half_away, mean scale, softmax float_table, table float
                ort: requantize float32 half_even, dense float32 half_even, add fused_float, average_pool half_away, mean scale, softmax float_table, table rational
                qonnx: requantize float32 half_even, dense float32 half_even, add fused_float, average_pool half_away, mean scale, softmax float_table, table rational
                single: requantize single i32 half_up, dense single i32 half_up, add left_shift, average_pool half_away, mean divided_multiplier, softmax fixed_point, table fixed_point
                pow2: requantize pow2 half_even, dense pow2 half_even, add rescale_each, average_pool half_away, mean scale, softmax fixed_point, table fixed_point""";
        assertEquals(
                expected,
                ArithmeticProfile.all().stream().map(ArithmeticProfile::text).collect(Collectors.joining("\n")));
    }

    @Test
    void isFoundByName() {
        for (ArithmeticProfile profile : ArithmeticProfile.all()) {
            assertSame(profile, ArithmeticProfile.named(profile.name()).orElseThrow());
        }
        assertEquals(Optional.empty(), ArithmeticProfile.named("int8"));
    }
}
