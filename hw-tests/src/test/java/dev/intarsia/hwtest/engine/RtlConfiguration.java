package dev.intarsia.hwtest.engine;

import dev.intarsia.hwtest.engine.NetworkDraw.Layer;
import dev.intarsia.hwtest.engine.NetworkDraw.Words;
import dev.intarsia.ir.target.Accelerator;

/** An accelerator that is built in RTL for random networks: a draw, and the widths of its words. */
record RtlConfiguration(TargetDraw target, int activationBits, int weightBits) {

    /** With words of 8 bits, or of 16 where the draw is a wide one. */
    static RtlConfiguration of(TargetDraw target) {
        int bits = target.wide() ? 16 : 8;
        return new RtlConfiguration(target, bits, bits);
    }

    RtlConfiguration with(int activations, int weights) {
        return new RtlConfiguration(target, activations, weights);
    }

    boolean wide() {
        return target.wide();
    }

    Accelerator accelerator() {
        return target.accelerator(activationBits, weightBits);
    }

    /** The network with words that this accelerator has. */
    NetworkDraw narrowed(NetworkDraw network) {
        return new NetworkDraw(
                network.height(),
                network.width(),
                network.channels(),
                Math.min(network.bits(), activationBits),
                network.signed(),
                network.layers().stream().map(this::narrowed).toList(),
                network.seed());
    }

    private Layer narrowed(Layer layer) {
        Words words = layer.words();
        return new Layer(
                layer.kind(),
                layer.sliding(),
                new Words(
                        Math.min(words.weightBits(), weightBits),
                        Math.min(words.bits(), activationBits),
                        words.signed(),
                        words.form(),
                        words.perChannel(),
                        words.bias(),
                        words.wraps()),
                layer.outputs(),
                layer.groups(),
                layer.seed());
    }

    @Override
    public String toString() {
        return target + ", " + activationBits + " × " + weightBits + " bits";
    }
}
