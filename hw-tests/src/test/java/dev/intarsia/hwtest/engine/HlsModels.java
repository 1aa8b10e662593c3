package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.frontend.onnx.OnnxBindings;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.onnx.LabelledData;
import dev.intarsia.hwtest.onnx.TypedRun;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.quantize.TensorQuantization;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The real networks that are written in C++ for synthesis; all but the example are read from the corpus, where it is. */
final class HlsModels {

    /** Their names. */
    static final List<String> NAMES = List.of("fashion", "TFC_2W2A", "TFC_1W1A", "kws_w3a3_mlperf", "ad", "kws", "ic");

    private static final Path CORPUS = Path.of(System.getProperty("intarsia.root"))
            .resolve(System.getProperty("intarsia.corpus", "../shared/corpus"));
    private static final int FRAMES = 5;
    private static final int BINS = 128;

    private HlsModels() {}

    /** Leaves a test out without every count asked for, or without the corpus that the network is in. */
    static void assume(String name) {
        assumeTrue(Full.asked(), "-Dintarsia.tests=full runs it");
        assumeTrue(name.equals("fashion") || Files.isDirectory(CORPUS), "there is no corpus");
    }

    /** A network and its inputs by their number. */
    record Case(Program program, IntFunction<List<RawTensor>> inputs) {

        /** A network of one input that takes words. */
        static Case of(Program program, IntFunction<long[]> words) {
            Input input = program.meaning().graph().inputs().getFirst();
            return new Case(
                    program,
                    i -> List.of(RawTensor.owning(
                            input.type().quantized().format(),
                            input.type().shape().withoutFirst(),
                            words.apply(i))));
        }
    }

    private static Program tflite(String file) {
        return Lower.lower(FollowTypes.apply(
                TfliteReader.read(CORPUS.resolve("models/mlperf_tiny").resolve(file))
                        .graph(),
                ArithmeticProfile.TFLM,
                new Diagnostics()));
    }

    /** A network by its name. */
    static Case named(String name) throws IOException {
        return switch (name) {
            case "fashion" -> {
                FashionExample example = FashionExample.read();
                List<RawTensor> images = example.images(100);
                yield new Case(Lower.lower(example.quantized(8)), i -> List.of(images.get(i)));
            }
            case "kws" -> {
                LabelledData data = LabelledData.named(CORPUS.resolve("data"), "kws");
                int size = data.shape().elements();
                yield Case.of(tflite("kws_ref_model.tflite"), i -> {
                    long[] words = new long[size];
                    for (int k = 0; k < size; k++) {
                        words[k] = data.bytes()[i * size + k];
                    }
                    return words;
                });
            }
            case "ic" -> {
                LabelledData data = LabelledData.named(CORPUS.resolve("data"), "cifar10");
                int pixels = data.shape().elements() / 3;
                yield Case.of(tflite("pretrainedResnet_quant.tflite"), i -> {
                    long[] words = new long[3 * pixels];
                    for (int k = 0; k < words.length; k++) {
                        words[k] = (data.bytes()[(i * 3 + k % 3) * pixels + k / 3] & 0xFF) - 128;
                    }
                    return words;
                });
            }
            case "ad" -> {
                ByteBuffer sound = ByteBuffer.wrap(
                                Files.readAllBytes(CORPUS.resolve("data/ad01/normal_id_01_00000000_hist_librosa.bin")))
                        .order(ByteOrder.LITTLE_ENDIAN);
                Program program = tflite("ad01_int8.tflite");
                Input input = program.meaning().graph().inputs().getFirst();
                yield Case.of(program, i -> {
                    float[] window = new float[FRAMES * BINS];
                    for (int k = 0; k < window.length; k++) {
                        window[k] = sound.getFloat(Float.BYTES * (i * BINS + k));
                    }
                    return TensorQuantization.quantize(
                                    RealTensor.of(Shape.of(window.length), window),
                                    input.type().quantized())
                            .toArray();
                });
            }
            default -> {
                var model = OnnxReader.read(CORPUS.resolve("models/qonnx").resolve(name + ".onnx"), OnnxBindings.NONE)
                        .model();
                TypedRun run = new TypedRun(model);
                Input input = model.graph().inputs().getFirst();
                LabelledData data =
                        LabelledData.named(CORPUS.resolve("data"), name.startsWith("TFC") ? "mnist" : "kws_w3a3");
                yield new Case(
                        run.program().orElseThrow(),
                        i -> run.words(Map.of(
                                input.name(), RealTensor.owning(input.type().shape(), data.values(i)))));
            }
        };
    }
}
