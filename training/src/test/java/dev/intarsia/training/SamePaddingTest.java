package dev.intarsia.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against TensorFlow's documented rule, worked by hand. */
class SamePaddingTest {

    @ParameterizedTest
    @CsvSource({"28,3,2,0,1", "14,3,1,1,1", "7,3,2,1,1", "7,1,1,0,0", "5,2,1,0,1", "4,1,2,0,0", "6,5,3,1,1", "8,5,2,1,2"
    })
    void putsTheOddElementAtTheEnd(int size, int kernel, int stride, int before, int after) {
        assertEquals(new SamePadding(before, after), SamePadding.of(size, kernel, stride));
    }
}
