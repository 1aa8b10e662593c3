package dev.intarsia.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.op.Operators;
import dev.intarsia.ir.target.Accelerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of the README are made from the code. {@code -Dintarsia.rewrite=true} writes them anew. */
class ReadmeTablesTest {

    @Test
    void tablesAreUpToDate() throws IOException {
        Path readme = Path.of(System.getProperty("intarsia.root"), "README.md");
        String text = Files.readString(readme);
        String renewed = MarkedSections.renewed(text, Map.of("operators", operators(), "targets", targets()));
        if (Boolean.getBoolean("intarsia.rewrite")) {
            Files.writeString(readme, renewed);
        } else {
            assertEquals(renewed, text, "README.md is stale: run this test with -Dintarsia.rewrite=true");
        }
    }

    static String operators() {
        StringBuilder table =
                new StringBuilder("| operator | operands | attributes | what it does |\n|---|---|---|---|\n");
        for (OpSyntax op : Operators.ALL) {
            String operands = op.operands().stream()
                    .map(operand -> operand.optional()
                            ? "[" + operand.name() + "]"
                            : operand.repeated() ? operand.name() + ", …" : operand.name())
                    .collect(Collectors.joining(", "));
            String attributes = op.parameters().stream()
                    .map(p -> p.required() ? "`" + p.name() + "`" : "`" + p.name() + ": " + p.standard() + "`")
                    .collect(Collectors.joining(", "));
            table.append("| `")
                    .append(op.mnemonic())
                    .append("` | ")
                    .append(operands)
                    .append(" | ");
            table.append(attributes).append(" | ").append(op.summary()).append(" |\n");
        }
        return table.toString();
    }

    static String targets() {
        StringBuilder table = new StringBuilder(
                "| target | array | lanes | activations | weights | output | memory port | clock | profile |\n"
                        + "|---|---|---|---|---|---|---|---|---|\n");
        for (String name : TargetReader.shipped()) {
            Accelerator t = TargetReader.accelerator(name);
            table.append("| `")
                    .append(name)
                    .append("` | ")
                    .append(t.rows())
                    .append(" × ")
                    .append(t.cols());
            table.append(", ")
                    .append(t.weightBits())
                    .append(" × ")
                    .append(t.activationBits())
                    .append(" bits → ");
            table.append(t.accumulatorBits())
                    .append(" | ")
                    .append(t.vectorLanes())
                    .append(" | ");
            table.append(kib(t.activationBytes()))
                    .append(" | ")
                    .append(kib(t.weightBytes()))
                    .append(" | ");
            table.append(kib(t.outputBytes()))
                    .append(" | ")
                    .append(t.port().bits())
                    .append(" bits, latency ");
            table.append(t.port().latencyCycles())
                    .append(", bursts of ")
                    .append(t.port().burstBytes());
            table.append(" bytes | ")
                    .append(t.clockMegahertz())
                    .append(" MHz | `")
                    .append(t.profile())
                    .append("` |\n");
        }
        return table.toString();
    }

    private static String kib(int bytes) {
        return bytes / 1024 + " KiB";
    }
}
