package dev.intarsia.backend.hls;

import dev.intarsia.backend.csource.CFile;
import dev.intarsia.backend.csource.CItem;
import dev.intarsia.backend.csource.CNames;
import dev.intarsia.backend.csource.CPrinter;
import dev.intarsia.backend.csource.UnsupportedKernelException;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.proof.WordRanges;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.stream.FoldingPlan;
import dev.intarsia.ir.stream.Process;
import dev.intarsia.ir.stream.StreamDesign;
import dev.intarsia.ir.stream.TokenTimes;
import dev.intarsia.ir.target.Fpga;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.runner.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.BiFunction;

/** Writes a network as a project of C++ for high-level synthesis. */
public final class HlsBackend {

    /** Gives every tensor of one inference by its name: what the test bench expects. */
    public interface Expectation extends BiFunction<Program, List<RawTensor>, Map<String, RawTensor>> {}

    private static final List<String> HEADERS = List.of(
            "exact_int.h",
            "exact_fixed.h",
            "dataflow.h",
            "ap_int.h",
            "ap_fixed.h",
            "hls_stream.h",
            "ac_int.h",
            "ac_fixed.h",
            "ac_channel.h");
    private static final List<String> RUNTIME = List.of("rounding.h", "processes.h", "simulation.h");

    private final FoldingPlan plan;
    private final StreamDesign design;
    private final Graph graph;
    private final Fpga target;
    private final HlsDialect dialect;
    private final TokenTimes times;
    private final CNames names = new CNames();
    private final String prefix;
    private final List<CItem> functions = new ArrayList<>();
    private final List<CItem.Data> constants = new ArrayList<>();
    private final Map<String, String> calls = new HashMap<>();

    private HlsBackend(FoldingPlan plan) {
        this.plan = plan;
        this.target = plan.target();
        this.design = plan.design();
        this.graph = design.program().meaning().graph();
        this.dialect = new HlsDialect(target.types());
        this.times = plan.times();
        for (String taken : List.of(
                "enter",
                "leave",
                "fork",
                "widen",
                "narrow",
                "window",
                "window_shape",
                "lanes",
                "channel",
                "tap",
                "accumulator")) {
            names.of("of the runtime " + taken, taken);
        }
        this.prefix = names.of("the network", graph.name());
    }

    /**
     * The project of a planned network.
     *
     * @param expected gives the words that the test bench expects
     * @throws InvalidInputException when a layer cannot be computed
     */
    public static HlsProject generate(FoldingPlan plan, Expectation expected) {
        return new HlsBackend(plan).project(expected);
    }

    private HlsProject project(Expectation expected) {
        layers();
        SequencedMap<String, byte[]> files = new LinkedHashMap<>();
        HlsTop top = new HlsTop(design, times, target, dialect, names, prefix, calls);
        put(files, top.header());
        put(files, sources(top));
        weights(files);
        RUNTIME.forEach(name -> files.put(name, Resource.read(HlsBackend.class, "runtime/" + name)));
        files.put("words.h", Resource.read(HlsBackend.class, dialect.folder() + "/words.h"));
        files.put("plan.txt", plan.text().getBytes(StandardCharsets.UTF_8));
        HEADERS.forEach(name -> files.put("include/" + name, Resource.read(HlsBackend.class, "include/" + name)));
        new HlsScaffold(plan, dialect, names, prefix)
                .files(expected)
                .forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return new HlsProject(prefix, files, plan);
    }

    private static void put(Map<String, byte[]> files, CFile file) {
        files.put(file.name(), CPrinter.print(file).getBytes(StandardCharsets.UTF_8));
    }

    private void layers() {
        WordRanges ranges = WordRanges.of(design.program().meaning());
        for (Process process : design.processes()) {
            switch (process) {
                case Process.Reduce p -> layer(p, p.reduction().kernel(), ranges);
                case Process.Map p -> layer(p, p.kernel(), ranges);
                case Process.Whole p -> layer(p, p.kernel(), ranges);
                case Process.Enter p -> {}
                case Process.Leave p -> {}
                case Process.Fork p -> {}
                case Process.Repack p -> {}
                case Process.Slide p -> {}
            }
        }
    }

