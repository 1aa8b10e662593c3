package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.stream.FoldingPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What accumulators held in C simulations, and the bits that it needs. */
final class ObservedWidths {

    private static final int DEFAULT = 32;
    private static final Pattern LINE = Pattern.compile("accumulator (.*): (\\d+) bits, held (-?\\d+) to (-?\\d+)");

    private final Map<String, Interval> held = new LinkedHashMap<>();
    private final Map<String, Integer> bits = new LinkedHashMap<>();

    /** Takes what a test bench printed. */
    void add(String output) {
        output.lines().map(LINE::matcher).filter(Matcher::matches).forEach(m -> {
            held.merge(m.group(1), Interval.of(Long.parseLong(m.group(3)), Long.parseLong(m.group(4))), Interval::join);
            bits.put(m.group(1), Integer.parseInt(m.group(2)));
        });
    }

    /** Prints the proved and the observed widths of each layer; what was observed lies in what is proved. */
    void print(String name, FoldingPlan plan, int inputs) {
        int layers = 0;
        int proved = 0;
        int seen = 0;
        for (Kernel kernel : plan.design().program().kernels()) {
            int width = plan.estimate().accumulatorBits(kernel.name());
            if (width > 0) {
                String label = HlsBackend.label(kernel.name());
                Interval extremes = held.get(label);
                int observed = extremes.format().bits();
                assertTrue(observed <= width, label + " held " + extremes + " in " + width + " bits");
                layers++;
                proved += width;
                seen += observed;
                System.out.println("FIGURE " + name + ", accumulator " + layers + " of " + label.replaceAll(".*;", "")
                        + ": " + width + " bits proved, " + bits.get(label) + " printed, " + observed + " observed, "
                        + DEFAULT + " by default");
            }
        }
        assertEquals(held.size(), layers, "every accumulator was observed");
        System.out.println(String.format(
                java.util.Locale.ROOT,
                "FIGURE %s, all %d accumulators: %d bits proved, %d observed with %d inputs, %d by default; proved is %.1f %% below it",
                name,
                layers,
                proved,
                seen,
                inputs,
                layers * DEFAULT,
                100 - 100.0 * proved / (layers * DEFAULT)));
    }
}
