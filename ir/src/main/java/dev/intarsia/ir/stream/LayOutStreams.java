package dev.intarsia.ir.stream;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.CompiledIndex;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.type.Shape;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the processes and streams of a program. */
public final class LayOutStreams {

    private final Program program;
    private final Graph graph;
    private final Map<String, Folding> foldings;
    private final Map<String, StreamForm> forms;
    private final List<Process> processes = new ArrayList<>();
    private final Map<String, Channel> shown = new LinkedHashMap<>();

    /** For each tensor that is read, the streams that its readers have not taken yet. */
    private final Map<String, List<Channel>> waiting = new HashMap<>();

    private LayOutStreams(Program program, Map<String, Folding> foldings, Map<String, StreamForm> forms) {
        this.program = program;
        this.graph = program.meaning().graph();
        this.foldings = foldings;
        this.forms = forms;
    }

    /** The form of each node. */
    public static Map<String, StreamForm> forms(Program program) {
        Map<String, StreamForm> forms = new LinkedHashMap<>();
        program.kernels().forEach(kernel -> forms.put(kernel.name(), StreamForm.of(kernel)));
        return forms;
    }

    /**
     * The design of a program.
     *
     * @param foldings by the node's name; {@link Folding#NONE} for a node that is not named
     */
    public static StreamDesign of(Program program, Map<String, Folding> foldings) {
        return of(program, foldings, forms(program));
    }

    static StreamDesign of(Program program, Map<String, Folding> foldings, Map<String, StreamForm> forms) {
        LayOutStreams layout = new LayOutStreams(program, foldings, forms);
        layout.run();
        return new StreamDesign(program, foldings, layout.processes, layout.shown);
    }

    private void run() {
        for (Input input : graph.inputs()) {
            Shape shape = input.type().shape().withoutFirst();
            IntFormat format = input.type().quantized().format();
            List<Integer> wanted = wanted(input.name());
            if (!wanted.isEmpty()) {
                int lanes = wanted.stream().filter(l -> l > 0).findFirst().orElse(1);
                Channel to = channel(input.name() + ".in", input.name(), format, shape.elements(), lanes);
                processes.add(new Process.Enter(input.name() + ".enter", input.name(), to));
                offer(input.name(), to);
            }
        }
        for (Kernel kernel : program.kernels()) {
            layer(kernel);
        }
        for (String output : graph.outputs()) {
            processes.add(new Process.Leave(output + ".leave", output, take(output)));
        }
    }

    private Folding folding(String node) {
        return foldings.getOrDefault(node, Folding.NONE);
    }

    private static Channel channel(String name, String tensor, IntFormat format, int words, int lanes) {
        return new Channel(name, tensor, format, lanes, words / lanes);
    }

    private void layer(Kernel kernel) {
        String name = kernel.name();
        Buffer output = kernel.outputs().getFirst();
        int words = output.shape().elements();
        switch (forms.get(name)) {
            case StreamForm.Same same -> {
                Channel stream = take(same.input().name());
                shown.put(name, stream);
                offer(name, stream);
            }
            case StreamForm.Reduces(Reduction reduction) -> {
                Folding folding = folding(name);
                Reduction.Window window = reduction.window();
                Channel from = take(kernel.inputs().getFirst().name());
                if (!window.isPlain() || window.own() && window.taps() > 1) {
                    int windows =
                            window.places() * window.taps() * window.image().size(2);
                    Channel slid = channel(name + ".windows", from.tensor(), from.format(), windows, from.lanes());
                    processes.add(new Process.Slide(name + ".window", reduction, from, slid));
                    from = slid;
                }
                Channel to = channel(name + ".out", name, output.format(), words, folding.elements());
                processes.add(new Process.Reduce(name, reduction, folding, from, to));
                show(name, to);
            }
            case StreamForm.Pointwise form -> {
                Channel to = channel(
                        name + ".out",
                        name,
                        output.format(),
                        words,
                        folding(name).elements());
                processes.add(new Process.Map(name, kernel, form, inputs(kernel), to));
                show(name, to);
            }
            case StreamForm.Whole whole -> {
                Channel to = channel(name + ".out", name, output.format(), words, 1);
                processes.add(new Process.Whole(name, kernel, trips(kernel), inputs(kernel), to));
                show(name, to);
            }
        }
    }

    private List<Channel> inputs(Kernel kernel) {
        return kernel.inputs().stream().map(b -> take(b.name())).toList();
    }

    private void show(String node, Channel to) {
        shown.put(node, to);
        offer(node, to);
    }

