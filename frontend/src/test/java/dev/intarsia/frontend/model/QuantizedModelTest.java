package dev.intarsia.frontend.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.intarsia.frontend.Graphs;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.QuantizedGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizedModelTest {

    @TempDir
    Path folder;

    @Test
    void printsEveryFormOfArithmetic() {
        assertEquals("""
                model example
                profile tflm
                weights "w.npz"

                input image: u8[1, 4, 4, 1] scale 0.5 zero 3 from u8 scale 1/255 mean 0.1307 deviation 0.3081

                conv: i8[1, 4, 4, 2] scale 0.25 zero -1
                  = conv2d(image, conv.w: i4[2, 1, 1, 1] scale per k, conv.b: i32[2] scale per k)
                    accumulate saturate(chunk = 4) i20
                    requantize double i32 half_away per k, clamp -128 … 127
                sum: i8[1, 4, 4, 2] scale 0.25 zero -1
                  = add(conv, conv)
                    align << 20
                    left single i32 half_up by 1073741824 >> 31
                    right single i32 half_up by 1073741824 >> 31
                    requantize single i32 half_up by 1073741824 >> 31, clamp -128 … 127
                pool: i8[1, 2, 2, 2] scale 0.25 zero -1
                  = max_pool(sum, kernel: 2, stride: 2)
                    clamp -128 … 127
                mean: i8[1, 2, 2, 2] scale 0.25 zero -1
                  = average_pool(sum, kernel: 2, stride: 2)
                    average half_away, clamp -128 … 127
                flat: i8[1, 8] scale 0.25 zero -1
                  = flatten(mean)
                    move
                logits: i6[1, 8] scale 0.125 zero 0
                  = quantize(flat)
                    requantize single i32 half_up by 1073741824 >> 31, clamp -32 … 31
                probabilities: i6[1, 8] scale 0.015625 zero -32
                  = softmax(logits)
                    softmax fixed_point by 1073741824 >> 8, lowest -100

                output probabilities, pool
                """, GraphPrinter.print(Graphs.quantizedExample(), "w.npz").text());
    }

    @Test
    void readsBackWhatWasWritten() throws IOException {
        QuantizedGraph graph = Graphs.quantizedExample();
        Path file = folder.resolve("q.inta");
        ModelWriter.write(graph, file);
        ReadModel read = ModelReader.read(file);
        assertEquals("tflm", read.profile().orElseThrow());
        assertEquals(
                graph.graph(),
                Graphs.withoutLocations(read.quantized().orElseThrow().graph()));
        assertEquals(
                GraphPrinter.print(graph), GraphPrinter.print(read.quantized().orElseThrow()));
    }

    @Test
    void writesTheSameBytesTwiceAndNothingElse() throws IOException {
        ModelWriter.write(Graphs.quantizedExample(), folder.resolve("a.inta"));
        byte[] first = Files.readAllBytes(folder.resolve("a.npz"));
        ModelWriter.write(Graphs.quantizedExample(), folder.resolve("a.inta"));
        assertEquals(-1, Arrays.mismatch(first, Files.readAllBytes(folder.resolve("a.npz"))));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of("a.inta", "a.npz"),
                    files.map(f -> f.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void acceptsTwoDotsAndFreeIndentation() throws IOException {
        Path file = folder.resolve("q.inta");
        ModelWriter.write(Graphs.quantizedExample(), file);
        String text = Files.readString(file);
        String other = text.replace("…", "..").replace("\n    ", "\n\t").replace("\n", "   # comment\r\n");
        assertFalse(other.equals(text));
        Files.writeString(file, other);
        assertEquals(
                Graphs.quantizedExample().graph(),
                Graphs.withoutLocations(ModelReader.read(file).graph()));
    }

    @Test
    void writesNeitherFileWhereOneCannotBe() throws IOException {
        Path file = Files.createDirectory(folder.resolve("q.inta"));
        assertThrows(IOException.class, () -> ModelWriter.write(Graphs.quantizedExample(), file));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }
}
