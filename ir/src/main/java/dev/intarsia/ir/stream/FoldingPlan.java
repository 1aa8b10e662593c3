package dev.intarsia.ir.stream;

import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.target.Fpga;
import dev.intarsia.ir.text.Spelling;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A network's foldings with what comes of them.
 *
 * @param target what it was planned for
 * @param design the processes and streams
 * @param times the depths of streams and the cycles
 * @param estimate of resources
 */
public record FoldingPlan(Fpga target, StreamDesign design, TokenTimes times, EstimateResources estimate) {

    /** What an accumulator has where nothing is proved. */
    private static final int DEFAULT_ACCUMULATOR_BITS = 32;

    /** What everything takes together. */
    public Resources total() {
        Resources total = Resources.NONE;
        for (Process process : design.processes()) {
            total = total.plus(estimate.of(process));
        }
        for (Channel channel : design.channels()) {
            total = total.plus(EstimateResources.of(channel, times.depths().get(channel.name())));
        }
        return total;
    }

    /** The text: one line for each process; those that begin with {@code fold} can be changed and read again. */
    public String text() {
        Resources total = total();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "# %s for %s: trip-count interval %d cycles, first inference %d cycles%n",
                design.program().meaning().graph().name(),
                target.name(),
                times.interval(),
                times.latency()));
        text.append(String.format(
                Locale.ROOT,
                "# estimated %d of %d luts, %d of %d dsps, %d of %d bram18; no tool was asked%n#%n",
                total.luts(),
                target.budget().luts(),
                total.dsps(),
                target.budget().dsps(),
                total.brams(),
                target.budget().brams()));
        text.append(
                "# change elements (channels of the result side by side) and lanes (products each adds up at a time) as you like;\n");
        text.append("# elements divide the channels of the result, lanes those of the input\n");
        Map<String, StreamForm> forms = LayOutStreams.forms(design.program());
        for (Process process : design.processes()) {
            Resources own = estimate.of(process);
            String figures = String.format(
                    Locale.ROOT,
                    "# interval %d, %d luts, %d dsps, %d bram18",
                    process.trips(),
                    own.luts(),
                    own.dsps(),
                    own.brams());
            Optional<String> fold = Optional.ofNullable(forms.get(process.name()))
                    .filter(form -> !PlanFoldings.choices(form).isEmpty())
                    .map(form -> fold(process.name()));
            text.append(String.format(
                    Locale.ROOT, "%-60s %s%n", fold.orElse("# " + Spelling.name(process.name())), figures));
        }
        text.append(accumulators());
        for (Channel channel : design.channels()) {
            text.append(String.format(
                    Locale.ROOT,
                    "# stream %s: %d words of %s side by side, depth %d%n",
                    channel.name(),
                    channel.lanes(),
                    channel.format(),
                    times.depths().get(channel.name())));
        }
        return text.toString();
    }

    /** The proved width of every sum of products, beside the 32 bits that it would have without a proof. */
    private String accumulators() {
        StringBuilder text = new StringBuilder();
        long sums = 0;
        long bits = 0;
        for (Kernel kernel : design.program().kernels()) {
            int proved = estimate.accumulatorBits(kernel.name());
            if (proved > 0) {
                sums++;
                bits += proved;
                text.append(String.format(
                        Locale.ROOT,
                        "# accumulator %s: %d bits proved, %d without a proof%n",
                        Spelling.name(kernel.name()),
                        proved,
                        DEFAULT_ACCUMULATOR_BITS));
            }
        }
        if (sums > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "# accumulators of all layers: %d bits, %.1f %% below %d%n",
                    bits,
                    100 - 100.0 * bits / (sums * DEFAULT_ACCUMULATOR_BITS),
                    sums * DEFAULT_ACCUMULATOR_BITS));
        }
        return text.toString();
    }

    private String fold(String node) {
        Folding folding = design.foldings().getOrDefault(node, Folding.NONE);
        return "fold " + Spelling.name(node) + " elements " + folding.elements() + " lanes " + folding.lanes();
    }
}
