package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.tflite.LayerKind.Width;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The oracle's words are those of TensorFlow Lite's reference kernels, run live, on random layers of every operator that both have.
 * The oracle runs what our importer reads from the very file that TensorFlow Lite runs, so scales, zero points and weights go both ways;
 * multipliers, shifts and clamps are made here by the quantizer and there by TensorFlow Lite.
 *
 * <p>Softmax of bytes is in fixed point there, too: TensorFlow Lite's table of real numbers belongs to its optimized kernels.
 */
class ReferenceKernelsTest {

    private static final int MODELS = "full".equals(System.getProperty("intarsia.tests")) ? 2000 : 60;

    static List<LayerKind> signedKinds() {
        return LayerKind.with(Width.INT8);
    }

    static List<LayerKind> unsignedKinds() {
        return LayerKind.with(Width.UINT8);
    }

    static List<LayerKind> wideKinds() {
        return LayerKind.with(Width.INT16);
    }

    @ParameterizedTest
    @MethodSource("signedKinds")
    void bytes(LayerKind kind) {
        long words = compare(kind, QuantizationSettings.int8().withProfile(profile(kind)), 1_000_000);
        System.out.println("COUNT int8 words of " + kind + " equal to TensorFlow Lite's reference kernels: " + words);
        assertTrue(words >= 10L * MODELS, "only " + words + " words were compared");
    }

    /**
     * Unsigned words of 8 bits for activations and weights, whose zero point is any: TensorFlow Lite's older form, whose multipliers of sums of
     * products are made in another way. Not every operator has it. */
    @ParameterizedTest
    @MethodSource("unsignedKinds")
    void unsignedBytes(LayerKind kind) {
        long words = 0;
        QuantizationSettings settings = QuantizationSettings.int8().withProfile(profile(kind));
        int models = 0;
        for (long seed = 3_000_000; models < MODELS; seed++) {
            int shift = new SplittableRandom(seed).nextInt(-60, 60);
            Optional<ReferenceLayer> layer = kind.layer(seed, settings).unsigned(shift, profile(kind));
            if (layer.isPresent()) {
                Comparison comparison = compare(kind, layer.get(), seed);
                comparison.difference().ifPresent(Assertions::fail);
                words += comparison.words();
                models++;
            }
        }
        System.out.println("COUNT uint8 words of " + kind + " equal to TensorFlow Lite's reference kernels: " + words);
        assertTrue(words >= 10L * MODELS, "only " + words + " words were compared");
    }

    /** Activations of 16 bits, symmetric, weights of 8, sums of 64: TensorFlow Lite's 16x8. Not every operator has it. */
    @ParameterizedTest
    @MethodSource("wideKinds")
    void wideActivations(LayerKind kind) {
        QuantizationSettings settings =
                QuantizationSettings.int8().withBits(8, 16).withSymmetric(true).withProfile(profile(kind));
        long words = compare(kind, settings, 2_000_000);
        System.out.println("COUNT int16 words of " + kind + " equal to TensorFlow Lite's reference kernels: " + words);
        assertTrue(words >= 10L * MODELS, "only " + words + " words were compared");
    }

    /** Weights of 4 bits, two in a byte of the file; TensorFlow Lite has no dense layer of them beside activations of 8 bits. */
    @ParameterizedTest
    @EnumSource(names = {"CONV2D", "DEPTHWISE_CONV2D"})
    void fourBitWeights(LayerKind kind) {
        long words = compare(kind, QuantizationSettings.int8().withBits(4, 8), 3_000_000);
        System.out.println("COUNT words of " + kind + " with int4 weights equal to TensorFlow Lite's: " + words);
        assertTrue(words >= 10L * MODELS, "only " + words + " words were compared");
    }

