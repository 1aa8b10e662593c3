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

    /** What is written into a loop before its body, for example pragmas. */
    default List<CStmt> atLoop(Stmt.Loop loop) {
        return List.of();
    }
}
