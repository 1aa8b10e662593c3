package dev.intarsia.cli.size;

/**
 * How wide the accumulators of a layer have to be.
 *
 * @param layer its name
 * @param provedBits the narrowest signed width that no input can leave
 * @param observedBits the narrowest signed width that no sum of the data left
 * @param low the least sum that was seen
 * @param high the greatest
 */
public record LayerWidth(String layer, int provedBits, int observedBits, long low, long high) {}