    /** One rounding instead of two is another arithmetic: the comparison sees it in every operator that requantizes. */
    @ParameterizedTest
    @EnumSource(names = {"CONV2D", "DEPTHWISE_CONV2D", "DENSE", "ADD", "QUANTIZE"})
    void otherRoundingIsSeen(LayerKind kind) {
        QuantizationSettings single = QuantizationSettings.int8().withProfile(ArithmeticProfile.SINGLE);
        boolean seen = LongStream.range(1_000_000, 1_000_000 + 200)
                .anyMatch(seed -> compare(kind, kind.layer(seed, single), seed)
                        .difference()
                        .isPresent());
        assertTrue(seen, "no word tells single rounding from double");
    }

    /** TensorFlow Lite Micro's, but for functions whose tables are made otherwise: in fixed point, or in less precise real numbers. */
    private static ArithmeticProfile profile(LayerKind kind) {
        return switch (kind) {
            case LOGISTIC, TANH, SOFTMAX -> ArithmeticProfile.TFLITE_2_18;
            default -> ArithmeticProfile.TFLM;
        };
    }

    private static long compare(LayerKind kind, QuantizationSettings settings, long firstSeed) {
        long words = 0;
        for (long seed = firstSeed; seed < firstSeed + MODELS; seed++) {
            Comparison comparison = compare(kind, kind.layer(seed, settings), seed);
            comparison.difference().ifPresent(Assertions::fail);
            words += comparison.words();
        }
        return words;
    }

    /**
     * What became of one layer.
     *
     * @param words how many were equal before the first difference
     * @param difference the first one, with everything that it takes to see it again
     */
    private record Comparison(long words, Optional<String> difference) {}

    private static Comparison compare(LayerKind kind, ReferenceLayer layer, long seed) {
        ArithmeticProfile profile =
                ArithmeticProfile.named(layer.graph().profile()).orElseThrow();
        boolean imported = kind.isImported() && !profile.equals(ArithmeticProfile.SINGLE);
        Program program = imported ? imported(layer, profile) : Lower.lower(layer.graph());
        SplittableRandom random = new SplittableRandom(seed);
        long equal = 0;
        try (ReferenceInterpreter interpreter = layer.interpreter()) {
            for (ReferenceLayer.Words inputKind : ReferenceLayer.Words.values()) {
                List<RawTensor> inputs = layer.inputs(inputKind, random);
                RawTensor reference = layer.reference(interpreter, inputs);
                RawTensor expected = imported ? asStored(reference, layer.bytes()) : reference;
                List<RawTensor> words = imported
                        ? inputs.stream().map(x -> asStored(x, layer.bytes())).toList()
                        : inputs;
                RawTensor found = oracle(program, words);
                assertEquals(expected.shape(), found.shape());
                for (int i = 0; i < expected.shape().elements(); i++) {
                    if (expected.at(i) != found.at(i)) {
                        return new Comparison(
                                equal,
                                Optional.of("%s, model seed %d, %s input, word %d: TensorFlow Lite %d, oracle %d%n%s"
                                        .formatted(
                                                kind,
                                                seed,
                                                inputKind,
                                                i,
                                                expected.at(i),
                                                found.at(i),
                                                layer.node().op())));
                    }
                    equal++;
                }
            }
        }
        return new Comparison(equal, Optional.empty());
    }

    /** Words as they stand in the file, where unsigned ones of 8 bits are signed. */
    private static RawTensor asStored(RawTensor words, TfliteModel.Bytes form) {
        return words.format().equals(IntFormat.U8) && form == TfliteModel.Bytes.SIGNED
                ? TfliteModel.words(TfliteModel.stored(words, form), IntFormat.I8, words.shape(), form)
                : words;
    }

    /** The layer read back from the file that TensorFlow Lite reads. */
    private static Program imported(ReferenceLayer layer, ArithmeticProfile profile) {
        byte[] file = TfliteModel.of(layer.typed(), layer.operator(), layer.bytes());
        return ImportedModel.of(TfliteReader.read(file, "layer", "layer.tflite"), profile)
                .program();
    }

    private static RawTensor oracle(Program program, List<RawTensor> inputs) {
        List<RawTensor> results = new ArrayList<>();
        new Oracle().run(program, inputs, (name, tensor) -> results.add(tensor));
        return results.getLast();
    }
}
