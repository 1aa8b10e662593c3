package dev.intarsia.cli.size;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What to try: every combination, or some that are drawn of them.
 *
 * @param axes what is swept
 * @param drawn how many combinations are drawn; empty for all
 * @param seed of the draw
 */
public record SweepSpec(List<Axis> axes, Optional<Integer> drawn, long seed) {

    /** More points than these are a mistake rather than a question. */
    static final int MOST_POINTS = 100_000;

    private static final Pattern RANGE = Pattern.compile("([0-9]{1,4})\\.\\.([0-9]{1,4})");
    private static final String EXAMPLE =
            "for example --sweep 'weights=2..8 activations=4..8 accumulator=12..32 overflow=wrap,saturate_end'";

    public SweepSpec {
        axes = List.copyOf(axes);
    }

    /**
     * One thing that is swept.
     *
     * @param layer the layer that it is swept for; empty for all that have no axis of their own
     * @param values numbers ascending, names as they were given
     */
    public record Axis(Key key, String layer, List<String> values) {
        public Axis {
            values = List.copyOf(values);
        }

        /** As it is written. */
        public String name() {
            return key.text() + (layer.isEmpty() ? "" : "." + layer);
        }

        private String text() {
            return name() + "=" + String.join(",", values);
        }
    }

    /**
     * Reads a sweep.
     *
     * @param text keys with ranges or lists: {@code weights=2..8 weights.conv1=4,8 accumulator=12,16,20 points=100 seed=1}
     * @throws InvalidInputException with everything that is wrong with it
     */
    public static SweepSpec parse(String text) {
        Diagnostics diagnostics = new Diagnostics();
        ModelNode place = new ModelNode("--sweep", "");
        Map<String, String> given = new LinkedHashMap<>();
        for (String part : text.strip().split("\\s+")) {
            int at = part.indexOf('=');
            String name = at < 0 ? part : part.substring(0, at);
            if (at < 0 || !isKnown(name)) {
                diagnostics.error(
                        place,
                        text.isBlank() ? "the sweep is empty" : "'" + part + "' is no part of a sweep",
                        Key.names() + " can be swept, some of them for a layer, as in weights.conv1=4,8; " + EXAMPLE);
            } else if (given.put(name, part.substring(at + 1)) != null) {
                diagnostics.error(place, name + " is given twice", "give it once, with all its values");
            }
        }
        diagnostics.stopOnErrors();
        Optional<Integer> drawn = count(given, "points", 1, diagnostics);
        int seed = count(given, "seed", 0, diagnostics).orElse(0);
        List<Axis> axes = new ArrayList<>();
        given.forEach((name, values) -> axis(name, values, diagnostics).ifPresent(axes::add));
        diagnostics.stopOnErrors();
        addStandard(axes);
        SweepSpec sweep = new SweepSpec(axes, drawn, seed);
        sweep.checkSize(diagnostics);
        diagnostics.stopOnErrors();
        return sweep;
    }

    private static boolean isKnown(String name) {
        int dot = name.indexOf('.');
        return name.equals("points")
                || name.equals("seed")
                || Key.named(dot < 0 ? name : name.substring(0, dot))
                        .filter(key -> dot < 0 || key.isPerLayer() && dot + 1 < name.length())
                        .isPresent();
    }

    private static Optional<Integer> count(Map<String, String> given, String name, int least, Diagnostics diagnostics) {
        String value = given.remove(name);
        if (value != null && (!value.matches("[0-9]{1,6}") || Integer.parseInt(value) < least)) {
            diagnostics.error(
                    new ModelNode("--sweep", name),
                    "'" + value + "' is no number for " + name,
                    "write " + name + "=100");
            return Optional.empty();
        }
        return Optional.ofNullable(value).map(Integer::parseInt);
    }

    private static Optional<Axis> axis(String name, String values, Diagnostics diagnostics) {
        int dot = name.indexOf('.');
        Key key = Key.named(dot < 0 ? name : name.substring(0, dot)).orElseThrow();
        String layer = dot < 0 ? "" : name.substring(dot + 1);
        List<String> found =
                key.isNumber() ? numbers(key, name, values, diagnostics) : names(key, name, values, diagnostics);
        return found.isEmpty() ? Optional.empty() : Optional.of(new Axis(key, layer, found));
    }

    private static void addStandard(List<Axis> axes) {
        if (axes.stream().noneMatch(a -> a.key() == Key.ACCUMULATOR && a.layer().isEmpty())) {
            axes.add(new Axis(
                    Key.ACCUMULATOR,
                    "",
                    IntStream.rangeClosed(12, 32).mapToObj(String::valueOf).toList()));
        }
        if (axes.stream().noneMatch(a -> a.key() == Key.OVERFLOW && a.layer().isEmpty())) {
            axes.add(new Axis(Key.OVERFLOW, "", Key.standardOverflows()));
        }
    }

