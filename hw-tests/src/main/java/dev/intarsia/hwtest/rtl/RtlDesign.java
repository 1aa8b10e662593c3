package dev.intarsia.hwtest.rtl;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A module of SystemVerilog with its parameters chosen.
 *
 * @param top the module's name
 * @param sources all files that it takes, each once
 * @param parameters the module's integer parameters, by name; the others keep their defaults
 * @param clock the input that is the clock; a design without such an input is combinational
 */
public record RtlDesign(String top, List<RtlSource> sources, SortedMap<String, Integer> parameters, String clock) {

    public RtlDesign {
        sources = List.copyOf(sources);
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        if (sources.stream().map(RtlSource::fileName).distinct().count() != sources.size()) {
            throw new IllegalArgumentException("two sources of " + top + " have the same file name");
        }
    }

    /** A design whose clock is called {@code clk}. */
    public RtlDesign(String top, List<RtlSource> sources, Map<String, Integer> parameters) {
        this(top, sources, new TreeMap<>(parameters), "clk");
    }

    /** Name and parameters, as in {@code requantizer(OUTPUT_BITS=8, SHIFT_BITS=6)}. */
    @Override
    public String toString() {
        return top
                + parameters.entrySet().stream()
                        .map(p -> p.getKey() + "=" + p.getValue())
                        .collect(Collectors.joining(", ", "(", ")"));
    }
}
