package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.AliasLayer;
import dev.intarsia.ir.command.CommandProgram.DeviceLayer;
import dev.intarsia.ir.command.CommandProgram.HostLayer;
import dev.intarsia.ir.command.CommandProgram.Layer;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/**
 * Which store command of a program wrote a word of a tensor.
 *
 * @param program whose layers write their tensors to memory by store commands
 */
record StoredTiles(CommandProgram program) {

    /**
     * The origin of a word; empty for a tensor of the host, or one that is another's bytes.
     *
     * @param position row-major, in one inference
     * @param done from which cycle on the words of a store command are in memory, by its number among all of the program
     */
    Optional<Origin> origin(String tensor, int position, IntToLongFunction done) {
        int before = 0;
        for (Layer layer : program.layers()) {
            List<Command.Store> stores = stores(layer);
            if (layer.node().equals(tensor)) {
                int tile = tile(stores, address(tensor, position));
                return tile < 0
                        ? Optional.empty()
                        : Optional.of(new Origin(tile, stores.size(), done.applyAsLong(before + tile)));
            }
            before += stores.size();
        }
        return Optional.empty();
    }

    private int address(String tensor, int position) {
        TensorPlace place = program.tensors().stream()
                .filter(t -> t.name().equals(tensor))
                .findFirst()
                .orElseThrow();
        return place.address() + position * place.wordBytes();
    }

    private static List<Command.Store> stores(Layer layer) {
        return switch (layer) {
            case DeviceLayer device ->
                device.commands().stream()
                        .filter(Command.Store.class::isInstance)
                        .map(Command.Store.class::cast)
                        .toList();
            case HostLayer host -> List.of();
            case AliasLayer alias -> List.of();
        };
    }

    /** The last store that writes the address, or -1. */
    private static int tile(List<Command.Store> stores, int address) {
        for (int i = stores.size() - 1; i >= 0; i--) {
            Command.Store store = stores.get(i);
            for (int row = 0; row < store.rows(); row++) {
                for (int pixel = 0; pixel < store.pixels(); pixel++) {
                    int first = store.to() + row * store.rowStride() + pixel * store.pixelStride();
                    if (address >= first && address < first + store.bytes()) {
                        return i;
                    }
                }
            }
        }
        return -1;
    }
}
