package dev.intarsia.ir.graph;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.text.Spelling;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Real;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Prints a graph in the model language, of which {@code frontend} has the grammar. Reading back what was printed gives an equal graph
 * but for the locations.
 *
 * <p>A constant is written where it is first used. Those whose place in the graph's list is not that of their first use are declared
 * ahead with {@code constant}, so that the list survives.
 */
public final class GraphPrinter {

    private static final int WIDEST_NAME = 16;

    private final Graph graph;
    private final StringBuilder text = new StringBuilder();
    private final SequencedMap<String, StoredArray> arrays = new LinkedHashMap<>();
    private final Set<String> written = new HashSet<>();

    private GraphPrinter(Graph graph) {
        this.graph = graph;
    }

    /** The text of a graph whose weights lie in a file of the graph's name. */
    public static GraphText print(Graph graph) {
        return print(graph, graph.name() + ".npz");
    }

    /** The text of a graph whose weights lie in this file. */
    public static GraphText print(Graph graph, String weightsFile) {
        return new GraphPrinter(graph).print(Optional.empty(), weightsFile);
    }

    /** The text of a graph whose weights lie in a file of the graph's name. */
    public static GraphText print(QuantizedGraph graph) {
        return print(graph, graph.graph().name() + ".npz");
    }

    /** The text of a graph whose weights lie in this file. */
    public static GraphText print(QuantizedGraph graph, String weightsFile) {
        return new GraphPrinter(graph.graph()).print(Optional.of(graph.profile()), weightsFile);
    }

    private GraphText print(Optional<String> profile, String weightsFile) {
        for (Input input : graph.inputs()) {
            text.append("input ").append(Spelling.name(input.name())).append(": ");
            text.append(type(input.name(), input.type(), false));
            input.preprocessing().ifPresent(p -> text.append(preprocessing(p)));
            text.append('\n');
        }
        declaredAhead()
                .forEach(constant -> text.append("constant ")
                        .append(typedConstant(constant, true))
                        .append('\n'));
        if (!graph.nodes().isEmpty()) {
            text.append('\n');
        }
        int width = graph.nodes().stream()
                .mapToInt(node -> Spelling.name(node.name()).length())
                .filter(length -> length <= WIDEST_NAME)
                .max()
                .orElse(0);
        graph.nodes().forEach(node -> print(node, width));
        text.append("\noutput ")
                .append(graph.outputs().stream().map(Spelling::name).collect(Collectors.joining(", ")))
                .append('\n');
        return new GraphText(heading(profile, weightsFile) + text, arrays);
    }

    private String heading(Optional<String> profile, String weightsFile) {
        return "model " + Spelling.name(graph.name()) + "\n"
                + profile.map(p -> "profile " + Spelling.name(p) + "\n").orElse("")
                + (arrays.isEmpty() ? "" : "weights " + Spelling.text(weightsFile) + "\n")
                + "\n";
    }

    /** The shortest beginning of the constants after which the others stand in the order of their first uses. */
    private List<Constant> declaredAhead() {
        List<String> used = graph.nodes().stream()
                .flatMap(node -> node.operands().stream())
                .distinct()
                .filter(name -> graph.constant(name).isPresent())
                .toList();
        List<Constant> all = graph.constants();
        int ahead = 0;
        while (!inOrder(all.subList(ahead, all.size()), used, all.subList(0, ahead))) {
            ahead++;
        }
        return all.subList(0, ahead);
    }

    private static boolean inOrder(List<Constant> rest, List<String> used, List<Constant> ahead) {
        Set<String> declared = ahead.stream().map(Constant::name).collect(Collectors.toSet());
        List<String> expected =
                used.stream().filter(name -> !declared.contains(name)).toList();
        return rest.stream().map(Constant::name).toList().equals(expected);
    }

    private void print(Node node, int width) {
        String name = Spelling.name(node.name());
        String call = call(node);
        if (node.type().isReal() && node.arithmetic().isEmpty()) {
            text.append(name).append(" ".repeat(Math.max(0, width - name.length())));
            text.append(" = ").append(call).append('\n');
            return;
        }
        text.append(name);
        if (!node.type().isReal()) {
            text.append(": ").append(type(node.name(), node.type(), false));
        }
        text.append("\n  = ").append(call).append('\n');
        node.arithmetic().ifPresent(arithmetic -> text.append(arithmetic(node.name(), arithmetic)));
    }

    private String call(Node node) {
        List<String> arguments = new ArrayList<>();
        for (String operand : node.operands()) {
            arguments.add(graph.constant(operand)
                    .filter(constant -> !written.contains(operand))
                    .map(constant -> typedConstant(constant, false))
                    .orElseGet(() -> Spelling.name(operand)));
        }
        for (Attribute attribute : node.op().attributes()) {
            arguments.add(attribute.toString());
        }
        return node.op().mnemonic() + "(" + String.join(", ", arguments) + ")";
    }

    /** A constant where it is written first; the type of a real one is that of its array. */
    private String typedConstant(Constant constant, boolean always) {
        written.add(constant.name());
        arrays.put(
                constant.name(),
                switch (constant.value()) {
                    case RealTensor real -> new StoredArray.Singles(real);
                    case RawTensor raw -> new StoredArray.Words(raw);
                });
        String name = Spelling.name(constant.name());
        return constant.type().isReal() && !always ? name : name + ": " + type(constant.name(), constant.type(), true);
    }

