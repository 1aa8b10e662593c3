package dev.intarsia.cli.size;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a point costs.
 *
 * @param cycles of one inference; empty where the target cannot run the point
 * @param trafficBytes through the port to the memory outside, of one inference
 * @param picojoules of one inference
 * @param cells of the MAC array; empty where they were not measured
 * @param lut look-up tables of the MAC array; empty where they were not measured
 * @param weightBits of all weights together
 */
public record Cost(
        OptionalLong cycles,
        OptionalLong trafficBytes,
        OptionalDouble picojoules,
        Optional<AreaTable.Cells> cells,
        OptionalDouble lut,
        long weightBits) {}
