package dev.intarsia.hwtest.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.rtl.FaultPage;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The two example designs are what their bindings say; with a fault planted they are not, and a short list of transactions shows it again. */
@RequiresTool({"verilator", "g++"})
class ForeignDesignTest {

    private static final int TRANSACTIONS = 2000;

    @TempDir
    private Path folder;

    /**
     * A fault in an example.
     *
     * @param transactions that the shrunk case has at most
     */
    record Fault(String what, ExampleDesign design, int transactions) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Fault> faults() {
        ExampleDesign dot = ExampleDesign.dotProduct();
        ExampleDesign rescale = ExampleDesign.rescale();
        return Stream.of(
                new Fault("a product without sign", dot.with("in_a * in_b", "{1'b0, in_a} * in_b"), 1),
                new Fault(
                        "a sum that is a bit narrower",
                        dot.with(
                                "+ SUM_WIDTH'(product)",
                                "+ {{1{product[14]}}, {SUM_WIDTH-1{1'b0}} | (SUM_WIDTH-1)'(product)}"),
                        1),
                new Fault("a sum that goes on from the last one", dot.with("(begun ? sum : '0)", "sum"), 2),
                new Fault("the first product is dropped", dot.with("sum   <= total", "sum   <= begun ? total : '0"), 1),
                new Fault("a stage that moves although a sum waits", dot.with("else if (moves)", "else"), 2),
                new Fault("ready although nothing moves", dot.with("in_ready = moves", "in_ready = 1'b1"), 3),
                new Fault("a sum without its last product", dot.with("out_sum <= total", "out_sum <= sum"), 2),
                new Fault("halves rounded down", rescale.with("(product + half)", "(product + half - 1)"), 1),
                new Fault("a shift of 0 rounds", rescale.with("49'sd0 :", "49'sd1 :"), 1),
                new Fault(
                        "an offset a cycle early",
                        rescale.with("rounded_offset <= product_offset", "rounded_offset <= offset"),
                        2),
                new Fault("a logical shift", rescale.with(">>> product_shift", ">> product_shift"), 1),
                new Fault("no lower bound", rescale.with("sum < 0 ? 8'd0 : ", ""), 1),
                new Fault("a bound that is one off", rescale.with("sum > 255 ? 8'd255", "sum > 254 ? 8'd254"), 1));
    }

    static Stream<ExampleDesign> designs() {
        return Stream.of(ExampleDesign.dotProduct(), ExampleDesign.rescale());
    }

    @ParameterizedTest
    @MethodSource("designs")
    void anExampleIsWhatItsBindingSays(ExampleDesign design) {
        DesignBench bench = design.bench();
        DesignCheck.Verdict verdict = DesignCheck.run(
                bench, TransactionDraw.of(bench.binding(), TRANSACTIONS, 1), DesignCheck.paces(bench.binding(), 1));
        assertEquals(Optional.empty(), verdict.first().map(DesignCheck.Finding::fault));
        System.out.println(
                "COUNT words of " + design.top() + ", bound by a text, that are the arithmetic's: " + verdict.words());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aPlantedFaultIsFoundAndShownAgain(Fault fault) throws IOException {
        DesignBench bench = fault.design().bench();
        Binding binding = bench.binding();
        DesignCheck.Verdict verdict =
                DesignCheck.run(bench, TransactionDraw.of(binding, TRANSACTIONS, 1), DesignCheck.paces(binding, 1));
        assertTrue(verdict.first().isPresent(), "not found");
        assertTrue(verdict.mismatches() > 0, "nothing counted");
        DesignPack small = verdict.first().get().small();
        assertTrue(
                small.transactions().size() <= fault.transactions(), small.transactions() + " at pace " + small.pace());
        for (Map.Entry<String, byte[]> file : small.files().entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        DesignPack read = DesignPack.read(folder, binding);
        assertEquals(small, read);
        assertEquals(
                verdict.first().map(DesignCheck.Finding::smallFault),
                DesignCheck.run(bench, read.transactions(), List.of(read.pace()))
                        .first()
                        .map(DesignCheck.Finding::fault));
        ExampleDesign sound =
                fault.design().top().equals("rescale") ? ExampleDesign.rescale() : ExampleDesign.dotProduct();
        assertEquals(
                Optional.empty(),
                DesignCheck.run(sound.bench(), read.transactions(), List.of(read.pace()))
                        .first(),
                "the sound design passes the same case");
    }

    @Test
    void faultsAreListed() throws IOException {
        FaultPage.check(
                "foreign",
                faults().map(fault -> List.of("`" + fault.design().top() + "`", fault.what()))
                        .toList());
    }

    @Test
    void portsThatAreNotTheBindingsAreNamed() {
        ExampleDesign design = ExampleDesign.dotProduct()
                .bound("operand  a        i8   in_a", "operand  a        i9   in_a")
                .bound("in_last", "in_least")
                .bound("out_valid out_ready", "out_valid in_ready");
        String message =
                assertThrows(InvalidInputException.class, design::bench).getMessage();
        for (String part : List.of(
                "the port in_a has 8 bits, and the binding's words have 9",
                "the design has no port in_least",
                "did you mean 'in_last'?",
                "the port in_ready is an output",
                "the design has an input out_ready, which the binding does not name",
                "the design has an input in_last, which the binding does not name")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void aDesignThatVerilatorRefusesIsShownWithItsMessage() {
        String message = assertThrows(
                        InvalidInputException.class,
                        () -> ExampleDesign.rescale()
                                .with("reg signed [47:0] product;", "")
                                .bench())
                .getMessage();
        assertTrue(message.contains("rescale.v") && message.contains("product"), message);
    }
}
