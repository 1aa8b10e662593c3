package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.MemoryPort;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.machine.Machine;
import dev.intarsia.simulator.runner.ProgramRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The example that ships, on the three accelerators that ship: every tensor is the oracle's, and so the same on all of them. The
 * ordinary run takes 3 test images, {@code -Dintarsia.tests=full} 50.
 */
class FashionTest {

    private static FashionExample example;
    private static List<RawTensor> images;

    @BeforeAll
    static void read() {
        example = FashionExample.read();
        images = example.images(Full.asked() ? 50 : 3);
    }

    /** @param size 8, 16 or 32: the accelerators that ship */
    private static Accelerator inlay(int size) {
        int factor = size / 8;
        return new Accelerator(
                "inlay" + size,
                size,
                size,
                8,
                8,
                32,
                32,
                32,
                6,
                new AccumulatorOverflow.Wrap(),
                "tflm",
                factor * 32 << 10,
                factor * 16 << 10,
                factor * 8 << 10,
                1024,
                4096,
                256,
                size,
                new MemoryPort(64 * factor, 40, 64),
                200,
                new ModelNode("inlay" + size + ".accel", ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 4})
    void everyTensorIsTheOraclesOnEveryTarget(int weightBits) {
        QuantizedGraph quantized = example.quantized(weightBits);
        List<Network> networks = new ArrayList<>();
        for (int size : new int[] {8, 16, 32}) {
            Network network = Network.planned(quantized, inlay(size));
            Agreement.timing(network);
            assertEquals(List.of("softmax"), onHost(network), "what the host computes on inlay" + size);
            networks.add(network);
        }
        List<ProgramRunner> runners = networks.stream()
                .map(n -> new ProgramRunner(n.commands(), Network.HOST, Machine.Kernels.LANES))
                .toList();
        String output = quantized.graph().outputs().getFirst();
        List<List<RawTensor>> outputs = new ArrayList<>();
        for (RawTensor image : images) {
            Map<String, RawTensor> words = networks.getFirst().words(List.of(image));
            outputs.add(List.of(words.get(output)));
            for (ProgramRunner runner : runners) {
                Agreement.simulator("simulator", runner, List.of(image), words);
            }
        }
        List<List<RawTensor>> inputs = images.stream().map(List::of).toList();
        runners.forEach(runner -> assertEquals(outputs, runner.runTogether(inputs), "all images in step"));
        System.out.println(
                "COUNT images of the example whose every tensor is equal on the oracle and three simulators, weights of "
                        + weightBits + " bits: " + images.size());
        Map<String, RawTensor> first = networks.getFirst().words(List.of(images.getFirst()));
        networks.forEach(n -> Agreement.schedulesKeepMeaning(n, first));
    }

    /** The operators that the accelerator leaves to the host. */
    private static List<String> onHost(Network network) {
        return network.plan().layers().stream()
                .filter(LayerPlan.OnHost.class::isInstance)
                .map(l -> mnemonic(network, l.node()))
                .toList();
    }

    private static String mnemonic(Network network, String node) {
        return network.program().meaning().graph().node(node).orElseThrow().op().mnemonic();
    }
}
