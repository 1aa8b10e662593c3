package dev.intarsia.backend.hls;

import dev.intarsia.backend.csource.CExpr;
import dev.intarsia.backend.csource.CStmt;
import dev.intarsia.backend.csource.CType;
import dev.intarsia.backend.csource.Dialect;
import dev.intarsia.backend.csource.UnsupportedKernelException;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.stream.LayOutStreams;
import dev.intarsia.ir.target.Fpga;
import java.util.ArrayList;
import java.util.List;

/** C++ with words of any width: every value has the bits that it is proved to need. */
record HlsDialect(Fpga.Types types) implements Dialect {

    /** Headers for simulation hold 128 bits, and roundings need some more than the words that they round. */
    private static final int MOST_BITS = 120;

    /** The folder of the runtime's header that names the classes. */
    String folder() {
        return switch (types) {
            case VITIS -> "vitis";
            case AC -> "ac";
        };
    }

    private CType word(boolean signed, int bits) {
        if (bits > MOST_BITS) {
            throw new UnsupportedKernelException(
                    "it has values of " + bits + " bits, and words of C++ for synthesis have at most " + MOST_BITS,
                    "choose narrower weights, activations or multipliers");
        }
        return new CType.Word(
                signed,
                bits,
                switch (types) {
                    case VITIS -> (signed ? "ap_int<" : "ap_uint<") + bits + ">";
                    case AC -> "ac_int<" + bits + ", " + signed + ">";
                });
    }

    @Override
    public CType stored(IntFormat format) {
        return word(format.signed(), format.bits());
    }

    /** What an element of an array of constants has; see the runtime's {@code simulation.h}. */
    CType constant(IntFormat format) {
        return new CType.Word(
                format.signed(),
                format.bits(),
                (format.signed() ? "constant_s<" : "constant_u<") + format.bits() + ">");
    }

    @Override
    public CType computed(Interval values) {
        boolean signed = values.low().signum() < 0;
        int bits = Math.max(values.low().bitLength(), values.high().bitLength());
        return word(signed, signed ? bits + 1 : Math.max(1, bits));
    }

    @Override
    public CType wider(CType a, CType b) {
        CType.Word left = (CType.Word) a;
        CType.Word right = (CType.Word) b;
        boolean signed = left.signed() || right.signed();
        int leftBits = left.bits() + (signed && !left.signed() ? 1 : 0);
        int rightBits = right.bits() + (signed && !right.signed() ? 1 : 0);
        return word(signed, Math.max(leftBits, rightBits));
    }

    @Override
    public boolean exact() {
        return true;
    }

    @Override
    public CExpr same(String function, CType type, CExpr... operands) {
        return CExpr.call(function + "<" + type.text() + " >", operands);
    }

    @Override
    public CExpr place(CExpr value) {
        return CExpr.call("fx_int", value);
    }

    @Override
    public List<CStmt> atLoop(Stmt.Loop loop) {
        return LayOutStreams.hasLoop(loop.body()) ? List.of() : trip();
    }

    /** What the body of a loop begins with that starts a trip in every cycle. */
    private List<CStmt> trip() {
        List<CStmt> begin = new ArrayList<>();
        switch (types) {
            case VITIS -> begin.add(new CStmt.Directive("HLS(PIPELINE II=1)"));
            case AC -> {}
        }
        begin.add(CStmt.call("CYCLE"));
        return begin;
    }

    /** A loop that starts a trip in every cycle. */
    List<CStmt> pipelined(String variable, long trips, List<CStmt> body) {
        List<CStmt> all = new ArrayList<>(trip());
        all.addAll(body);
        CStmt loop = loop(variable, trips, all);
        return switch (types) {
            case VITIS -> List.of(loop);
            case AC -> List.of(new CStmt.Directive("AC(hls_pipeline_init_interval 1)"), loop);
        };
    }

    /** A loop whose trips lie side by side. */
    List<CStmt> unrolled(String variable, long trips, List<CStmt> body) {
        return switch (types) {
            case VITIS -> {
                List<CStmt> all = new ArrayList<>();
                all.add(new CStmt.Directive("HLS(UNROLL)"));
                all.addAll(body);
                yield List.of(loop(variable, trips, all));
            }
            case AC -> List.of(new CStmt.Directive("AC(hls_unroll yes)"), loop(variable, trips, body));
        };
    }

    /** A plain loop. */
    static CStmt loop(String variable, long trips, List<CStmt> body) {
        return new CStmt.For(new CType.Named("int"), variable, CExpr.of(0), CExpr.of(trips), 1, body);
    }

    /** So many neighbouring elements of an array can be read in one cycle; all of them for 0. */
    List<CStmt> partitioned(String array, int factor) {
        return switch (types) {
            case VITIS ->
                List.of(new CStmt.Directive("HLS(ARRAY_PARTITION variable=" + array
                        + (factor == 0 ? " complete" : " cyclic factor=" + factor) + ")"));
            case AC -> List.of();
        };
    }

    /** So many words side by side. */
    CType lanes(IntFormat format, int count) {
        return new CType.Named("lanes<" + stored(format).text() + ", " + count + ">");
    }

    /** A stream. */
    CType stream(CType of) {
        return new CType.Named(switch (types) {
                    case VITIS -> "hls::stream<";
                    case AC -> "ac_channel<";
                }
                + of.text() + " >");
    }

    /** A reference to a stream, as a function takes it. */
    CType streamParameter(CType of) {
        return new CType.Named(stream(of).text() + " &");
    }
}
