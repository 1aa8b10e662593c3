package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.DeviceLayer;
import dev.intarsia.ir.command.CommandProgram.Layer;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.runner.ProgramRunner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The tile that a word is said to come from is the one without which the word is another. */
class StoredTilesTest {

    @Test
    void wordsOfATileAreThoseThatItsStoreWrites() {
        FashionExample example = FashionExample.read();
        Network network = Network.planned(example.quantized(8), TargetReader.accelerator("inlay8"));
        CommandProgram program = network.commands();
        List<RawTensor> inputs = example.images(1);
        StoredTiles tiles = new StoredTiles(program);
        Map<String, RawTensor> right = run(program, inputs);
        int number = 0;
        int checked = 0;
        for (Layer layer : program.layers()) {
            if (layer instanceof DeviceLayer device) {
                int stores = (int) device.commands().stream()
                        .filter(Command.Store.class::isInstance)
                        .count();
                for (int tile = 0; tile < stores; tile += Math.max(1, stores / 2)) {
                    checked += check(program, device, tile, inputs, right, tiles, stores, number + tile);
                }
                number += stores;
            } else {
                assertEquals(Optional.empty(), tiles.origin(layer.node(), 0, n -> 0));
            }
        }
        assertTrue(checked > 2000, "only " + checked + " words were other ones");
    }

    private static int check(
            CommandProgram program,
            DeviceLayer layer,
            int tile,
            List<RawTensor> inputs,
            Map<String, RawTensor> right,
            StoredTiles tiles,
            int stores,
            int number) {
        RawTensor found = run(without(program, layer, tile), inputs).get(layer.node());
        RawTensor expected = right.get(layer.node());
        int others = 0;
        for (int i = 0; i < expected.shape().elements(); i++) {
            if (found.at(i) != expected.at(i)) {
                Origin origin = tiles.origin(layer.node(), i, n -> 1000L + n).orElseThrow();
                assertEquals(new Origin(tile, stores, 1000L + number), origin, layer.node() + " element " + i);
                others++;
            }
        }
        return others;
    }

    /** The same program, a store command of a layer left out. */
    private static CommandProgram without(CommandProgram program, DeviceLayer layer, int tile) {
        List<Command> left = new ArrayList<>();
        int store = 0;
        for (Command command : layer.commands()) {
            if (!(command instanceof Command.Store) || store++ != tile) {
                left.add(command);
            }
        }
        List<Layer> layers = program.layers().stream()
                .map(l -> l == layer
                        ? new DeviceLayer(layer.node(), layer.summary(), layer.macs(), left, layer.location())
                        : l)
                .toList();
        return new CommandProgram(
                program.source(), program.target(), program.memoryBytes(), program.tensors(), program.images(), layers);
    }

    private static Map<String, RawTensor> run(CommandProgram program, List<RawTensor> inputs) {
        Map<String, RawTensor> tensors = new LinkedHashMap<>();
        new ProgramRunner(program, Network.HOST).run(inputs, tensors::put);
        return tensors;
    }
}
