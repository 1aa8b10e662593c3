package dev.intarsia.ir.target;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.diagnostic.Location;
import java.util.List;
import java.util.Objects;

/**
 * An Inlay accelerator: a weight-stationary MAC array between scratchpads, with three decoupled units.
 *
 * @param rows products that are summed in a cycle for each output
 * @param cols outputs that are computed side by side
 * @param activationBits of one activation
 * @param weightBits of one weight
 * @param accumulatorBits of one accumulator
 * @param biasBits of one bias
 * @param multiplierBits of a requantizer's multiplier
 * @param shiftBits of a requantizer's shift
 * @param overflow of the accumulators
 * @param profile the arithmetic profile for float models
 * @param activationBytes of the activation scratchpad, both halves together
 * @param weightBytes of the weight scratchpad, both halves together
 * @param outputBytes of the output buffer, both halves together
 * @param parameterEntries biases with multiplier and shift that fit at once
 * @param accumulatorEntries rows of {@code cols} accumulators
 * @param tableEntries of the look-up table
 * @param vectorLanes of the vector unit
 * @param port to the memory outside
 * @param clockMegahertz for times in seconds only
 */
public record Accelerator(
        String name,
        int rows,
        int cols,
        int activationBits,
        int weightBits,
        int accumulatorBits,
        int biasBits,
        int multiplierBits,
        int shiftBits,
        AccumulatorOverflow overflow,
        String profile,
        int activationBytes,
        int weightBytes,
        int outputBytes,
        int parameterEntries,
        int accumulatorEntries,
        int tableEntries,
        int vectorLanes,
        MemoryPort port,
        int clockMegahertz,
        Location location)
        implements Target {

    /** Bytes of one parameter entry in memory and in its scratchpad: bias, multiplier and shift in 32 bits each, a wide bias in 64. */
    public int parameterEntryBytes() {
        return biasBits <= 32 ? 12 : 16;
    }

    @Override
    public boolean holds(IntFormat format) {
        return format.bits() <= activationBits;
    }

    @Override
    public List<Requantizer> substitutes() {
        return Target.substitutes(Math.min(32, multiplierBits));
    }

    public Accelerator {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(overflow, "overflow");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(port, "port");
        Objects.requireNonNull(location, "location");
    }
}
