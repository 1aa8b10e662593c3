package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.inlay.RtlRunner;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.rtl.RtlDesign;
import dev.intarsia.hwtest.rtl.RtlSource;
import dev.intarsia.hwtest.rtl.Verilators;
import dev.intarsia.hwtest.verify.Difference;
import dev.intarsia.hwtest.verify.RandomVectors;
import dev.intarsia.hwtest.verify.Reference;
import dev.intarsia.hwtest.verify.SmallNetwork;
import dev.intarsia.hwtest.verify.Verification;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.replay.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fault in the RTL that turns one bit round of one word: verification says which layer, element, tile and cycle, with both words. */
@RequiresTool({"verilator", "g++"})
class RtlFaultPlaceTest {

    private static final String RIGHT = "assign request_data  = read_data << {read_offset, 3'b0};";
    private static final String WRONG =
            "assign request_data  = (read_data << {read_offset, 3'b0}) ^ (PORT_BYTES * 8)'(request_address == 32'd%d);";

    private static final Accelerator TARGET =
            new TargetDraw(4, 4, 4, false, 32, false, 512, 512, 64, 64, 64, 4, 10).accelerator();

    @TempDir
    private Path folder;

    @Test
    void aWrongBitIsFoundAtItsTileAndCycle() throws IOException {
        QuantizedGraph graph = SmallNetwork.quantized(folder);
        Network network = Network.planned(graph, TARGET);
        List<Step> steps = Replay.run(network.commands()).steps();
        List<Step> stores = steps.stream()
                .filter(s -> s.layer() == steps.getFirst().layer() && s.command() instanceof Command.Store)
                .toList();
        assertTrue(stores.size() > 2, "the first layer has more than two tiles");
        int tile = stores.size() - 2;
        Step step = stores.get(tile);
        String layer = network.commands().layers().get(step.layer()).node();
        TensorPlace place = network.commands().tensors().stream()
                .filter(t -> t.name().equals(layer))
                .findFirst()
                .orElseThrow();
        Command.Store store = (Command.Store) step.command();
        int port = TARGET.port().bytes();
        int address = Math.ceilDiv(store.to(), port) * port;
        assertTrue(address < store.to() + store.bytes(), "a port word begins in the tile's first run");

        List<RawTensor> inputs = RandomVectors.vector(graph.graph(), 5, 0);
        int position = address - place.address();
        long word = network.words(inputs).get(layer).at(position);
        Difference.Word found = assertInstanceOf(
                Difference.Word.class,
                new Verification(
                                network.program(),
                                Reference.of(
                                        "oracle",
                                        Engines.named("oracle")
                                                .orElseThrow()
                                                .prepare(network.program(), Optional.empty())))
                        .with(
                                "rtl",
                                () -> RtlEngine.running(
                                        network.commands(),
                                        Verilators.forTests().build(faulty(network, address))))
                        .run(1, sample -> inputs, () -> {})
                        .first()
                        .orElseThrow());
        assertEquals(layer, found.tensor());
        assertEquals(position, found.position());
        assertEquals(word, found.expected());
        assertEquals(word ^ 1, found.found());
        assertEquals(Optional.of(new Origin(tile, stores.size(), step.done())), found.origin());
        assertTrue(
                found.text()
                        .endsWith("; tile " + tile + " of " + stores.size() + ", in memory from cycle " + step.done()
                                + " on"),
                found.text());
    }

    private static RtlDesign faulty(Network network, int address) {
        RtlDesign bench = RtlRunner.design(network.commands()).bench();
        List<RtlSource> sources = new ArrayList<>();
        int changed = 0;
        for (RtlSource source : bench.sources()) {
            boolean here = source.text().contains(RIGHT);
            changed += here ? 1 : 0;
            sources.add(new RtlSource(source.fileName(), source.text().replace(RIGHT, WRONG.formatted(address))));
        }
        assertEquals(1, changed, "files with the place of the fault");
        return new RtlDesign(bench.top(), sources, bench.parameters(), bench.clock());
    }
}
