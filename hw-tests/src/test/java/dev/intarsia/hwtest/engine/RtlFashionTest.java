package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.plan.LayerPlan;
import dev.intarsia.ir.quantize.InputConversion;
import dev.intarsia.ir.quantize.QuantizationSettings;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.MemoryPort;
import dev.intarsia.ir.type.RawTensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The example that ships, whole on the Verilated accelerator: every tensor is the oracle's, with stalls and without, and every command
 * begins and ends in the replay's cycle. The ordinary run takes 8×8 with 8 bits, {@code -Dintarsia.tests=full} all variants.
 */
@RequiresTool({"verilator", "g++"})
class RtlFashionTest {

    private static FashionExample example;

    /** A target and the widths of its network. */
    record Variant(int size, int weightBits, int activationBits, int accumulatorBits, boolean saturates) {

        Accelerator target() {
            int factor = size / 8;
            int bytes = activationBits > 8 ? 2 : 1;
            return new Accelerator(
                    "inlay" + size,
                    size,
                    size,
                    activationBits,
                    8,
                    accumulatorBits,
                    32,
                    32,
                    6,
                    saturates ? new AccumulatorOverflow.SaturateEnd() : new AccumulatorOverflow.Wrap(),
                    "tflm",
                    bytes * factor * 32 << 10,
                    factor * 16 << 10,
                    bytes * factor * 8 << 10,
                    1024,
                    4096,
                    256,
                    size,
                    new MemoryPort(64 * factor, 40, 64),
                    200,
                    new ModelNode("inlay" + size + ".accel", ""));
        }
    }

    static Stream<Variant> variants() {
        Variant ordinary = new Variant(8, 8, 8, 32, false);
        return Full.asked()
                ? Stream.of(
                        ordinary,
                        new Variant(16, 8, 8, 32, false),
                        new Variant(8, 4, 8, 32, false),
                        new Variant(8, 8, 16, 32, false),
                        new Variant(8, 8, 8, 20, false),
                        new Variant(8, 8, 8, 20, true))
                : Stream.of(ordinary);
    }

    @BeforeAll
    static void read() {
        example = FashionExample.read();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void everyTensorAndEveryCycle(Variant variant) {
        Accelerator target = variant.target();
        Network network = Network.planned(
                example.quantized(QuantizationSettings.forTarget(target)
                        .withBits(variant.weightBits(), variant.activationBits())),
                target);
        long onHost = network.plan().layers().stream()
                .filter(LayerPlan.OnHost.class::isInstance)
                .count();
        assertTrue(onHost <= (variant.accumulatorBits() < 32 ? 2 : 1), onHost + " layers on the host");
        RtlComparison comparison = new RtlComparison();
        Input input = network.program().meaning().graph().inputs().getFirst();
        for (RawTensor image : example.images(Full.asked() ? 3 : 1)) {
            RawTensor batch = image.reshaped(input.type().shape());
            comparison.compare(
                    network, List.of(InputConversion.words(batch, input).reshaped(image.shape())));
        }
        comparison.print("the example, " + variant);
    }
}