    private static List<String> numbers(Key key, String name, String text, Diagnostics diagnostics) {
        ModelNode place = new ModelNode("--sweep", name);
        List<Integer> numbers = new ArrayList<>();
        for (String item : text.split(",", -1)) {
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
                IntStream.rangeClosed(first, last).forEach(numbers::add);
            } else if (item.matches("[0-9]{1,4}")) {
                numbers.add(Integer.parseInt(item));
            } else {
                diagnostics.error(place, "'" + item + "' is no width", "write 8, or 4..8, or 4,6,8");
            }
        }
        numbers.stream()
                .filter(n -> n < key.least() || n > key.most() || key == Key.PORT && n % 8 != 0)
                .findFirst()
                .ifPresent(n -> diagnostics.error(
                        place,
                        key == Key.SCRATCHPAD ? n + " KiB are asked for" : "a width of " + n + " bits is asked for",
                        "from " + key.least() + " to " + key.most()
                                + (key == Key.PORT ? " bits, whole bytes" : key == Key.SCRATCHPAD ? " KiB" : " bits")));
        return numbers.stream().distinct().sorted().map(String::valueOf).toList();
    }

    private static List<String> names(Key key, String name, String text, Diagnostics diagnostics) {
        List<String> names = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            key.wrong(item)
                    .ifPresentOrElse(
                            said -> diagnostics.error(
                                    new ModelNode("--sweep", name), "'" + item + "' is no " + key.text(), said),
                            () -> names.add(item));
        }
        return names.stream().distinct().toList();
    }

    private void checkSize(Diagnostics diagnostics) {
        double all = combinations();
        if (drawn.isEmpty() ? all > MOST_POINTS : drawn.get() > Math.min(all, MOST_POINTS)) {
            diagnostics.error(
                    new ModelNode("--sweep", ""),
                    drawn.isEmpty()
                            ? String.format("these are %,.0f combinations", all)
                            : "points=" + drawn.get() + " are more than the "
                                    + String.format("%,.0f", Math.min(all, MOST_POINTS)),
                    drawn.isEmpty()
                            ? "at most " + MOST_POINTS + " are run; draw some of them: points=1000 seed=1"
                            : "draw fewer, or leave points out to have all");
        }
    }

    /** How many combinations there are. */
    private double combinations() {
        return axes.stream().mapToDouble(axis -> axis.values().size()).reduce(1, (a, b) -> a * b);
    }

    /** All points, in the order of the sweep: the first axis changes slowest. */
    public List<Datapath> datapaths() {
        if (drawn.isPresent()) {
            return draw();
        }
        List<List<Datapath.Setting>> points = List.of(List.of());
        for (Axis axis : axes) {
            points = points.stream()
                    .flatMap(point -> axis.values().stream().map(value -> {
                        List<Datapath.Setting> longer = new ArrayList<>(point);
                        longer.add(new Datapath.Setting(axis.key(), axis.layer(), value));
                        return longer;
                    }))
                    .collect(Collectors.toList());
        }
        return points.stream().map(Datapath::new).toList();
    }

    private List<Datapath> draw() {
        Random random = new Random(seed);
        Set<Datapath> points = new LinkedHashSet<>();
        while (points.size() < drawn.orElseThrow()) {
            points.add(new Datapath(axes.stream()
                    .map(axis -> new Datapath.Setting(
                            axis.key(),
                            axis.layer(),
                            axis.values().get(random.nextInt(axis.values().size()))))
                    .toList()));
        }
        return List.copyOf(points);
    }

    /** The same sweep with one value for what it says nothing of. */
    public SweepSpec withDefault(Key key, int value) {
        if (!values(key).isEmpty()) {
            return this;
        }
        List<Axis> more = new ArrayList<>(axes);
        more.add(0, new Axis(key, "", List.of(String.valueOf(value))));
        return new SweepSpec(more, drawn, seed);
    }

    /** The values of a key for the whole network; empty where it is not swept. */
    public List<String> values(Key key) {
        return axes.stream()
                .filter(axis -> axis.key() == key && axis.layer().isEmpty())
                .findFirst()
                .map(Axis::values)
                .orElse(List.of());
    }

    /** Everything that only models of real numbers have. */
    public List<String> ofReal() {
        return axes.stream()
                .filter(axis -> axis.key().isOfReal())
                .map(Axis::name)
                .toList();
    }

    /** Always the same text for the same sweep. */
    public String text() {
        return axes.stream().map(Axis::text).collect(Collectors.joining(" "))
                + drawn.map(n -> " points=" + n + " seed=" + seed).orElse("");
    }
}
