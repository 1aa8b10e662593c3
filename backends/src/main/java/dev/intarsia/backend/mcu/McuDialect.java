package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CType;
import dev.intarsia.backend.csource.Dialect;
import dev.intarsia.backend.csource.UnsupportedKernelException;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.range.Interval;

/** C99 for processors of 32 bits: values are computed in 32 bits where they fit, else in 64; words have the least of 8, 16, 32, 64. */
final class McuDialect implements Dialect {

    static final McuDialect INSTANCE = new McuDialect();

    private McuDialect() {}

    @Override
    public CType stored(IntFormat format) {
        if (!format.signed() && format.bits() == 64) {
            throw new UnsupportedKernelException("it has words of u64", "C kernels take words of up to 63 bits");
        }
        // An unsigned word that a signed one holds as well stays signed: no operation then has to mix the two.
        boolean signed = format.signed() || format.bits() > 16 && format.bits() != 32;
        return new CType.Whole(signed, 8 * format.bytes());
    }

    @Override
    public CType computed(Interval values) {
        if (values.isInside(IntFormat.I32)) {
            return CType.I32;
        }
        if (values.isInside(IntFormat.I64)) {
            return CType.I64;
        }
        throw new UnsupportedKernelException(
                "it has values from " + values + ", which take more than 64 bits",
                "choose narrower weights, activations or multipliers");
    }

    @Override
    public CType wider(CType a, CType b) {
        return a.equals(CType.I64) || b.equals(CType.I64) ? CType.I64 : CType.I32;
    }
}
