package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CExpr;
import dev.intarsia.backend.csource.CItem;
import dev.intarsia.backend.csource.CStmt;
import dev.intarsia.backend.csource.CType;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import java.util.List;
import java.util.function.Function;

/** An addition of words of 8 bits with a factor for each operand; see {@code scaled_add.h}. */
record ScaledAdd(Kernel kernel, List<Buffer> operands, AddFactors factors, String name) implements LayerCode {

    private static final String HEADER = "scaled_add.h";

    @Override
    public String summary() {
        return "a factor for each operand, three instructions a word";
    }

    @Override
    public List<CItem.Data> constants() {
        return List.of();
    }

    @Override
    public List<CItem> items() {
        return List.of(new CItem.Text("static const scaled_addition " + name + " = {" + factors.leftFactor() + ", "
                + factors.rightFactor() + ", " + factors.addend() + "};"));
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
                "scaled_add",
                CExpr.of("&" + name),
                CExpr.of(tensor.apply(operands.get(0))),
                CExpr.of(tensor.apply(operands.get(1))),
                CExpr.of("(" + tensor.apply(result) + ")").cast(CType.pointer(CType.I8)),
                CExpr.of(result.shape().elements())));
    }
}
