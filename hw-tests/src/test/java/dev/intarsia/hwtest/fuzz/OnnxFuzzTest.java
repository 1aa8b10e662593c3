package dev.intarsia.hwtest.fuzz;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No file whatever makes the importer of ONNX do more than refuse it, searched for 15 minutes with {@code -Dintarsia.tests=full}; see {@link Fuzzer}. */
class OnnxFuzzTest {

    @Test
    void whatWasFoundOnceIsMended() throws IOException {
        Fuzzer.readFound(Importer.ONNX);
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void nothingIsFoundAnew() throws IOException {
        Fuzzer.search(Importer.ONNX);
    }
}