    private String type(String tensor, TensorType type, boolean constant) {
        return switch (type.element()) {
            case Real real -> "real" + type.shape();
            case Quantized q ->
                q.format().toString()
                        + type.shape()
                        + scale(tensor, type.shape().rank(), q.scale(), constant)
                        + (constant && q.zeroPoint() == 0 ? "" : " zero " + q.zeroPoint());
        };
    }

    private String scale(String tensor, int rank, Scale scale, boolean constant) {
        if (scale.isPerTensor()) {
            return " scale " + Spelling.number(scale.at(0));
        }
        String preferred = tensor + ".scale";
        String array = store(preferred, new StoredArray.Doubles(scale.factors()));
        return " scale per " + AxisName.print(scale.axis(), rank, constant)
                + (array.equals(preferred) ? "" : " in " + Spelling.name(array));
    }

    /** Stores an array under a name that no constant has, and gives the name. */
    private String store(String preferred, StoredArray array) {
        String name = preferred;
        for (int i = 2; arrays.containsKey(name) || graph.constant(name).isPresent(); i++) {
            name = preferred + "_" + i;
        }
        arrays.put(name, array);
        return name;
    }

    private static String preprocessing(Preprocessing p) {
        return " from " + p.from() + " scale " + Spelling.ratio(p.scale())
                + (p.mean().equals(List.of(0.0)) ? "" : " mean " + numbers(p.mean()))
                + (p.deviation().equals(List.of(1.0)) ? "" : " deviation " + numbers(p.deviation()));
    }

    private static String numbers(List<Double> numbers) {
        return numbers.size() == 1
                ? Spelling.number(numbers.getFirst())
                : numbers.stream().map(Spelling::number).collect(Collectors.joining(", ", "[", "]"));
    }

    private String arithmetic(String node, NodeArithmetic arithmetic) {
        return switch (arithmetic) {
            case NodeArithmetic.Accumulate a ->
                line("accumulate " + a.accumulation().text())
                        + line("requantize " + rescaling(node, a.output()) + ", " + a.clamp());
            case NodeArithmetic.Add a ->
                line("align << " + a.leftShift())
                        + line("left " + rescaling(node + ".left", a.left()))
                        + line("right " + rescaling(node + ".right", a.right()))
                        + line("requantize " + rescaling(node, a.output()) + ", " + a.clamp());
            case NodeArithmetic.FusedAdd f ->
                line("fused left " + f.sum().outer() + " right " + f.sum().inner() + " offset "
                        + f.sum().offset() + ", " + f.clamp());
            case NodeArithmetic.Average a -> line("average " + a.rounding().text() + ", " + a.clamp());
            case NodeArithmetic.Bound b -> line(b.clamp().toString());
            case NodeArithmetic.Rescale r -> line("requantize " + rescaling(node, r.output()) + ", " + r.clamp());
            case NodeArithmetic.Softmax s ->
                line("softmax " + s.form().text() + " by " + parameters(s.input()) + ", lowest "
                        + s.lowestDifference());
            case NodeArithmetic.Move m -> line("move");
            case NodeArithmetic.Count c -> line("count");
            case NodeArithmetic.Multiply m ->
                line("multiply") + line("requantize " + rescaling(node, m.output()) + ", " + m.clamp());
            case NodeArithmetic.Mean m ->
                line("mean") + line("requantize " + rescaling(node, m.output()) + ", " + m.clamp());
            case NodeArithmetic.Slopes s ->
                line("positive " + rescaling(node + ".positive", s.positive()))
                        + line("negative " + rescaling(node + ".negative", s.negative()) + ", " + s.clamp());
            case NodeArithmetic.Table t -> line("table in " + Spelling.name(table(node, t)));
        };
    }

    private String table(String node, NodeArithmetic.Table table) {
        return store(
                node + ".table",
                words(
                        IntFormat.I32,
                        table.words().stream().mapToLong(Long::longValue).toArray()));
    }

    private static String line(String clause) {
        return "    " + clause + "\n";
    }

    private String rescaling(String prefix, Rescaling rescaling) {
        String form = rescaling.form().text();
        if (rescaling.isPerTensor()) {
            return form + " by " + parameters(rescaling.at(0));
        }
        String preferredMultiplier = prefix + ".multiplier";
        String preferredShift = prefix + ".shift";
        String multiplier = store(
                preferredMultiplier,
                words(
                        IntFormat.I64,
                        rescaling.parameters().stream()
                                .mapToLong(ScaleParameters::multiplier)
                                .toArray()));
        String shift = store(
                preferredShift,
                words(
                        IntFormat.I32,
                        rescaling.parameters().stream()
                                .mapToLong(ScaleParameters::shift)
                                .toArray()));
        boolean preferred = multiplier.equals(preferredMultiplier) && shift.equals(preferredShift);
        return form + " per k" + (preferred ? "" : " in " + Spelling.name(multiplier) + ", " + Spelling.name(shift));
    }

    private static StoredArray words(IntFormat format, long[] words) {
        return new StoredArray.Words(RawTensor.owning(format, Shape.of(words.length), words));
    }

    private static String parameters(ScaleParameters p) {
        return p.multiplier() + " >> " + p.shift();
    }
}
