package dev.intarsia.cli.size;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which widths to try: every combination.
 *
 * @param weights bits of a weight; empty where those of the model stay
 * @param activations bits of an activation; empty where those of the model stay
 * @param accumulators bits of an accumulator
 * @param kinds what accumulators do with what does not fit
 */
public record SweepSpec(
        List<Integer> weights, List<Integer> activations, List<Integer> accumulators, List<AccumulatorKind> kinds) {

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,3})\\.\\.([0-9]{1,3})");
    private static final String EXAMPLE =
            "for example --sweep 'weights=2..8 activations=4..8 accumulator=12..32 overflow=wrap,saturate_end'";

    public SweepSpec {
        weights = List.copyOf(weights);
        activations = List.copyOf(activations);
        accumulators = List.copyOf(accumulators);
        kinds = List.copyOf(kinds);
    }

    /**
     * Reads a sweep.
     *
     * @param text keys with ranges or lists: {@code weights=2..8 accumulator=12,16,20}
     * @throws InvalidInputException with everything that is wrong with it
     */
    public static SweepSpec parse(String text) {
        Diagnostics diagnostics = new Diagnostics();
        ModelNode place = new ModelNode("--sweep", "");
        Map<String, String> keys = new LinkedHashMap<>();
        for (String part : text.strip().split("\\s+")) {
            int at = part.indexOf('=');
            String key = at < 0 ? part : part.substring(0, at);
            if (at < 0
                    || !List.of("weights", "activations", "accumulator", "overflow")
                            .contains(key)) {
                diagnostics.error(
                        place,
                        text.isBlank() ? "the sweep is empty" : "'" + part + "' is no part of a sweep",
                        "weights, activations, accumulator and overflow can be swept, " + EXAMPLE);
            } else if (keys.put(key, part.substring(at + 1)) != null) {
                diagnostics.error(place, key + " is given twice", "give it once, with all its values");
            }
        }
        diagnostics.stopOnErrors();
        List<Integer> weights = bits(keys, "weights", 2, 16, diagnostics);
        List<Integer> activations = bits(keys, "activations", 2, 16, diagnostics);
        List<Integer> accumulators = bits(keys, "accumulator", 2, 64, diagnostics);
        List<AccumulatorKind> kinds = kinds(keys.getOrDefault("overflow", "wrap,saturate_end"), diagnostics);
        diagnostics.stopOnErrors();
        return new SweepSpec(
                weights,
                activations,
                accumulators.isEmpty() ? IntStream.rangeClosed(12, 32).boxed().toList() : accumulators,
                kinds);
    }

    private static List<Integer> bits(
            Map<String, String> keys, String key, int least, int most, Diagnostics diagnostics) {
        if (!keys.containsKey(key)) {
            return List.of();
        }
        ModelNode place = new ModelNode("--sweep", key);
        List<Integer> bits = new ArrayList<>();
        for (String item : keys.get(key).split(",", -1)) {
            Matcher range = RANGE.matcher(item);
            if (range.matches()) {
                int first = Integer.parseInt(range.group(1));
                int last = Integer.parseInt(range.group(2));
                if (first > last) {
                    diagnostics.error(
                            place,
                            "the range " + item + " is empty",
                            "write the smaller width first: " + last + ".." + first);
                }
                IntStream.rangeClosed(first, last).forEach(bits::add);
            } else if (item.matches("[0-9]{1,3}")) {
                bits.add(Integer.parseInt(item));
            } else {
                diagnostics.error(place, "'" + item + "' is no width", "write 8, or 4..8, or 4,6,8");
            }
        }
        bits.stream()
                .filter(width -> width < least || width > most)
                .findFirst()
                .ifPresent(width -> diagnostics.error(
                        place,
                        "a width of " + width + " bits is asked for",
                        "from " + least + " to " + most + " bits"));
        return bits.stream().distinct().sorted().toList();
    }

    private static List<AccumulatorKind> kinds(String text, Diagnostics diagnostics) {
        List<AccumulatorKind> kinds = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            AccumulatorKind.parse(item)
                    .ifPresentOrElse(
                            kinds::add,
                            () -> diagnostics.error(
                                    new ModelNode("--sweep", "overflow"),
                                    "'" + item + "' is nothing that an accumulator does",
                                    "wrap, saturate_end, or saturate(n): after every n products"));
        }
        return kinds.stream().distinct().toList();
    }

    /** How many points it has, for a model of real numbers. */
    public int points() {
        return Math.max(1, weights.size()) * Math.max(1, activations.size()) * accumulators.size() * kinds.size();
    }

    /** Always the same text for the same sweep. */
    public String text() {
        return "weights=" + list(weights, String::valueOf) + " activations=" + list(activations, String::valueOf)
                + " accumulator=" + list(accumulators, String::valueOf) + " overflow="
                + list(kinds, AccumulatorKind::text);
    }

    private static <T> String list(List<T> values, Function<T, String> text) {
        return values.stream().map(text).collect(Collectors.joining(","));
    }

    /** Pairs of widths of weights and activations; each is one quantization. Empty options for what is not swept. */
    public List<Map.Entry<Optional<Integer>, Optional<Integer>>> quantizations() {
        List<Map.Entry<Optional<Integer>, Optional<Integer>>> pairs = new ArrayList<>();
        for (Optional<Integer> w : options(weights)) {
            for (Optional<Integer> a : options(activations)) {
                pairs.add(Map.entry(w, a));
            }
        }
        return pairs;
    }

    private static List<Optional<Integer>> options(List<Integer> values) {
        return values.isEmpty()
                ? List.of(Optional.empty())
                : values.stream().map(Optional::of).toList();
    }
}
