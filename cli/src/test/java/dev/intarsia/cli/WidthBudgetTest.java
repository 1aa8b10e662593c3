package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Widths of weights layer by layer within a budget, and the report of what quantization lost, by the command. */
class WidthBudgetTest {

    @TempDir
    private Path folder;

    private TinyModel tiny;

    @BeforeEach
    void model() throws IOException {
        tiny = new TinyModel(folder);
    }

    private CommandRun quantize(String... options) {
        return tiny.quantize("out.inta", options);
    }

    private static double ratio(JsonElement trial) {
        return trial.getAsJsonObject().get("signalToNoise").getAsDouble();
    }

    private static double cost(JsonElement trial) {
        return trial.getAsJsonObject().get("cost").getAsDouble();
    }

    /** The average over what was written, counted here. */
    private double averageBits() {
        long bits = 0;
        long weights = 0;
        for (QuantizedNode node : Pipeline.read(folder.resolve("out.inta"))
                .quantized()
                .orElseThrow()
                .quantizedNodes()) {
            if (node.arithmetic() instanceof NodeArithmetic.Accumulate) {
                int count = node.constant(1).shape().elements();
                weights += count;
                bits += (long) count * node.operandElement(1).format().bits();
            }
        }
        return (double) bits / weights;
    }

    @Test
    void averageBitsStayWithinTheBudget() {
        JsonObject widths = quantize("--weights", "int6", "--budget", "bits=4.5", "--json")
                .expect(ExitStatus.DONE)
                .json()
                .getAsJsonObject("widths");
        assertTrue(averageBits() <= 4.5, "average bits " + averageBits());
        assertEquals(averageBits(), cost(widths.get("chosen")), 1e-12);
        JsonArray uniform = widths.getAsJsonArray("uniform");
        JsonArray mixed = widths.getAsJsonArray("mixed");
        assertEquals(5, uniform.size());
        assertEquals(4, mixed.size());
        for (int i = 0; i < mixed.size(); i++) {
            assertTrue(cost(mixed.get(i)) <= cost(uniform.get(i)) + 1e-9);
            assertTrue(ratio(mixed.get(i)) >= ratio(uniform.get(i)), "worse than all layers alike");
        }
        assertTrue(ratio(widths.get("chosen")) > ratio(uniform.get(2)), "no better than 4 bits everywhere: " + widths);
    }

    /** Words that were chosen together lose less at few bits, and widths are tried with them where they are asked for. */
    @Test
    void widthsAreTriedWithTheWordsThatAreAskedFor() {
        List<String> options = List.of("--weights", "int4", "--budget", "bits=3", "--json");
        JsonObject nearest = quantize(options.toArray(String[]::new))
                .expect(ExitStatus.DONE)
                .json()
                .getAsJsonObject("widths");
        JsonObject adaptive = quantize(Stream.concat(options.stream(), Stream.of("--round", "adaptive"))
                        .toArray(String[]::new))
                .expect(ExitStatus.DONE)
                .json()
                .getAsJsonObject("widths");
        assertTrue(averageBits() <= 3, "average bits " + averageBits());
        for (int i = 0; i < 2; i++) {
            assertTrue(
                    ratio(adaptive.getAsJsonArray("uniform").get(i))
                            > ratio(nearest.getAsJsonArray("uniform").get(i)),
                    adaptive + " beside " + nearest);
        }
        assertTrue(ratio(adaptive.get("chosen")) > ratio(nearest.get("chosen")), adaptive::toString);
    }

    @Test
    void cyclesAndEnergyOfAMachineAreBudgets() {
        JsonObject energy = quantize("--target", "inlay16", "--budget", "energy=1e12", "--json")
                .expect(ExitStatus.DONE)
                .json()
                .getAsJsonObject("widths");
        double least = cost(energy.getAsJsonArray("uniform").get(0));
        double most = cost(energy.get("chosen"));
        assertTrue(least < most, "narrow products cost less");
        double half = (least + most) / 2;
        JsonObject less = quantize("--target", "inlay16", "--budget", "energy=" + half, "--json")
                .expect(ExitStatus.DONE)
                .json()
                .getAsJsonObject("widths");
        assertTrue(cost(less.get("chosen")) <= half);
        JsonObject cycles = quantize("--target", "inlay16", "--budget", "cycles=1e9", "--json")
                .expect(ExitStatus.DONE)
                .json()
                .getAsJsonObject("widths");
        assertTrue(cost(cycles.get("chosen")) > 0);
    }

    @Test
    void theReportShowsWhereAccuracyGoesAndWhatWidthsCost() throws IOException {
        Path report = folder.resolve("loss.html");
        quantize("--weights", "int4", "--budget", "bits=3", "--report", report.toString())
                .expect(ExitStatus.DONE);
        String page = Files.readString(report);
        assertTrue(page.contains("Where accuracy goes") && page.contains("Widths layer by layer"), page);
        assertTrue(page.endsWith("</html>\n"), "the page is whole");
        for (String cause : List.of("inherited", "weights", "rounding", "clipping", "overflow")) {
            assertTrue(page.contains("<span>" + cause + "</span>"), cause);
        }
    }

    @Test
    void aReportThatCannotBeWrittenLeavesNoModel() {
        CommandRun run = quantize("--report", folder.toString()).expect(ExitStatus.BAD_INPUT);
        assertTrue(run.err().contains("is a directory"), run.err());
        assertFalse(Files.exists(folder.resolve("out.inta")));
    }

    @Test
    void budgetsThatNothingMeetsAreRefused() {
        String low = quantize("--budget", "bits=1").expect(ExitStatus.BAD_INPUT).err();
        assertTrue(low.contains("--budget") && low.contains("more than 1.00 bits a weight"), low);
        assertTrue(low.contains("all layers at 2 bits take 2.00 bits a weight"), low);
        String none =
                quantize("--budget", "cycles=1000").expect(ExitStatus.BAD_USAGE).err();
        assertTrue(none.contains("name it with --target"), none);
        for (String wrong : List.of("4", "bits=", "bits=-1", "watts=3", "bits=NaN")) {
            String said =
                    quantize("--budget", wrong).expect(ExitStatus.BAD_USAGE).err();
            assertTrue(said.contains("a budget is bits=N, cycles=N or energy=N"), said);
        }
        assertFalse(Files.exists(folder.resolve("out.inta")));
    }
}
