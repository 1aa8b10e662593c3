package dev.intarsia.cli.size;

import dev.intarsia.ir.arithmetic.Accumulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A point as it is run.
 *
 * @param datapath what it is
 * @param network its quantization
 * @param accumulations for each node what its accumulators do; empty where they are proved to be wide enough, and for other layers
 */
record Member(Datapath datapath, Layers.Network network, List<Optional<Accumulation>> accumulations) {

    Member {
        accumulations = List.copyOf(accumulations);
    }

    /** A point whose widths are what the datapath says. */
    static Member of(Datapath datapath, Layers.Network network, Layers layers) {
        List<Optional<Accumulation>> accumulations = new ArrayList<>();
        for (int number : network.layers()) {
            Layers.Layer layer = layers.layer(number);
            int bits = datapath.number(Key.ACCUMULATOR, layer.node().name()).orElse(Layers.WHOLE);
            boolean narrow = layer.sum().isPresent()
                    && bits < Layers.WHOLE
                    && layer.provedBits().orElse(Layers.WHOLE) > bits;
            accumulations.add(
                    narrow ? Optional.of(datapath.kind(layer.node().name()).of(bits)) : Optional.empty());
        }
        return new Member(datapath, network, accumulations);
    }

    /** Whether no sum can leave its accumulator, whatever the input. */
    boolean isProved() {
        return accumulations.stream().allMatch(Optional::isEmpty);
    }
}
