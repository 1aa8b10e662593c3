package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.fuzz.Importer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * A model file that is cut off, or has wrong bytes, is refused with a message or is another right one: there is no other exception, and
 * nothing takes long or much memory.
 */
class TfliteRobustnessTest {

    private static final boolean FULL = "full".equals(System.getProperty("intarsia.tests"));

    /** So many files with a fault are made of each of our own small ones, which are many. */
    private static final int FLIPS_OF_SMALL = FULL ? 2_000 : 400;

    /** So many of each file of the corpus. */
    private static final int FLIPS = FULL ? 10_000 : 400;

    private static final int CUTS_APART = 997;

    /** The ordinary run runs one of so many models. */
    private static final int RUN_APART = 10;

    /** What takes the place of each word of our own small files: sizes, lengths, numbers of tensors and of kinds. */
    private static final int[] WORDS = {
        0, 1, 2, 3, 4, 5, 7, 256, 65_536, 1 << 20, -1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE
    };

    /** Small models of one layer each, and three of the corpus where it is there. */
    private static Map<String, byte[]> models() throws IOException {
        Map<String, byte[]> models = new LinkedHashMap<>(SeedModels.all());
        if (CorpusFiles.present()) {
            for (String name : new String[] {
                "tflm/hello_world_int8.tflite", "mlperf_tiny/kws_ref_model.tflite", "tflm/hello_world_float.tflite"
            }) {
                models.put(name, CorpusFiles.bytes(CorpusFiles.model(name)));
            }
        }
        return models;
    }

    private static int flips(String name) {
        return name.endsWith(".tflite") ? FLIPS : FLIPS_OF_SMALL;
    }

    /** Whether it is still a model. */
    private static boolean reads(byte[] content, String what) {
        return Importer.TFLITE.reads(content, what);
    }

    @Test
    void cutOff() throws IOException {
        int refused = 0;
        int cuts = 0;
        for (Map.Entry<String, byte[]> model : models().entrySet()) {
            byte[] whole = model.getValue();
            assertTrue(reads(whole, model.getKey()), model.getKey());
            int apart = whole.length < 10 * CUTS_APART ? 1 : CUTS_APART;
            for (int length = 0; length < whole.length; length += apart) {
                String what = model.getKey() + " cut off at " + length;
                refused += Importer.TFLITE.runs(Arrays.copyOf(whole, length), what) ? 0 : 1;
                cuts++;
            }
        }
        assertTrue(refused > cuts * 9 / 10, "only " + refused + " of " + cuts + " were refused");
        System.out.println("COUNT cut-off .tflite files read: " + cuts);
    }

    @Test
    void oneWrongByte() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        int flips = 0;
        for (Map.Entry<String, byte[]> model : models().entrySet()) {
            byte[] whole = model.getValue();
            for (int i = 0; i < flips(model.getKey()); i++) {
                byte[] wrong = whole.clone();
                int at = random.nextInt(wrong.length);
                wrong[at] = otherByte(wrong[at], random);
                String what = model.getKey() + ", byte " + at + " is " + wrong[at];
                boolean run = FULL || i % RUN_APART == 0;
                refused += (run ? Importer.TFLITE.runs(wrong, what) : reads(wrong, what)) ? 0 : 1;
                flips++;
            }
        }
        assertTrue(refused > flips / 20, "only " + refused + " of " + flips + " were refused");
        System.out.println("COUNT .tflite files with one wrong byte read: " + flips);
    }

    /** Several wrong words among those that are offsets, lengths and numbers: small changes of what is there, or extremes. */
    @Test
    void severalWrongWords() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        int count = 0;
        for (Map.Entry<String, byte[]> model : models().entrySet()) {
            byte[] whole = model.getValue();
            for (int i = 0; i < flips(model.getKey()); i++) {
                byte[] wrong = whole.clone();
                for (int k = random.nextInt(1, 4); k > 0; k--) {
                    int at = random.nextInt(wrong.length / 4) * 4;
                    int[] words = {
                        0,
                        1,
                        -1,
                        Integer.MAX_VALUE,
                        Integer.MIN_VALUE,
                        random.nextInt(wrong.length),
                        random.nextInt(300)
                    };
                    int word = words[random.nextInt(words.length)];
                    for (int b = 0; b < 4; b++) {
                        wrong[at + b] = (byte) (word >>> 8 * b);
                    }
                }
                reads(wrong, model.getKey() + ", seed 2, attempt " + i);
                count++;
            }
        }
        System.out.println("COUNT .tflite files with several wrong words read: " + count);
    }

    /** Each word of our own small files, one after the other: the lengths of shapes, which are ranks, are among them. */
    @Test
    void everyWordWrong() {
        int count = 0;
        int number = 0;
        for (Map.Entry<String, byte[]> model : SeedModels.all().entrySet()) {
            byte[] whole = model.getValue();
            number++;
            for (int at = 0; at + Integer.BYTES <= whole.length; at += Integer.BYTES) {
                for (int i = 0; i < WORDS.length; i++) {
                    if (FULL || (at / Integer.BYTES + number) % WORDS.length == i) {
                        byte[] wrong = whole.clone();
                        ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN).putInt(at, WORDS[i]);
                        reads(wrong, model.getKey() + ", the word at " + at + " is " + WORDS[i]);
                        count++;
                    }
                }
            }
        }
        System.out.println("COUNT .tflite files with one of all words wrong read: " + count);
    }

    private static byte otherByte(byte was, RandomGenerator random) {
        byte other = was;
        while (other == was) {
            other = random.nextBoolean() ? (byte) (was ^ 1 << random.nextInt(8)) : (byte) random.nextInt(256);
        }
        return other;
    }
}
