package dev.intarsia.ir.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Preprocessing;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Worked by hand. */
class TensorQuantizationTest {

    @Test
    void halvesGoAwayFromZeroBeforeTheZeroPoint() {
        Quantized element = new Quantized(IntFormat.I8, Scale.perTensor(0.5), -3);
        RealTensor real = RealTensor.of(Shape.of(6), 0, 0.25f, -0.25f, 0.24f, 1.75f, -1.75f);
        assertEquals(
                RawTensor.of(IntFormat.I8, Shape.of(6), -3, -2, -4, -3, 1, -7),
                TensorQuantization.quantize(real, element));
    }

    @Test
    void whatDoesNotFitSaturates() {
        Quantized element = new Quantized(new IntFormat(true, 4), Scale.perTensor(1), 2);
        RealTensor real = RealTensor.of(Shape.of(5), 5, 6, -11, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
        assertEquals(
                RawTensor.of(new IntFormat(true, 4), Shape.of(5), 7, 7, -8, 7, -8),
                TensorQuantization.quantize(real, element));
        assertEquals(2, TensorQuantization.word(Double.NaN, element));
    }

    @Test
    void scalesAlongAnAxis() {
        Quantized element = new Quantized(IntFormat.I8, Scale.perAxis(List.of(1.0, 0.1), 0), 0);
        RealTensor real = RealTensor.of(Shape.of(2, 2), 3, -4, 3, -4);
        RawTensor words = TensorQuantization.quantize(real, element);
        assertEquals(RawTensor.of(IntFormat.I8, Shape.of(2, 2), 3, -4, 30, -40), words);
        assertEquals(real, TensorQuantization.dequantize(words, element));
        Quantized last = new Quantized(IntFormat.I8, Scale.perAxis(List.of(1.0, 0.1), 1), 0);
        assertEquals(
                RawTensor.of(IntFormat.I8, Shape.of(2, 2), 3, -40, 3, -40), TensorQuantization.quantize(real, last));
    }

    @Test
    void theDivisionOfNarrowWordsIsInFloat32() {
        // 0.7f / 0.2f is below 3.5 in float64 but 3.5 in
        // float32
        Quantized narrow = new Quantized(IntFormat.I8, Scale.perTensor((double) 0.2f), 0);
        Quantized wide = new Quantized(IntFormat.I32, Scale.perTensor((double) 0.2f), 0);
        assertEquals(3.5f, 0.7f / 0.2f);
        assertEquals(4, TensorQuantization.word(0.7f, narrow));
        assertEquals(3, TensorQuantization.word(0.7f, wide));
    }

    @Test
    void rawDataOfAnInput() {
        Preprocessing preprocessing = new Preprocessing(IntFormat.U8, 0.5, List.of(1.0, 2.0), List.of(2.0, 4.0));
        RawTensor data = RawTensor.of(IntFormat.U8, Shape.of(1, 2, 2), 2, 4, 255, 0);
        // (2·0.5 − 1)/2, (4·0.5 − 2)/4, (127.5 − 1)/2, −2/4
        assertEquals(RealTensor.of(Shape.of(1, 2, 2), 0, 0, 63.25f, -0.5f), InputConversion.real(data, preprocessing));
        TensorType type = new TensorType(new Quantized(IntFormat.I8, Scale.perTensor(0.5), -1), Shape.of(1, 1, 2, 2));
        ModelNode place = new ModelNode("test", "");
        assertEquals(
                RawTensor.of(IntFormat.I8, Shape.of(1, 2, 2), -1, -1, 126, -2),
                InputConversion.words(data, new Input("x", type, Optional.of(preprocessing), place)));
        assertEquals(data, InputConversion.words(data, new Input("x", type, Optional.empty(), place)));
    }

    @Property(tries = 500, seed = "20261123")
    void wordsOfRealNumbersOfWordsAreTheWords(
            @ForAll @IntRange(min = 2, max = 16) int bits,
            @ForAll boolean signed,
            @ForAll long raw,
            @ForAll long rawZero,
            @ForAll @IntRange(min = 1, max = 1_000_000) int thousandths) {
        IntFormat format = new IntFormat(signed, bits);
        long size = 1L << bits;
        long word = format.min() + Math.floorMod(raw, size);
        long zero = format.min() + Math.floorMod(rawZero, size);
        Quantized element = new Quantized(format, Scale.perTensor((double) (thousandths / 1000f)), zero);
        RawTensor words = RawTensor.of(format, Shape.of(1), word);
        assertEquals(words, TensorQuantization.quantize(TensorQuantization.dequantize(words, element), element));
    }
}
