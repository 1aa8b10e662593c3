package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;

/**
 * Compares the oracle's words with those of TensorFlow Lite's reference kernels, run live, on random layers.
 * The oracle runs what our importer reads from the very file that TensorFlow Lite runs, so scales, zero points and weights go both ways;
 * multipliers, shifts and clamps are made here by the quantizer and there by TensorFlow Lite.
 *
 * <p>Softmax of bytes is in fixed point there, too: TensorFlow Lite's table of real numbers belongs to its optimized kernels.
 */
final class KernelComparison {

    /** So many layers of each operator. */
    static final int MODELS = "full".equals(System.getProperty("intarsia.tests")) ? 2000 : 60;

    private KernelComparison() {}

    /** TensorFlow Lite Micro's, but for functions whose tables are made otherwise: in fixed point, or in less precise real numbers. */
    static ArithmeticProfile profile(LayerKind kind) {
        return switch (kind) {
            case LOGISTIC, TANH, SOFTMAX, LOG_SOFTMAX -> ArithmeticProfile.TFLITE_2_18;
            default -> ArithmeticProfile.TFLM;
        };
    }

    /** How many words of layers drawn from so many seeds on are equal; fails at the first that differs. */
    static long compare(LayerKind kind, QuantizationSettings settings, long firstSeed) {
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
    record Comparison(long words, Optional<String> difference) {}

    /** Three inferences of one layer. */
    static Comparison compare(LayerKind kind, ReferenceLayer layer, long seed) {
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
        byte[] file = layer.file();
        return ImportedModel.of(TfliteReader.read(file, "layer", "layer.tflite"), profile)
                .program();
    }

    private static RawTensor oracle(Program program, List<RawTensor> inputs) {
        Map<String, RawTensor> tensors = new HashMap<>();
        new Oracle().run(program, inputs, tensors::put);
        return tensors.get(program.meaning().graph().outputs().getFirst());
    }
}
