package dev.intarsia.ir.arithmetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.intarsia.ir.arithmetic.Accumulation.Exact;
import dev.intarsia.ir.arithmetic.Accumulation.SaturateChunk;
import dev.intarsia.ir.arithmetic.Accumulation.SaturateEnd;
import dev.intarsia.ir.arithmetic.Accumulation.Wrap;
import java.math.BigInteger;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccumulationTest {
    @Test
    void byHand() {
        long[] products = {100, 100, -100, -100, 5};
        assertEquals(12, new Exact(IntFormat.I8).sum(products, 7));
        assertEquals(12, new Wrap(IntFormat.I8).sum(products, 7));
        assertEquals(12, new SaturateEnd(IntFormat.I8).sum(products, 7));
        assertEquals(-68, new SaturateChunk(IntFormat.I8, 1).sum(products, 7)); // 107, 127, 27, −73, −68
        assertEquals(-68, new SaturateChunk(IntFormat.I8, 2).sum(products, 7)); // 127, −73, −68
        assertEquals(12, new SaturateChunk(IntFormat.I8, 4).sum(products, 7));
        assertEquals(
                112, new SaturateChunk(IntFormat.I8, 3).sum(new long[] {-5, -5, -5}, 500)); // the bias saturates first
        assertEquals(-44, new Wrap(IntFormat.I8).sum(new long[] {212}, 0));
        assertThrows(ArithmeticException.class, () -> new Exact(IntFormat.I8).sum(new long[] {127}, 1));
        assertThrows(IllegalArgumentException.class, () -> new SaturateChunk(IntFormat.I8, 0));
    }

    @Test
    void equalsBigIntegerArithmetic() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100_000 * Words.FACTOR; i++) {
            IntFormat format = new IntFormat(random.nextBoolean(), random.nextInt(1, 65));
            int width = Math.min(64, format.bits() + random.nextInt(3));
            long[] products = random.ints(random.nextInt(12))
                    .mapToLong(ignored -> Words.random(random, width))
                    .toArray();
            long bias = Words.random(random, width);
            int chunk = random.nextInt(1, 6);
            BigInteger sum = BigInteger.valueOf(bias);
            BigInteger chunked = saturated(sum, format);
            for (int from = 0; from < products.length; from += chunk) {
                BigInteger part = BigInteger.ZERO;
                for (int j = from; j < Math.min(products.length, from + chunk); j++) {
                    part = part.add(BigInteger.valueOf(products[j]));
                }
                sum = sum.add(part);
                chunked = saturated(chunked.add(part), format);
            }
            assertEquals(
                    ExactOracle.narrow(sum, Overflow.WRAP, format.signed(), format.bits())
                            .longValue(),
                    new Wrap(format).sum(products, bias));
            assertEquals(saturated(sum, format).longValue(), new SaturateEnd(format).sum(products, bias));
            assertEquals(chunked.longValue(), new SaturateChunk(format, chunk).sum(products, bias));
            Exact exact = new Exact(format);
            if (format.contains(sum)) {
                assertEquals(sum.longValue(), exact.sum(products, bias));
            } else {
                assertThrows(ArithmeticException.class, () -> exact.sum(products, bias));
            }
        }
    }

    private static BigInteger saturated(BigInteger x, IntFormat format) {
        return ExactOracle.narrow(x, Overflow.SATURATE, format.signed(), format.bits());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrap i20", "saturate_end i20", "saturate(chunk = 4) i20", "i19", "wrap u64"})
    void printsAndParses(String text) {
        assertEquals(Optional.of(text), Accumulation.parse(text).map(Accumulation::text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wrap",
                "wrap i65",
                "saturate i20",
                "saturate(chunk = 0) i20",
                "saturate(chunk=4) i20",
                "exact i19",
                "wrap  i20"
            })
    void parsesNothingElse(String text) {
        assertEquals(Optional.empty(), Accumulation.parse(text));
    }
}
