package dev.intarsia.hwtest.verify;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.KernelFault;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one word comes about: the value of every part of the expression that is stored for it, the finished accumulator among them.
 *
 * @param steps the parts, innermost first; the last is the word
 */
public record WordTrace(List<Step> steps) {

    public WordTrace {
        steps = List.copyOf(steps);
    }

    /**
     * One part.
     *
     * @param text as the kernel prints it, for example {@code rescale(acc, m[k], t[k], double i32 half_away)}
     * @param value its value for this word
     */
    public record Step(String text, long value) {}

    /**
     * The trace of a word of a node's tensor, by the oracle.
     *
     * @param words the words of everything that the node reads, by name
     * @param position the word's row-major position
     * @return empty where a part is wider than 64 bits
     */
    public static WordTrace of(Program program, String node, Map<String, RawTensor> words, int position) {
        Kernel kernel = program.kernels().stream()
                .filter(k -> k.outputs().stream().anyMatch(b -> b.name().equals(node)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel gives " + node));
        Probes probes = new Probes(kernel, node);
        try {
            Map<String, RawTensor> found = new Oracle().run(probes.kernel(), words);
            List<Step> steps = new ArrayList<>();
            probes.parts.forEach((text, probe) ->
                    steps.add(new Step(text, found.get(probe.name()).at(position))));
            return new WordTrace(steps);
        } catch (KernelFault wide) {
            return new WordTrace(List.of());
        }
    }

    /** A kernel that also stores the parts. */
    private static final class Probes {

        private final Kernel kernel;
        private final Buffer output;
        private final Map<String, Buffer> parts = new LinkedHashMap<>();

        Probes(Kernel kernel, String node) {
            this.kernel = kernel;
            this.output = kernel.outputs().stream()
                    .filter(b -> b.name().equals(node))
                    .findFirst()
                    .orElseThrow();
        }

        Kernel kernel() {
            List<Stmt> body = statements(kernel.body());
            List<Buffer> outputs = new ArrayList<>(kernel.outputs());
            outputs.addAll(parts.values());
            return new Kernel(
                    kernel.name(),
                    kernel.inputs(),
                    kernel.parameters(),
                    outputs,
                    kernel.locals(),
                    body,
                    kernel.location());
        }

        private List<Stmt> statements(List<Stmt> statements) {
            List<Stmt> probed = new ArrayList<>();
            for (Stmt statement : statements) {
                switch (statement) {
                    case Stmt.Loop loop -> probed.add(loop.withBody(statements(loop.body())));
                    case Stmt.Store store -> {
                        if (store.buffer().equals(output)) {
                            probed.addAll(stores(store));
                        }
                        probed.add(store);
                    }
                    case Stmt.Transfer transfer -> probed.add(transfer);
                    case Stmt.Invoke invoke -> probed.add(new Stmt.Invoke(invoke.unit(), statements(invoke.meaning())));
                }
            }
            return probed;
        }

        /** The stores of all parts but numbers, innermost first. */
        private List<Stmt> stores(Stmt.Store store) {
            List<Expr> outermostFirst = new ArrayList<>();
            Walk.expressions(store.value(), part -> {
                if (!(part instanceof Expr.Constant)) {
                    outermostFirst.add(part);
                }
            });
            List<Stmt> stores = new ArrayList<>();
            for (Expr part : outermostFirst.reversed()) {
                Buffer probe = parts.computeIfAbsent(
                        part.text(),
                        text -> Buffer.main(kernel.unused("part" + parts.size()), IntFormat.I64, output.shape()));
                stores.add(new Stmt.Store(probe, store.at(), part));
            }
            return stores;
        }
    }
}
