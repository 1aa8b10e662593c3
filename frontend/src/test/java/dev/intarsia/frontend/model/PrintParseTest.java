package dev.intarsia.frontend.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.frontend.Graphs;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.GraphPrinter;
import dev.intarsia.ir.graph.GraphText;
import dev.intarsia.ir.op.Operators;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.statistics.Statistics;

/** Reading what was printed gives an equal graph, and printing that gives the same text and arrays. */
class PrintParseTest {

    @Property(tries = 1000, seed = "20261123")
    void realGraphs(@ForAll("rows") List<Integer> row) {
        roundTrip(RandomGraphs.of(row, false));
    }

    @Property(tries = 1500, seed = "20261124")
    void quantizedGraphs(@ForAll("rows") List<Integer> row) {
        Graph graph = RandomGraphs.of(row, true);
        Statistics.label("three nodes or more").collect(graph.nodes().size() >= 3);
        Statistics.label("three nodes or more").coverage(c -> c.check(true).percentage(p -> p > 20));
        roundTrip(graph);
    }

    @Provide
    Arbitrary<List<Integer>> rows() {
        return Arbitraries.integers()
                .between(0, 10_000)
                .list()
                .ofMaxSize(400)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    private static void roundTrip(Graph graph) {
        GraphText printed = GraphPrinter.print(graph);
        ReadModel read =
                ModelReader.read(SourceText.of("m.inta", printed.text()), Operators.ALL, ModelWriter.arrays(printed));
        assertTrue(read.profile().isEmpty());
        assertEquals(graph, Graphs.withoutLocations(read.graph()), printed.text());
        assertEquals(printed, GraphPrinter.print(read.graph()));
    }
}
