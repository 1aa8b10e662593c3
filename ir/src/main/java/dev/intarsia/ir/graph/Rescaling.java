package dev.intarsia.ir.graph;

import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import java.util.List;
import java.util.Objects;

/**
 * A requantizer with its parameters.
 *
 * @param form which requantizer
 * @param parameters one for the tensor, or one for each output channel
 */
public record Rescaling(Requantizer form, List<ScaleParameters> parameters) {

    public Rescaling {
        Objects.requireNonNull(form, "form");
        parameters = List.copyOf(parameters);
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("a rescaling has at least one pair of parameters");
        }
    }

    public boolean isPerTensor() {
        return parameters.size() == 1;
    }

    /** The parameters of an output channel. */
    public ScaleParameters at(int channel) {
        return isPerTensor() ? parameters.getFirst() : parameters.get(channel);
    }
}
