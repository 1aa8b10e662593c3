package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.pass.RemoveChannels;
import dev.intarsia.ir.type.RawTensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer of four networks of MLPerf Tiny has the words of TensorFlow Lite Micro's reference kernels, also where dead and constant channels are taken out. */
class GoldenLayersTest {

    private static final boolean FULL = "full".equals(System.getProperty("intarsia.tests"));

    /** How many patterns of the slow networks are run in the ordinary run; the others have all six. */
    private static final int PATTERNS_OF_SLOW = 2;

    private static final int SLOW_LAYERS = 14;

    static List<String> models() throws IOException {
        return List.copyOf(expected().keySet());
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyLayer(String name) throws IOException {
        assumeTrue(CorpusFiles.present(), "the corpus of models is not there");
        ImportedModel model = ImportedModel.of(CorpusFiles.model(name), ArithmeticProfile.TFLM);
        List<List<Integer>> patterns = expected().get(name);
        List<Node> layers = model.graph().graph().nodes();
        ImportedModel pruned = pruned(model);
        int compared = 0;
        int kept = 0;
        int run = FULL || layers.size() < SLOW_LAYERS ? patterns.size() : PATTERNS_OF_SLOW;
        for (int pattern = 0; pattern < run; pattern++) {
            long[] input = pattern(pattern, model.inputShape().elements());
            List<Integer> found = model.run(input).values().stream()
                    .map(words -> crc(TfliteModel.stored(words, TfliteModel.Bytes.SIGNED)))
                    .toList();
            assertEquals(patterns.get(pattern).size(), found.size(), name);
            for (int layer = 0; layer < found.size(); layer++) {
                assertEquals(
                        Integer.toHexString(patterns.get(pattern).get(layer)),
                        Integer.toHexString(found.get(layer)),
                        name + ", pattern " + pattern + ", layer " + layer + " "
                                + layers.get(layer).name());
                compared++;
            }
            if (FULL || pattern == 0) {
                kept += keptLayers(name + ", pattern " + pattern, layers, patterns.get(pattern), pruned.run(input));
            }
        }
        assertTrue(kept > 0, name);
        System.out.println("COUNT layers of " + name
                + " that keep their shape without dead and constant channels, equal to TensorFlow Lite Micro's CRC-32: "
                + kept);
        System.out.println("COUNT layers of " + name + " equal to TensorFlow Lite Micro's CRC-32: " + compared);
    }

    private static ImportedModel pruned(ImportedModel model) {
        QuantizedGraph graph = RemoveChannels.apply(model.graph()).graph();
        return new ImportedModel(graph, Lower.lower(graph));
    }

    /** How many layers have the shape that they had with all channels; their words are the same ones. */
    private static int keptLayers(
            String what, List<Node> layers, List<Integer> expected, Map<String, RawTensor> found) {
        int kept = 0;
        for (int layer = 0; layer < expected.size(); layer++) {
            Node node = layers.get(layer);
            RawTensor words = found.get(node.name());
            if (words != null && words.shape().equals(node.type().shape().withoutFirst())) {
                assertEquals(
                        Integer.toHexString(expected.get(layer)),
                        Integer.toHexString(crc(TfliteModel.stored(words, TfliteModel.Bytes.SIGNED))),
                        what + ", layer " + layer + " " + node.name() + " without dead and constant channels");
                kept++;
            }
        }
        return kept;
    }

    private static Integer crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** The input words of a pattern; the file with the expectations describes them. */
    private static long[] pattern(int number, int length) {
        long[] words = new long[length];
        int state = number;
        for (int i = 0; i < length; i++) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            words[i] = switch (number) {
                case 0 -> (i * 37 + 11) % 256 - 128;
                case 1, 2, 3 -> (state >>> 24) - 128;
                case 4 -> -128;
                default -> 127;
            };
        }
        return words;
    }

    /** For each model, for each pattern, a CRC for each layer. */
    private static Map<String, List<List<Integer>>> expected() throws IOException {
        SequencedMap<String, List<List<Integer>>> models = new LinkedHashMap<>();
        try (InputStream text = GoldenLayersTest.class.getResourceAsStream("layers.txt")) {
            for (String line : new String(text.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (line.startsWith("  ")) {
                    List<Integer> crcs = new ArrayList<>();
                    Arrays.stream(line.strip().split(" "))
                            .skip(1)
                            .forEach(crc -> crcs.add(Integer.parseUnsignedInt(crc, 16)));
                    models.lastEntry().getValue().add(crcs);
                } else if (!line.startsWith("#")) {
                    models.put(line, new ArrayList<>());
                }
            }
        }
        return models;
    }
}
