package dev.intarsia.hwtest.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.type.RawTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenPackTest {

    @TempDir
    private Path folder;

    private GoldenPack pack;
    private Path kept;

    @BeforeEach
    void record() throws IOException {
        QuantizedGraph graph = SmallNetwork.quantized(folder);
        List<List<RawTensor>> inputs =
                List.of(RandomVectors.vector(graph.graph(), 1, 0), RandomVectors.vector(graph.graph(), 1, 7));
        List<Map<String, RawTensor>> words = inputs.stream()
                .map(vector -> Reference.shown(
                        Engines.named("oracle")
                                .orElseThrow()
                                .prepare(Lower.lower(graph), Optional.empty())
                                .get(),
                        vector))
                .toList();
        pack = new GoldenPack(graph, inputs, words);
        kept = Files.createDirectory(folder.resolve("kept"));
        for (Map.Entry<String, byte[]> file : pack.files().entrySet()) {
            Files.write(kept.resolve(file.getKey()), file.getValue());
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        GoldenPack read = GoldenPackReader.read(kept);
        assertEquals(pack.inputs(), read.inputs());
        assertEquals(pack.tensors(), read.tensors());
        GoldenPackReader.check(read, kept, pack.graph());
        assertEquals(pack.files().keySet(), read.files().keySet());
        pack.files()
                .forEach((name, content) -> org.junit.jupiter.api.Assertions.assertArrayEquals(
                        content, read.files().get(name), name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.inta", "model.npz", "inputs.npz", "tensors.npz"})
    void aChangedFileIsRefused(String name) throws IOException {
        byte[] content = Files.readAllBytes(kept.resolve(name));
        content[content.length / 2] ^= 1;
        Files.write(kept.resolve(name), content);
        refused(name + ": error: the file was changed since it was recorded, or is damaged");
    }

    @Test
    void aMissingFileIsRefused() throws IOException {
        Files.delete(kept.resolve("tensors.npz"));
        refused("tensors.npz: error: the file cannot be read");
        Files.delete(kept.resolve("pack.txt"));
        refused("this is no folder of recorded vectors");
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        Path file = kept.resolve("pack.txt");
        Files.writeString(file, Files.readString(file).replace("vectors 1", "vectors 9"));
        refused("'intarsia golden vectors 9', but this version reads 'intarsia golden vectors 1'");
    }

    private void refused(String message) {
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> GoldenPackReader.read(kept));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }

    @Test
    void anotherNetworkIsRefused() throws IOException {
        Path text = folder.resolve("small.inta");
        QuantizedGraph other = new QuantizedGraph(pack.graph().graph(), "tflite-2.18");
        assertTrue(Files.exists(text));
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> GoldenPackReader.check(pack, kept, other));
        assertTrue(refused.getMessage().contains("recorded for another network"), refused.getMessage());
    }
}
