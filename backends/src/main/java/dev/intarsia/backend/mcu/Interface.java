package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CExpr;
import dev.intarsia.backend.csource.CItem;
import dev.intarsia.backend.csource.CNames;
import dev.intarsia.backend.csource.CStmt;
import dev.intarsia.backend.csource.CType;
import dev.intarsia.ir.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The functions that an application calls: init, run, and where inputs and outputs lie. */
record Interface(Graph graph, NetworkPlan plan, String prefix) {

    /** An input or output: its function's name, its place, and whether the application writes it. */
    private record Port(String function, LayerPlace place, boolean written) {}

    private List<Port> ports() {
        List<Port> ports = new ArrayList<>();
        List<String> inputs = graph.inputs().stream().map(i -> i.name()).toList();
        inputs.forEach(name -> ports.add(new Port(name("input", name, inputs.size()), plan.place(name), true)));
        graph.outputs()
                .forEach(name ->
                        ports.add(new Port(name("output", name, graph.outputs().size()), plan.place(name), false)));
        return ports;
    }

    private String name(String kind, String tensor, int count) {
        return prefix + "_" + kind + (count == 1 ? "" : "_" + CNames.plain(tensor));
    }

    private List<CItem.Parameter> self(boolean constant) {
        CType type = new CType.Named(prefix);
        return List.of(new CItem.Parameter(constant ? CType.constantPointer(type) : CType.pointer(type), "net"));
    }

    private static CType pointer(Port port) {
        CType stored = McuDialect.INSTANCE.stored(port.place().format());
        return port.written() ? CType.pointer(stored) : CType.constantPointer(stored);
    }

    List<CItem> declarations() {
        List<CItem> items = new ArrayList<>();
        items.add(new CItem.Prototype(
                "Gives the network its memory: " + upper()
                        + "_ARENA_BYTES bytes at an address that is a multiple of 8.",
                CType.VOID,
                prefix + "_init",
                List.of(self(false).getFirst(), new CItem.Parameter(CType.pointer(CType.VOID), "arena"))));
        for (Port port : ports()) {
            String remark = port.written()
                    ? "Where to write " + port.place().name() + ", before each run: "
                            + port.place().shape() + ", row-major. It is overwritten by the run."
                    : "Where to read " + port.place().name() + " after a run: "
                            + port.place().shape() + ", row-major.";
            items.add(new CItem.Prototype(remark, pointer(port), port.function(), self(true)));
        }
        items.add(new CItem.Prototype("One inference.", CType.VOID, prefix + "_run", self(false)));
        items.add(new CItem.Prototype(
                "A network with an arena of its own, for programs that have only one; initialized.",
                CType.pointer(new CType.Named(prefix)),
                prefix + "_static",
                List.of()));
        return items;
    }

    List<CItem> definitions() {
        CExpr net = CExpr.of("net");
        CExpr arena = new CExpr.Member(net, "arena", true);
        List<CItem> items = new ArrayList<>();
        items.add(new CItem.Function(
                "",
                "",
                CType.VOID,
                prefix + "_init",
                List.of(self(false).getFirst(), new CItem.Parameter(CType.pointer(CType.VOID), "arena")),
                List.of(CStmt.assign(arena, CExpr.of("arena").cast(CType.pointer(CType.U8))))));
        for (Port port : ports()) {
            CExpr place = arena.plus(CExpr.of(port.place().offset())).cast(pointer(port));
            items.add(new CItem.Function(
                    "", "", pointer(port), port.function(), self(true), List.of(new CStmt.Return(Optional.of(place)))));
        }
        items.add(new CItem.Function(
                "",
                "",
                CType.VOID,
                prefix + "_run",
                self(false),
                List.of(new CStmt.For(
                        CType.I32,
                        "i",
                        CExpr.of(0),
                        CExpr.of(plan.layers().size()),
                        1,
                        List.of(new CStmt.Evaluate(new CExpr.Call(prefix + "_layers[i]", List.of(arena))))))));
        items.add(new CItem.Text("""
                NAME *NAME_static(void)
                {
                    static union {
                        int64_t aligned;
                        uint8_t bytes[UPPER_ARENA_BYTES];
                    } arena;
                    static NAME net;
                    NAME_init(&net, arena.bytes);
                    return &net;
                }""".replace("NAME", prefix).replace("UPPER", upper())));
        return items;
    }

    private String upper() {
        return prefix.toUpperCase(Locale.ROOT);
    }
}