    /** How many words at a time each reader of a tensor wants, in the order in which they take them; 0 for one that takes any number. */
    private List<Integer> wanted(String tensor) {
        List<Integer> wanted = new ArrayList<>();
        for (Kernel kernel : program.kernels()) {
            if (kernel.inputs().stream().anyMatch(b -> b.name().equals(tensor))) {
                wanted.add(
                        switch (forms.get(kernel.name())) {
                            case StreamForm.Same same ->
                                wanted(kernel.name()).stream()
                                        .filter(l -> l > 0)
                                        .findFirst()
                                        .orElse(0);
                            case StreamForm.Reduces(Reduction reduction) ->
                                reduction.window().own()
                                        ? folding(kernel.name()).elements()
                                        : folding(kernel.name()).lanes();
                            case StreamForm.Pointwise p ->
                                folding(kernel.name()).elements();
                            case StreamForm.Whole w -> 1;
                        });
            }
        }
        long leaving = graph.outputs().stream().filter(tensor::equals).count();
        for (long i = 0; i < leaving; i++) {
            wanted.add(0);
        }
        return wanted;
    }

    /** Gives a stream to all readers of a tensor: forks it, and brings it to the number of lanes that each wants. */
    private void offer(String tensor, Channel stream) {
        List<Integer> wanted = wanted(tensor);
        List<Channel> offered = new ArrayList<>();
        Channel rest = stream;
        for (int i = 0; i < wanted.size(); i++) {
            Channel own = rest;
            if (i + 1 < wanted.size()) {
                own = copy(rest, tensor + ".to" + i);
                Channel others = copy(rest, tensor + ".rest" + i);
                processes.add(new Process.Fork(tensor + ".fork" + i, rest, own, others));
                rest = others;
            }
            offered.add(wanted.get(i) == 0 ? own : repacked(own, wanted.get(i), tensor + ".by" + i));
        }
        waiting.put(tensor, offered);
    }

    private static Channel copy(Channel stream, String name) {
        return new Channel(name, stream.tensor(), stream.format(), stream.lanes(), stream.tokens());
    }

    private Channel repacked(Channel stream, int lanes, String name) {
        if (stream.lanes() == lanes) {
            return stream;
        }
        int common = BigInteger.valueOf(stream.lanes())
                .gcd(BigInteger.valueOf(lanes))
                .intValueExact();
        Channel narrow = stream;
        if (common < stream.lanes()) {
            narrow = repack(stream, common, common == lanes ? name : name + ".narrow");
        }
        return common == lanes ? narrow : repack(narrow, lanes, name);
    }

    private Channel repack(Channel from, int lanes, String name) {
        Channel to = channel(name, from.tensor(), from.format(), from.tokens() * from.lanes(), lanes);
        processes.add(new Process.Repack(name + ".repack", from, to));
        return to;
    }

    private Channel take(String tensor) {
        return waiting.get(tensor).removeFirst();
    }

    /** How many trips the innermost loops of a kernel make. */
    private static int trips(Kernel kernel) {
        return Math.toIntExact(trips(kernel.body(), new ArrayList<>(), new ArrayList<>()));
    }

    private static long trips(List<Stmt> statements, List<String> variables, List<Long> values) {
        long trips = 0;
        for (Stmt statement : statements) {
            trips += switch (statement) {
                case Stmt.Loop loop -> {
                    long[] known = values.stream().mapToLong(Long::longValue).toArray();
                    long extent = Math.max(
                            0, CompiledIndex.of(loop.extent(), variables).at(known));
                    if (!hasLoop(loop.body())) {
                        yield extent;
                    }
                    if (!depends(loop.body(), loop.variable())) {
                        variables.add(loop.variable());
                        values.add(0L);
                        long inner = trips(loop.body(), variables, values);
                        variables.removeLast();
                        values.removeLast();
                        yield extent * inner;
                    }
                    long sum = 0;
                    variables.add(loop.variable());
                    for (long i = 0; i < extent; i++) {
                        values.add(i);
                        sum += trips(loop.body(), variables, values);
                        values.removeLast();
                    }
                    variables.removeLast();
                    yield sum;
                }
                case Stmt.Store store -> 0;
                case Stmt.Transfer transfer -> 0;
                case Stmt.Invoke invoke -> trips(invoke.meaning(), variables, values);
            };
        }
        return trips;
    }

    /** Whether statements have a loop: then a loop around them is no innermost one. */
    public static boolean hasLoop(List<Stmt> statements) {
        return statements.stream()
                .anyMatch(s -> s instanceof Stmt.Loop
                        || s instanceof Stmt.Transfer
                        || s instanceof Stmt.Invoke invoke && hasLoop(invoke.meaning()));
    }

    private static boolean depends(List<Stmt> statements, String variable) {
        boolean[] found = {false};
        dev.intarsia.ir.kernel.Walk.statements(statements, s -> {
            if (s instanceof Stmt.Loop loop && !(loop.extent() instanceof Index.Constant)) {
                found[0] = true;
            }
        });
        return found[0];
    }
}
