package dev.intarsia.hwtest.engine;

/**
 * Where an accelerator has a word from.
 *
 * @param tile the number of the store command that wrote it, among those of its layer, from 0
 * @param tiles how many store commands the layer has
 * @param cycle of the inference, from which on the word is in memory
 */
public record Origin(int tile, int tiles, long cycle) {

    @Override
    public String toString() {
        return "tile " + tile + " of " + tiles + ", in memory from cycle " + cycle + " on";
    }
}
