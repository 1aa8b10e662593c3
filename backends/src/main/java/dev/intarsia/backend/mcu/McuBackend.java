package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CFile;
import dev.intarsia.backend.csource.CItem;
import dev.intarsia.backend.csource.CNames;
import dev.intarsia.backend.csource.CPrinter;
import dev.intarsia.backend.csource.CStmt;
import dev.intarsia.backend.csource.CType;
import dev.intarsia.backend.csource.KernelSource;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.plan.Arena;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.runner.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Writes a network as a project of C for a microcontroller. */
public final class McuBackend {

    /** Gives every tensor of one inference by its name: what the self-test expects. */
    public interface Expectation extends BiFunction<Program, List<RawTensor>, Map<String, RawTensor>> {}

    private static final String LESS_FLASH = "a target with more flash, narrower weights, or a smaller network";

    private final Program program;
    private final Graph graph;
    private final Microcontroller target;
    private final CNames names = new CNames();
    private final String prefix;
    private final NetworkPlan plan;
    private final KernelShapes shapes;
    private final Map<String, String> functions = new LinkedHashMap<>();

    private McuBackend(Program program, Microcontroller target, String name) {
        this.program = program;
        this.graph = program.meaning().graph();
        this.target = target;
        this.prefix = names.of("the network", name);
        this.plan = NetworkPlan.of(program, target, names, prefix);
        this.shapes = new KernelShapes(plan.layers().values(), names, prefix);
        plan.layers().keySet().forEach(layer -> functions.put(layer, names.of("layer " + layer, layer)));
    }

    /**
     * The project of a network.
     *
     * @param expected gives the words that the self-test expects
     * @throws InvalidInputException when a layer cannot be computed, or the target is too small
     */
    public static CProject generate(Program program, Microcontroller target, Expectation expected) {
        return generate(program, target, program.meaning().graph().name(), expected);
    }

    /**
     * The same, with what it takes in its README.
     *
     * @param meter is given the project without its README
     * @throws InvalidInputException also when what it built is more than the target's flash
     */
    public static CProject generate(
            Program program, Microcontroller target, Expectation expected, Measured.Meter meter) {
        return new McuBackend(program, target, program.meaning().graph().name()).project(expected, meter);
    }

    /**
     * The same under another name, so that several networks can be linked into one program.
     *
     * @param name what all names of the project begin with, once it is made a name of C
     */
    public static CProject generate(Program program, Microcontroller target, String name, Expectation expected) {
        return new McuBackend(program, target, name).project(expected, Measured.Meter.NONE);
    }

