package dev.intarsia.ir.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Prints kernels for people to read.
 *
 * <pre>
 * kernel conv1(image: u8[28, 28, 1], conv1.w: i8[16, 3, 3, 1], conv1.b: i32[16], m: i32[16], t: u6[16]) -> conv1: i8[14, 14, 16]
 *   for h 14, w 14, k 16
 *     acc: i19 = conv1.b[k]
 *     for r 3, s 3, c 1
 *       acc += (image[2h + r, 2w + s, c] else 0) * conv1.w[k, r, s, c]
 *     conv1[h, w, k] = clamp(rescale(acc, m[k], t[k], single i32 half_up) - 128, -128, 127)
 * </pre>
 *
 * <p>Directly nested loops of one kind share a line. A register says its format where it is first set; other locals say it, and their
 * memory, ahead of the statements.
 */
public final class KernelPrinter {

    private final StringBuilder text = new StringBuilder();
    private final Set<String> declared = new HashSet<>();

    private KernelPrinter() {}

    /** The text of a kernel, each line ended. */
    public static String print(Kernel kernel) {
        KernelPrinter printer = new KernelPrinter();
        printer.kernel(kernel);
        return printer.text.toString();
    }

    /** The text of a few statements of a kernel. */
    public static String print(List<Stmt> statements) {
        KernelPrinter printer = new KernelPrinter();
        printer.statements(statements, 0);
        return printer.text.toString();
    }

    private void kernel(Kernel kernel) {
        List<Buffer> given = new ArrayList<>(kernel.inputs());
        kernel.parameters().forEach(parameter -> given.add(parameter.buffer()));
        text.append("kernel ")
                .append(kernel.name())
                .append('(')
                .append(buffers(given))
                .append(") -> ");
        text.append(buffers(kernel.outputs())).append('\n');
        for (Buffer local : kernel.locals()) {
            if (!local.memory().equals(Memory.REGISTER)) {
                line(1, "local " + buffer(local));
            }
        }
        statements(kernel.body(), 1);
    }

    private static String buffers(List<Buffer> buffers) {
        return buffers.stream().map(KernelPrinter::buffer).collect(Collectors.joining(", "));
    }

    private static String buffer(Buffer buffer) {
        String shape = buffer.shape().rank() == 0 ? "" : buffer.shape().toString();
        String memory = buffer.memory().equals(Memory.MAIN) || buffer.memory().equals(Memory.REGISTER)
                ? ""
                : " in " + buffer.memory().name();
        return buffer.name() + ": " + buffer.format() + shape + memory;
    }

    private void statements(List<Stmt> statements, int depth) {
        for (Stmt statement : statements) {
            switch (statement) {
                case Stmt.Loop l -> loop(l, depth);
                case Stmt.Store s -> line(depth, store(s));
                case Stmt.Transfer t -> line(depth, transfer(t));
                case Stmt.Invoke i -> {
                    line(depth, "invoke " + i.unit());
                    statements(i.meaning(), depth + 1);
                }
            }
        }
    }

    private void loop(Stmt.Loop outermost, int depth) {
        StringBuilder header = new StringBuilder("for ").append(range(outermost));
        Stmt.Loop inner = outermost;
        while (inner.body().size() == 1
                && inner.body().getFirst() instanceof Stmt.Loop next
                && next.kind() == outermost.kind()) {
            header.append(", ").append(range(next));
            inner = next;
        }
        if (outermost.kind() != LoopKind.SERIAL) {
            header.append(' ').append(outermost.kind().name().toLowerCase(Locale.ROOT));
        }
        line(depth, header.toString());
        statements(inner.body(), depth + 1);
    }

    private static String range(Stmt.Loop loop) {
        String extent = ExprText.index(loop.extent());
        boolean simple = loop.extent() instanceof Index.Constant
                || loop.extent() instanceof Index.Smaller
                || loop.extent() instanceof Index.Larger;
        return loop.variable() + " " + (simple ? extent : "(" + extent + ")");
    }

    private String store(Stmt.Store store) {
        String target = store.buffer().name() + ExprText.at(store.at());
        if (store.value() instanceof Expr.Binary(Expr.Operator operator, Expr.Load own, Expr added)
                && operator == Expr.Operator.ADD
                && own.buffer().equals(store.buffer())
                && own.at().equals(store.at())) {
            return target + " += " + ExprText.of(added);
        }
        boolean register = store.buffer().memory().equals(Memory.REGISTER);
        String format = register && declared.add(store.buffer().name())
                ? ": " + store.buffer().format()
                : "";
        return target + format + " = " + ExprText.of(store.value());
    }

    private static String transfer(Stmt.Transfer t) {
        String sizes = t.sizes().stream().map(ExprText::index).collect(Collectors.joining(" × "));
        return "transfer " + t.to().name() + ExprText.at(t.target()) + " <- "
                + t.from().name() + ExprText.at(t.origin()) + " size " + sizes + " else " + t.outside();
    }

    private void line(int depth, String content) {
        text.append("  ".repeat(depth)).append(content).append('\n');
    }
}
