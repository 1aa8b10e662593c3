package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CExpr;
import dev.intarsia.backend.csource.CItem;
import dev.intarsia.backend.csource.CNames;
import dev.intarsia.backend.csource.CStmt;
import dev.intarsia.backend.csource.CType;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyAdd;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedNode;
import dev.intarsia.ir.graph.Rescaling;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.proof.FindMultiplyAdd;
import dev.intarsia.ir.proof.Requantization;
import dev.intarsia.ir.type.Quantized;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An addition of words of 8 bits by a table for each operand; see {@code table_add.h}. */
final class TableAdd implements LayerCode {

    private static final String HEADER = "table_add.h";
    private static final int ENTRIES = 256;

    private final Kernel kernel;
    private final List<Buffer> operands;
    private final List<long[]> tables;
    private final MultiplyAdd form;
    private final List<String> names;

    private TableAdd(Kernel kernel, List<Buffer> operands, List<long[]> tables, MultiplyAdd form, List<String> names) {
        this.kernel = kernel;
        this.operands = operands;
        this.tables = tables;
        this.form = form;
        this.names = names;
    }

    /** The layer in this way, if every condition holds. */
    static Optional<LayerCode> of(QuantizedNode node, Kernel kernel, CNames names, String prefix) {
        if (!(node.arithmetic() instanceof NodeArithmetic.Add add)
                || !PackedSum.isByte(kernel.outputs().getFirst().format(), true)) {
            return Optional.empty();
        }
        List<Buffer> operands = node.node().operands().stream()
                .flatMap(name -> kernel.inputs().stream().filter(b -> b.name().equals(name)))
                .filter(b -> PackedSum.isByte(b.format(), false))
                .filter(b -> b.shape().equals(kernel.outputs().getFirst().shape()))
                .toList();
        if (operands.size() != 2) {
            return Optional.empty();
        }
        Optional<long[]> left = table(node.operandElement(0), add.leftShift(), add.left());
        Optional<long[]> right = table(node.operandElement(1), add.leftShift(), add.right());
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        long low = Arrays.stream(left.get()).min().orElseThrow()
                + Arrays.stream(right.get()).min().orElseThrow();
        long high = Arrays.stream(left.get()).max().orElseThrow()
                + Arrays.stream(right.get()).max().orElseThrow();
        Requantization meaning = new Requantization.Scaled(
                add.output().form(),
                add.output().at(0),
                0,
                node.element().zeroPoint(),
                add.clamp().low(),
                add.clamp().high());
        if (!IntFormat.I32.contains(low) || !IntFormat.I32.contains(high) || !meaning.neverFalls(low, high)) {
            return Optional.empty();
        }
        if (operands.stream().allMatch(b -> b.format().equals(IntFormat.I8))) {
            Optional<AddFactors> factors = AddFactors.find(
                    (x, y) -> meaning.word(entry(left.get(), x) + entry(right.get(), y)),
                    slope(left.get()) * scale(add.output()),
                    slope(right.get()) * scale(add.output()));
            if (factors.isPresent()) {
                return factors.map(f ->
                        new ScaledAdd(kernel, operands, f, names.of(kernel.name() + " factors", prefix + " factors")));
            }
        }
        FindMultiplyAdd.Layer found = FindMultiplyAdd.forLayer(
                List.of(meaning.staircase(low, high)), -128, 127, FindMultiplyAdd.Instructions.HIGH_WORD);
        List<long[]> tables = List.of(left.get(), right.get());
        return found.channels()
                .getFirst()
                .map(form -> new TableAdd(
                        kernel,
                        operands,
                        tables,
                        form,
                        List.of(
                                names.of(kernel.name() + " left", prefix + " left"),
                                names.of(kernel.name() + " right", prefix + " right"),
                                names.of(kernel.name() + " sum", prefix + " sum"))));
    }

    private static long entry(long[] table, long word) {
        return table[(int) (word & 0xff)];
    }

    /** By how much a step of the operand's word raises the sum, on the average. */
    private static double slope(long[] table) {
        return (entry(table, Byte.MAX_VALUE) - entry(table, Byte.MIN_VALUE)) / (ENTRIES - 1.0);
    }

    private static double scale(Rescaling rescaling) {
        return Math.scalb(
                (double) rescaling.at(0).multiplier(), -rescaling.at(0).shift());
    }

    /** What each word of an operand becomes at the scale of the sum, by its 8 bits as an unsigned number. */
    private static Optional<long[]> table(Quantized operand, int leftShift, Rescaling rescaling) {
        IntFormat format = operand.format();
        Requantization scale = new Requantization.Scaled(
                rescaling.form(), rescaling.at(0), 0, 0, IntFormat.I32.min(), IntFormat.I32.max());
        long factor = 1L << leftShift;
        if (!scale.neverFalls(
                (format.min() - operand.zeroPoint()) * factor, (format.max() - operand.zeroPoint()) * factor)) {
            return Optional.empty();
        }
        long[] table = new long[ENTRIES];
        for (long word = format.min(); word <= format.max(); word++) {
            table[(int) (word & 0xff)] = scale.word((word - operand.zeroPoint()) * factor);
        }
        return Optional.of(table);
    }

    @Override
    public String summary() {
        return "a table for each operand, two instructions to requantize";
    }

    @Override
    public List<CItem.Data> constants() {
        return List.of(
                data("left operand at the scale of the sum", names.get(0), withOffset()),
                data("right operand at the scale of the sum", names.get(1), tables.get(1)),
                data("what requantizes the sum", names.get(2), form.multiplier(), form.addend(), form.shift()));
    }

    /** The offset that the requantization adds to its sum, in one of the tables. */
    private long[] withOffset() {
        return Arrays.stream(tables.get(0)).map(x -> x + form.offset()).toArray();
    }

    private CItem.Data data(String remark, String name, long... words) {
        return new CItem.Data(
                kernel.name() + ": " + remark,
                "const",
                CType.I32,
                name,
                Arrays.stream(words).mapToObj(CExpr::of).toList());
    }

    @Override
    public long scratchBytes() {
        return 0;
    }

    @Override
    public List<String> headers() {
        return List.of("dual_mac.h", HEADER);
    }

    @Override
    public List<CStmt> body(Function<Buffer, String> tensor, String scratch, KernelShapes shapes) {
        Buffer result = kernel.outputs().getFirst();
        return List.of(CStmt.call(
                "table_add",
                CExpr.of(names.get(0)),
                CExpr.of(names.get(1)),
                CExpr.of(names.get(2)),
                CExpr.of(tensor.apply(operands.get(0))),
                CExpr.of(tensor.apply(operands.get(1))),
                CExpr.of("(" + tensor.apply(result) + ")").cast(CType.pointer(CType.I8)),
                CExpr.of(result.shape().elements())));
    }
}
