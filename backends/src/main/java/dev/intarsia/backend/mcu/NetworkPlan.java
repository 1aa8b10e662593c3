package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CNames;
import dev.intarsia.backend.csource.UnsupportedKernelException;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.plan.Arena;
import dev.intarsia.ir.plan.ArenaPlanner;
import dev.intarsia.ir.plan.SharedMemory;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * What each layer of a network does, and where every tensor lies.
 *
 * @param layers how each layer is computed, by its name; one whose words lie there already is not among them
 * @param owners the tensor whose memory each tensor uses: its own, or that of an operand that it overwrites
 * @param shifts how far behind the beginning of its block a tensor lies that has scratch memory before it
 * @param within for each layer whose scratch memory lies so, the tensor of the block
 * @param arena the memory
 */
record NetworkPlan(
        Program program,
        SequencedMap<String, LayerCode> layers,
        Map<String, String> owners,
        Map<String, Long> shifts,
        Map<String, String> within,
        Arena arena) {

    /** Words are read in fours, so that up to so many bytes behind the last tensor are read, too. */
    static final int READ_AHEAD = 8;

    private static final int ALIGNMENT = 8;
    private static final String SCRATCH = "scratch of ";

    /**
     * Plans a network.
     *
     * @param names global names of the project; constants are added
     * @throws dev.intarsia.ir.diagnostic.InvalidInputException naming each layer that the target cannot compute
     */
    static NetworkPlan of(Program program, Microcontroller target, CNames names, String prefix) {
        Graph graph = program.meaning().graph();
        Map<String, Integer> last = lastReads(graph);
        Map<String, String> owners = new HashMap<>();
        graph.inputs().forEach(i -> owners.put(i.name(), i.name()));
        Map<String, Integer> ends = new HashMap<>(last);
        SequencedMap<String, LayerCode> layers = new LinkedHashMap<>();
        Diagnostics diagnostics = new Diagnostics();
        List<QuantizedNode> nodes = program.meaning().quantizedNodes();
        for (int i = 0; i < program.kernels().size(); i++) {
            Kernel kernel = program.kernels().get(i);
            Node node = graph.nodes().get(i);
            Optional<String> copied = SharedMemory.copied(kernel);
            if (copied.isPresent()) {
                share(node.name(), copied.get(), owners, ends);
                continue;
            }
            try {
                layers.put(node.name(), Layers.choose(nodes.get(i), kernel, target, names, prefix + " " + node.name()));
            } catch (UnsupportedKernelException e) {
                diagnostics.error(
                        node.location(),
                        node.name() + " cannot run on " + target.name() + ": " + e.getMessage(),
                        e.help());
            }
            int step = i;
            LayerCode code = layers.get(node.name());
            Optional<String> overwritten = Stream.concat(
                            SharedMemory.overwritten(kernel).stream(),
                            code == null ? Stream.empty() : code.overwritten().stream())
                    .filter(operand -> ends.get(owners.get(operand)) == step)
                    .findFirst();
            overwritten.ifPresentOrElse(
                    operand -> share(node.name(), operand, owners, ends), () -> owners.put(node.name(), node.name()));
        }
        diagnostics.stopOnErrors();
        Map<String, Long> shifts = new HashMap<>();
        Map<String, String> within = within(graph, layers, owners, ends);
        Arena arena = arena(graph, layers, owners, ends, within, shifts);
        return new NetworkPlan(program, layers, owners, shifts, within, arena);
    }

    /** The tensor lies where its operand lies, which is then alive as long as either. */
    private static void share(String tensor, String operand, Map<String, String> owners, Map<String, Integer> ends) {
        String owner = owners.get(operand);
        owners.put(tensor, owner);
        ends.merge(owner, ends.get(tensor), Math::max);
    }

    /** The last node that reads each tensor; its own place where none does, behind the last for outputs. */
    private static Map<String, Integer> lastReads(Graph graph) {
        Map<String, Integer> last = new HashMap<>();
        graph.inputs().forEach(i -> last.put(i.name(), -1));
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            last.put(node.name(), i);
            for (String operand : node.operands()) {
                if (last.containsKey(operand)) {
                    last.put(operand, i);
                }
            }
        }
        graph.outputs().forEach(output -> last.put(output, graph.nodes().size()));
        return last;
    }

    /** For each layer that widens an operand that nobody reads later: the tensor whose block then is its scratch memory, too. */
    private static Map<String, String> within(
            Graph graph, Map<String, LayerCode> layers, Map<String, String> owners, Map<String, Integer> ends) {
        Map<String, String> within = new HashMap<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            String name = graph.nodes().get(i).name();
            int step = i;
            Optional.ofNullable(layers.get(name))
                    .flatMap(LayerCode::widened)
                    .map(owners::get)
                    .filter(owner ->
                            ends.get(owner) == step && !owners.get(name).equals(owner))
                    .ifPresent(owner -> within.put(name, owner));
        }
        return within;
    }

    /** @param shifts is filled */
    private static Arena arena(
            Graph graph,
            Map<String, LayerCode> layers,
            Map<String, String> owners,
            Map<String, Integer> ends,
            Map<String, String> within,
            Map<String, Long> shifts) {
        List<Arena.Block> blocks = new ArrayList<>();
        Map<String, Integer> slack = new HashMap<>();
        layers.forEach((name, code) -> slack.merge(owners.get(name), code.slackBytes(), Math::max));
        Map<String, Long> scratch = new HashMap<>();
        within.forEach((layer, owner) -> scratch.merge(owner, layers.get(layer).scratchBytes(), Math::max));
        for (Input input : graph.inputs()) {
            blocks.add(new Arena.Block(
                    input.name(),
                    size(input.name(), input.type(), slack, scratch, shifts),
                    -1,
                    ends.get(input.name())));
        }
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            if (owners.get(node.name()).equals(node.name())) {
                blocks.add(new Arena.Block(
                        node.name(), size(node.name(), node.type(), slack, scratch, shifts), i, ends.get(node.name())));
            }
            LayerCode code = layers.get(node.name());
            if (code != null && code.scratchBytes() > 0 && !within.containsKey(node.name())) {
                blocks.add(new Arena.Block(SCRATCH + node.name(), code.scratchBytes(), i, i));
            }
        }
        return ArenaPlanner.place(blocks, ALIGNMENT);
    }

    /**
     * The bytes of a tensor's block; the tensor ends where the block does, but for what may be written behind it, which must not bring it
     * nearer to the words before it.
     */
    private static long size(
            String name,
            TensorType type,
            Map<String, Integer> slack,
            Map<String, Long> scratch,
            Map<String, Long> shifts) {
        int behind = slack.getOrDefault(name, 0);
        long own = bytes(type) + behind;
        long before = scratch.getOrDefault(name, 0L);
        long size = before == 0 ? own : Math.max(own, before + (behind == 0 ? 0 : ALIGNMENT));
        shifts.put(name, (size - own) / ALIGNMENT * ALIGNMENT);
        return size;
    }

    private static long bytes(TensorType type) {
        return (long) type.shape().withoutFirst().elements()
                * type.quantized().format().bytes();
    }

    /** Where a tensor lies. */
    LayerPlace place(String tensor) {
        TensorType type = program.meaning().graph().type(tensor);
        return new LayerPlace(
                tensor,
                type.quantized().format(),
                type.shape().withoutFirst(),
                arena.address(owners.get(tensor)) + shifts.get(owners.get(tensor)));
    }

    /** Where the scratch memory of a layer lies; 0 for a layer without. */
    long scratch(String layer) {
        String owner = within.get(layer);
        return owner == null
                ? arena.place(SCRATCH + layer).map(Arena.Place::address).orElse(0L)
                : arena.address(owner);
    }
}
