package dev.intarsia.backend.csource;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.range.Interval;
import java.util.List;

/** Which types a flavour of C has for words and for values, and what it writes at a loop. */
public interface Dialect {

    /**
     * The type of a word in an array.
     *
     * @throws UnsupportedKernelException when there is none
     */
    CType stored(IntFormat format);

    /**
     * The type that values between these bounds are computed in. Two types that are not equal are cast explicitly.
     *
     * @throws UnsupportedKernelException when there is none
     */
    CType computed(Interval values);

    /** The wider of two types that {@link #computed} gave. */
    CType wider(CType a, CType b);

    /**
     * Whether an operator gives all bits of its result, whatever the types of its operands, as those of {@code ap_int} do. Then nothing is
     * widened before it, and its result is narrowed to what is proved of it.
     */
    default boolean exact() {
        return false;
    }

    /** A call of a function of the runtime whose operands and result have this type, as {@code fx_min}. */
    default CExpr same(String function, CType type, CExpr... operands) {
        return CExpr.call(function + (type.equals(CType.I64) ? "64" : "32"), operands);
    }

    /** A value as the place in an array. */
    default CExpr place(CExpr value) {
        return value;
    }

    /** What is written into a loop before its body, for example pragmas. */
    default List<CStmt> atLoop(Stmt.Loop loop) {
        return List.of();
    }
}