    private void layer(Process process, Kernel kernel, WordRanges ranges) {
        Node node = graph.node(kernel.name()).orElseThrow();
        String name = names.of("layer " + kernel.name(), kernel.name());
        calls.put(process.name(), name);
        LayerArrays arrays = new LayerArrays(kernel, names, name);
        Map<String, Interval> known = new HashMap<>();
        kernel.inputs().forEach(input -> known.put(input.name(), ranges.all(input.name())));
        try {
            LayerFunction function = new LayerFunction(dialect, kernel, process, names, arrays, known);
            String what = node.name() + ": " + node.op().mnemonic() + " to "
                    + node.type().shape().withoutFirst() + " ("
                    + node.location().citation() + ")";
            switch (process) {
                case Process.Reduce p -> {
                    String weights = weights(p);
                    String remark = what + ", " + p.folding().elements() + " processing elements of "
                            + (p.reduction().window().own() ? 1 : p.folding().lanes()) + " lanes.";
                    functions.add(function.reduction(name, remark, p, weights));
                    constants.addAll(arrays.folded(dialect, p, weights));
                }
                case Process.Map p -> {
                    functions.add(function.pointwise(name, what + ", word by word.", p));
                    constants.addAll(arrays.plain(dialect));
                }
                case Process.Whole p -> {
                    functions.add(function.whole(name, what + ", once all words have come."));
                    constants.addAll(arrays.plain(dialect));
                }
                case Process.Enter p -> {}
                case Process.Leave p -> {}
                case Process.Fork p -> {}
                case Process.Repack p -> {}
                case Process.Slide p -> {}
            }
        } catch (UnsupportedKernelException e) {
            throw InvalidInputException.of(
                    node.location(),
                    "the layer " + node.name() + " (" + node.op().mnemonic() + ") cannot be streamed: "
                            + e.getMessage(),
                    e.help());
        }
    }

    /** The constant that a reduction reads one word of for each product; empty for none. */
    private static String weights(Process.Reduce process) {
        String[] found = {""};
        Walk.expressions(process.reduction().update().value(), e -> {
            if (e instanceof Expr.Load load
                    && load.at().size() > 1
                    && load.buffer() != process.reduction().x().buffer()) {
                found[0] = load.buffer().name();
            }
        });
        return found[0];
    }

    private CFile sources(HlsTop top) {
        List<CItem> items = new ArrayList<>();
        items.add(new CItem.Include(prefix + ".h", false));
        items.add(new CItem.Include("processes.h", false));
        items.add(new CItem.Include("rounding.h", false));
        items.add(new CItem.Include("weights.h", false));
        items.addAll(functions);
        items.add(top.function());
        return new CFile(
                prefix + ".cpp",
                graph.name() + " in C++ for synthesis, one function for each layer; all work at the same time.\n"
                        + "Generated by Intarsia for " + target.name() + ".",
                items);
    }

    private void weights(Map<String, byte[]> files) {
        List<CItem> items = new ArrayList<>();
        items.add(new CItem.Include("words.h", false));
        for (CItem.Data data : constants) {
            switch (target.weights()) {
                case HEADER -> items.add(data);
                case FILES -> {
                    String file = "weights/" + data.name() + ".txt";
                    StringBuilder words = new StringBuilder();
                    data.values()
                            .forEach(word -> words.append(CPrinter.text(word)).append(",\n"));
                    files.put(file, words.toString().getBytes(StandardCharsets.UTF_8));
                    items.add(new CItem.Remark(data.remark()));
                    items.add(new CItem.Text("static const " + data.element().text(data.name()) + "["
                            + data.values().size() + "] = {\n#include \"" + file + "\"\n};"));
                }
            }
        }
        put(files, new CFile("weights.h", "The constants of " + graph.name() + ".", items));
    }

    /** A tensor's name as the test benches know it. */
    public static String label(String tensor) {
        return HlsTop.label(tensor);
    }
}
