package dev.intarsia.ir.command;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of a command program: a line each, in program order, layer by layer.
 *
 * <pre>
 * layer conv1                # conv2d 28×28×1 → 14×14×16
 *   load     weights+0       ← conv1.w+0        144                        give→compute
 *   multiply accumulators+0  ← weights+0 × activations+0  14·14 pixels × taps 0…8 → 16    wait←load  overwrite
 * </pre>
 *
 * <p>An address in the memory outside is written as the tensor or image that lies there and a distance from its beginning.
 */
public final class CommandPrinter {

    private final CommandProgram program;
    private final StringBuilder text = new StringBuilder();

    private CommandPrinter(CommandProgram program) {
        this.program = program;
    }

    /** The whole program, or the layer of one node. */
    public static String print(CommandProgram program, Optional<String> node) {
        CommandPrinter printer = new CommandPrinter(program);
        printer.text
                .append("commands of ")
                .append(program.source().meaning().graph().name())
                .append(" on ")
                .append(program.target().name())
                .append(", ")
                .append(program.memoryBytes())
                .append(" bytes of memory\n");
        program.layers().stream()
                .filter(l -> node.isEmpty() || node.get().equals(l.node()))
                .forEach(printer::layer);
        return printer.text.toString();
    }

    private void layer(CommandProgram.Layer layer) {
        switch (layer) {
            case CommandProgram.DeviceLayer d -> {
                heading("layer", d.node(), d.summary());
                d.commands().forEach(c -> command(c, d.node()));
            }
            case CommandProgram.HostLayer h -> heading("host", h.node(), h.summary());
            case CommandProgram.AliasLayer a -> heading("alias", a.node(), "no work: the operand's words");
        }
    }

    private void heading(String kind, String node, String summary) {
        text.append('\n')
                .append(String.format(Locale.ROOT, "%-30s# %s", kind + " " + node, summary))
                .append('\n');
    }

    private void command(Command command, String node) {
        String what = switch (command) {
            case Command.Load l ->
                String.format(
                        Locale.ROOT,
                        "load     %-18s ← %-22s %s%s",
                        l.to().memory().name() + "+" + l.address(),
                        l.padding().frame() ? "padding around" : place(l.from(), node),
                        box(l.rows(), l.rowStride(), l.pixels(), l.pixelStride(), l.bytes()),
                        surround(l.padding()));
            case Command.Multiply m ->
                String.format(
                        Locale.ROOT,
                        "multiply %-18s ← weights+%d × %s → %d%s",
                        "accumulators+" + m.accumulators(),
                        m.weights(),
                        window(m.window()),
                        m.outputs(),
                        m.accumulate() ? ", accumulate" : ", overwrite");
            case Command.Vector v ->
                String.format(
                        Locale.ROOT,
                        "vector   %-18s ← %s, %d channels",
                        "accumulators+" + v.accumulators(),
                        operation(v),
                        v.channels());
            case Command.Post p ->
                String.format(
                        Locale.ROOT,
                        "post     %-18s ← accumulators+%d  %d pixels every %d × %d, entries+%d, %s %+d, %s%s%s",
                        p.to().memory().name() + "+" + p.address(),
                        p.accumulators(),
                        p.pixels(),
                        p.pixelStride(),
                        p.channels(),
                        p.parameters(),
                        p.form().text(),
                        p.zeroPoint(),
                        p.clamp(),
                        p.table().isPresent() ? ", of tables+" + p.table().getAsInt() : "",
                        kept(p.kept()));
            case Command.Store s ->
                String.format(
                        Locale.ROOT,
                        "store    %-18s ← output+%d  %s",
                        place(s.to(), node),
                        s.address(),
                        box(s.rows(), s.rowStride(), s.pixels(), s.pixelStride(), s.bytes()));
        };
        text.append("  ")
                .append(String.format(Locale.ROOT, "%-100s  %s", what, sync(command.sync()))
                        .stripTrailing())
                .append('\n');
    }

    private static String operation(Command.Vector v) {
        String window = window(v.window());
        return switch (v.operation()) {
            case Command.LaneOperation.MultiplyAdd m -> "weights+" + m.weights() + " · " + window;
            case Command.LaneOperation.Maximum m -> "maximum of " + window;
            case Command.LaneOperation.Total t -> "sum of " + window;
            case Command.LaneOperation.AddRescaled a ->
                window + " and activations+" + a.second() + ", each rescaled, shift " + a.leftShift();
        };
    }

    private static String window(Command.Window w) {
        return "activations+" + w.address() + "  " + w.heights() + "·" + w.widths() + " pixels every "
                + w.heightStride() + "·" + w.widthStride() + " × taps " + w.firstTap() + "…"
                + (w.firstTap() + w.taps() - 1);
    }

    /** Rows of pixels of bytes; what there is one of is left out. */
    private static String box(int rows, int rowStride, int pixels, int pixelStride, int bytes) {
        String inner =
                pixels == 1 ? bytes + " bytes" : pixels + " pixels every " + pixelStride + " × " + bytes + " bytes";
        return rows == 1 ? inner : rows + " rows every " + rowStride + " × " + inner;
    }

    private static String kept(Command.Kept k) {
        return k.isKept()
                ? ", kept in activations+" + k.address() + " every " + k.pixelStride() + ", rows of " + k.columns()
                        + " every " + k.rowStride()
                : "";
    }

    private static String surround(Command.Surround s) {
        boolean none = s.top() + s.bottom() + s.left() + s.right() == 0;
        return none
                ? ""
                : ", pad [" + s.top() + ", " + s.bottom() + ", " + s.left() + ", " + s.right() + "] with " + s.word();
    }

    private static String sync(Sync sync) {
        String waits = names("wait←", sync.waits());
        String gives = names("give→", sync.gives());
        return waits.isEmpty() || gives.isEmpty() ? waits + gives : waits + "  " + gives;
    }

    private static String names(String prefix, Set<Unit> units) {
        return List.of(Unit.values()).stream()
                .filter(units::contains)
                .map(u -> prefix + u.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("  "));
    }

    /** The tensor that this node reads or writes there, or the image, and how far into it. */
    private String place(int address, String node) {
        List<String> near = program.source().meaning().graph().node(node).stream()
                .flatMap(n -> Stream.concat(n.operands().stream(), Stream.of(node)))
                .toList();
        for (CommandProgram.TensorPlace tensor : program.tensors()) {
            if (near.contains(tensor.name())
                    && address >= tensor.address()
                    && address < tensor.address() + tensor.bytes()) {
                return tensor.name() + "+" + (address - tensor.address());
            }
        }
        for (CommandProgram.Image image : program.images()) {
            int distance = address - image.address();
            if (distance >= 0 && distance < image.content().shape().elements()) {
                return image.name() + "+" + distance;
            }
        }
        return "memory+" + address;
    }
}