    private CProject project(Expectation expected, Measured.Meter meter) {
        List<CItem.Data> constants = plan.layers().values().stream()
                .flatMap(l -> l.constants().stream())
                .toList();
        checkMemory(constants);
        SequencedMap<String, Long> constantBytes = new LinkedHashMap<>();
        plan.layers().forEach((name, code) -> {
            if (!code.constants().isEmpty()) {
                constantBytes.put(
                        name,
                        code.constants().stream().mapToLong(McuBackend::size).sum());
            }
        });
        List<LayerPlace> layers =
                graph.nodes().stream().map(n -> plan.place(n.name())).toList();
        List<String> order = List.copyOf(plan.layers().keySet());
        CProject bare = new CProject(
                prefix,
                new LinkedHashMap<>(),
                graph.inputs().stream().map(i -> plan.place(i.name())).toList(),
                layers,
                layers.stream().map(l -> order.indexOf(l.name())).toList(),
                graph.outputs().stream().map(plan::place).toList(),
                plan.arena(),
                constantBytes,
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("model.c", "weights.c"), runtimeSources().stream())
                        .toList());
        SequencedMap<String, byte[]> files = bare.files();
        ModelHeader header = new ModelHeader(program, target, plan, prefix, order.size());
        put(files, header.file());
        put(files, model());
        put(files, weightsHeader(constants));
        put(files, new CFile("weights.c", "The constants of " + graph.name() + ".", weights(constants)));
        put(files, new SelfTest(program, bare, expected).file());
        headers().forEach(name -> files.put(name, runtime(name)));
        runtimeSources().forEach(name -> files.put(name, runtime(name)));
        Optional<Measured> measured = meter.apply(bare);
        measured.ifPresent(built -> checkFlash(built, constantBytes));
        new Scaffold(graph, target, bare, plan, measured).files().forEach((path, text) -> files.put(path, bytes(text)));
        return bare;
    }

    private List<String> headers() {
        return plan.layers().values().stream()
                .flatMap(l -> l.headers().stream())
                .distinct()
                .toList();
    }

    /** The runtime's own sources: a header of functions has one of its name. */
    private List<String> runtimeSources() {
        return headers().stream()
                .map(name -> name.replaceAll("h$", "c"))
                .filter(name -> McuBackend.class.getResource(name) != null)
                .toList();
    }

    private static byte[] runtime(String name) {
        return name.equals(LoopLayer.HEADER)
                ? Resource.read(KernelSource.class, name)
                : Resource.read(McuBackend.class, name);
    }

    private static void put(Map<String, byte[]> files, CFile file) {
        files.put(file.name(), bytes(CPrinter.print(file)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** How many bytes of flash constants take. */
    static long size(CItem.Data data) {
        return switch (data.element()) {
            case CType.Whole w -> (long) w.bits() / 8 * data.values().size();
            case CType.Word w -> throw new IllegalStateException("C has no integer of " + w.bits() + " bits");
            case CType.Named n -> throw new IllegalStateException("constants are integers");
            case CType.Pointer p -> throw new IllegalStateException("constants are integers");
        };
    }

    private void checkMemory(List<CItem.Data> constants) {
        long constantBytes = constants.stream().mapToLong(McuBackend::size).sum();
        if (constantBytes > target.flashBytes()) {
            refuse(
                    "flash",
                    constantBytes,
                    target.flashBytes(),
                    constants.stream()
                            .sorted(Comparator.comparingLong(McuBackend::size).reversed())
                            .limit(3)
                            .map(d -> d.remark() + " " + size(d)),
                    LESS_FLASH);
        }
        if (plan.arena().bytes() > target.ramBytes()) {
            refuse(
                    "RAM",
                    plan.arena().bytes(),
                    target.ramBytes(),
                    plan.arena().places().stream()
                            .map(Arena.Place::block)
                            .sorted(Comparator.comparingLong(Arena.Block::bytes).reversed())
                            .limit(3)
                            .map(b -> b.name() + " " + b.bytes()),
                    "a target with more RAM, a smaller input, or fewer channels in the largest layers");
        }
    }

    /** Where the project was built, its code is known, too. */
    private void checkFlash(Measured built, Map<String, Long> constantBytes) {
        long needed = built.codeBytes() + built.constantBytes();
        if (needed > target.flashBytes()) {
            Map<String, Long> sizes = new LinkedHashMap<>();
            sizes.put("code", built.codeBytes());
            constantBytes.forEach((layer, bytes) -> sizes.put("constants of " + layer, bytes));
            refuse(
                    "flash",
                    needed,
                    target.flashBytes(),
                    sizes.entrySet().stream()
                            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                            .limit(3)
                            .map(e -> e.getKey() + " " + e.getValue()),
                    LESS_FLASH);
        }
    }

    private void refuse(String memory, long needed, long has, java.util.stream.Stream<String> largest, String help) {
        throw InvalidInputException.of(
                target.location(),
                graph.name() + " needs " + needed + " bytes of " + memory + ", " + (needed - has) + " more than "
                        + target.name() + " has; the largest: "
                        + largest.map(s -> s + " bytes").collect(Collectors.joining(", ")),
                "take " + help);
    }

    private CFile weightsHeader(List<CItem.Data> constants) {
        List<CItem> items = new ArrayList<>();
        items.add(new CItem.Include("stdint.h", true));
        constants.forEach(d -> items.add(
                new CItem.ExternData("", d.element(), d.name(), d.values().size())));
        return new CFile("weights.h", "The constants of " + graph.name() + ".", items);
    }

    private static List<CItem> weights(List<CItem.Data> constants) {
        List<CItem> items = new ArrayList<>();
        items.add(new CItem.Include("weights.h", false));
        items.addAll(constants);
        return items;
    }

    private CFile model() {
        List<CItem> items = new ArrayList<>();
        items.add(new CItem.Include("model.h", false));
        headers().forEach(name -> items.add(new CItem.Include(name, false)));
        items.add(new CItem.Include("weights.h", false));
        items.addAll(shapes.items());
        plan.layers().forEach((name, code) -> {
            items.addAll(code.items());
            items.add(layer(name, code));
        });
        items.add(new CItem.Text("const " + prefix + "_layer " + prefix + "_layers["
                + prefix.toUpperCase(Locale.ROOT) + "_LAYERS] = {\n"
                + functions.values().stream().map(f -> "    " + f + ",\n").collect(Collectors.joining())
                + (functions.isEmpty() ? "    0,\n" : "") + "};"));
        items.addAll(new Interface(graph, plan, prefix).definitions());
        return new CFile(
                "model.c",
                graph.name() + " in C, one function for each layer.\nGenerated by Intarsia for " + target.name() + ".",
                items);
    }

    private CItem layer(String name, LayerCode code) {
        Node node = graph.node(name).orElseThrow();
        List<CStmt> body = code.body(
                buffer -> "arena + " + plan.place(buffer.name()).offset(), "arena + " + plan.scratch(name), shapes);
        List<String> operands = node.operands().stream()
                .filter(o -> graph.constant(o).isEmpty())
                .toList();
        String remark = name + ": " + node.op().mnemonic() + " of " + String.join(", ", operands) + " to "
                + node.type().shape().withoutFirst() + ", " + code.summary() + " ("
                + node.location().citation() + ").";
        return new CItem.Function(
                remark,
                "static",
                CType.VOID,
                functions.get(name),
                List.of(new CItem.Parameter(CType.pointer(CType.U8), "arena")),
                body);
    }
}
