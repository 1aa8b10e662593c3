package dev.intarsia.cli.finetune;

import dev.intarsia.ir.graph.QuantizedGraph;
import java.util.List;

/**
 * What training gave.
 *
 * @param graph of the best epoch
 * @param epochs one after the other; the first is the state before training
 * @param best the index of the best one
 */
public record FineTuned(QuantizedGraph graph, List<Epoch> epochs, int best) {

    public FineTuned {
        epochs = List.copyOf(epochs);
    }

    /**
     * One pass over the samples.
     *
     * @param loss the mean cross-entropy, in nats; 0 before training
     * @param validation the mean cross-entropy of the validation samples, by which epochs are chosen
     * @param gain by how many of its standard errors the mean of what samples lose less than before training is above 0; 0 before training
     * @param right answers of the integers among the validation samples
     * @param compared how many words of the training's forward pass were compared with the simulator's, and are equal
     */
    public record Epoch(double loss, double validation, double gain, int right, long compared) {}
}
