package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Words that TensorFlow Lite Micro's own code printed: see the head of {@code tflm-words.txt}. */
class TflmWordsTest {
    @Test
    void equalsEveryWord() throws IOException {
        Map<String, Integer> cases = new HashMap<>();
        for (String line : lines()) {
            String[] parts = line.split("\\|");
            String[] arguments = parts[0].trim().split(" ");
            check(line, arguments, parts);
            cases.merge(arguments[0], 1, Integer::sum);
        }
        assertEquals(
                Map.ofEntries(
                        Map.entry("softmax", 10),
                        Map.entry("softmax16", 10),
                        Map.entry("exp5", 53),
                        Map.entry("exp0", 53),
                        Map.entry("reciprocal", 53),
                        Map.entry("logistic4", 53),
                        Map.entry("tanh4", 53),
                        Map.entry("quantize", 21),
                        Map.entry("rescale", 150),
                        Map.entry("rescale64", 145),
                        Map.entry("srdhm", 100),
                        Map.entry("rdbpot", 60)),
                cases);
    }

    private static void check(String line, String[] arguments, String[] parts) {
        long[] expected = words(parts[parts.length - 1]);
        switch (arguments[0]) {
            case "softmax" -> softmax(line, arguments, parts, IntFormat.I8);
            case "softmax16" -> softmax(line, arguments, parts, IntFormat.I16);
            case "quantize" -> {
                ScaleParameters p = QuantizedMultiplier.of(Double.parseDouble(arguments[1]));
                assertArrayEquals(expected, new long[] {p.multiplier(), 31 - p.shift()}, line);
            }
            default ->
                assertEquals(
                        expected[0],
                        scalar(arguments[0], words(parts[0].trim().substring(arguments[0].length()))),
                        line);
        }
    }

    private static long scalar(String function, long[] a) {
        return switch (function) {
            case "exp5" -> Gemmlowp.expOnNegativeValues((int) a[0], 5);
            case "exp0" -> Gemmlowp.expOnNegativeValues((int) a[0], 0);
            case "reciprocal" -> Gemmlowp.oneOverOnePlusX((int) a[0]);
            case "logistic4" -> Gemmlowp.logistic((int) a[0], 4);
            case "tanh4" -> Gemmlowp.tanh((int) a[0], 4);
            case "rescale" -> FixedPoint.multiplyByQuantizedMultiplier((int) a[0], (int) a[1], (int) a[2]);
            case "rescale64" -> {
                ScaleParameters p = new ScaleParameters(a[1], (int) (31 - a[2])).reduceTo16();
                yield MultiplyShift.TFLM_WIDE.rescale(a[0], p.multiplier(), p.shift());
            }
            case "srdhm" -> FixedPoint.saturatingRoundingDoublingHighMul((int) a[0], (int) a[1]);
            case "rdbpot" -> FixedPoint.roundingDivideByPot((int) a[0], (int) a[1]);
            default -> throw new AssertionError("unknown function " + function);
        };
    }

    private static void softmax(String line, String[] arguments, String[] parts, IntFormat format) {
        var p = Softmax.FixedPointParameters.of(1.0, Float.parseFloat(arguments[1]));
        assertEquals(
                List.of(arguments[2], arguments[3], arguments[4]),
                List.of("" + p.inputMultiplier(), "" + p.inputLeftShift(), "" + p.diffMin()),
                line);
        long[] input = words(parts[1]);
        long[] output = new long[input.length];
        Softmax.tflm(input, p.inputMultiplier(), p.inputLeftShift(), p.diffMin(), format, output);
        assertArrayEquals(words(parts[2]), output, line);
    }

    private static long[] words(String text) {
        return Arrays.stream(text.trim().split(" ")).mapToLong(Long::parseLong).toArray();
    }

    private static List<String> lines() throws IOException {
        try (var in = TflmWordsTest.class.getResourceAsStream("tflm-words.txt");
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }
}
