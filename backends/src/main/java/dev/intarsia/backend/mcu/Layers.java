package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CNames;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.target.Microcontroller;

/** Chooses how a layer is computed, by the form of its loops and what the target has. */
final class Layers {

    private Layers() {}

    /**
     * @param prefix what names of the layer's constants begin with
     * @throws dev.intarsia.backend.csource.UnsupportedKernelException when there is no way
     */
    static LayerCode choose(QuantizedNode node, Kernel kernel, Microcontroller target, CNames names, String prefix) {
        return switch (target.simd()) {
            case NONE ->
                TiledSum.of(node, kernel, names, prefix)
                        .or(() -> TableAdd.of(node, kernel, names, prefix))
                        .orElseGet(() -> new LoopLayer(kernel, names, prefix));
            case DUAL_MAC -> dualMac(node, kernel, names, prefix, true);
            case HELIUM ->
                HeliumSum.of(node, kernel, names, prefix).orElseGet(() -> dualMac(node, kernel, names, prefix, false));
        };
    }

    /** @param allRegisters whether the compiler lends all registers */
    private static LayerCode dualMac(
            QuantizedNode node, Kernel kernel, CNames names, String prefix, boolean allRegisters) {
        return PackedSum.of(node, kernel, names, prefix)
                .or(() -> DepthwiseSum.of(node, kernel, names, prefix, allRegisters))
                .or(() -> TableAdd.of(node, kernel, names, prefix))
                .orElseGet(() -> new LoopLayer(kernel, names, prefix));
    }
}
