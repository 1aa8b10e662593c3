package dev.intarsia.ir.graph;

import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.type.TensorType;
import java.util.Objects;
import java.util.Optional;

/**
 * A tensor that comes from outside.
 *
 * @param preprocessing how it is made from stored data, when the data is not already what the network takes
 */
public record Input(String name, TensorType type, Optional<Preprocessing> preprocessing, Location location) {

    public Input {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(preprocessing, "preprocessing");
        Objects.requireNonNull(location, "location");
    }
}
