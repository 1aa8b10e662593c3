package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.backend.java.JavaBackend;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.tflite.CorpusFiles;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.replay.Replay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The networks of MLPerf Tiny, as TensorFlow Lite files of the corpus, whole on the Verilated accelerator: every tensor is the oracle's and the
 * generated simulator's, with stalls and without, and every command begins and ends in the replay's cycle. The ordinary run takes the
 * keyword spotter on 8×8, {@code -Dintarsia.tests=full} all four on 8×8 and 16×16.
 */
@RequiresTool({"verilator", "g++"})
class RtlCorpusTest {

    /** A file of the corpus on a target that ships. */
    record Case(String name, String file, String target) {}

    static Stream<Case> cases() {
        Map<String, String> files = Map.of(
                "kws", "kws_ref_model.tflite",
                "ic", "pretrainedResnet_quant.tflite",
                "ad", "ad01_int8.tflite",
                "vww", "vww_96_int8.tflite");
        List<String> names = Full.asked() ? List.of("kws", "ic", "ad", "vww") : List.of("kws");
        List<String> targets = Full.asked() ? List.of("inlay8", "inlay16") : List.of("inlay8");
        return names.stream().flatMap(name -> targets.stream().map(target -> new Case(name, files.get(name), target)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everyTensorAndEveryCycle(Case drawn) {
        Path file = CorpusFiles.model("mlperf_tiny/" + drawn.file());
        assumeTrue(Files.isRegularFile(file), () -> "there is no " + file);
        QuantizedGraph graph =
                FollowTypes.apply(TfliteReader.read(file).graph(), ArithmeticProfile.TFLM, new Diagnostics());
        Accelerator target = TargetReader.accelerator(drawn.target());
        Network network = Network.planned(graph, target);
        RtlComparison comparison = new RtlComparison();
        List<RawTensor> inputs = List.of(DrawnNetwork.words(graph, 1));
        Map<String, RawTensor> words = network.words(inputs);
        Agreement.tensors(
                "generated Java",
                JavaBackend.generate(network.commands(), Replay.run(network.commands()))
                        .compile(),
                inputs,
                words);
        comparison.compare(network, inputs, words);
        comparison.print(drawn.name() + " on " + drawn.target());
    }
}
