package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CExpr;
import dev.intarsia.backend.csource.CItem;
import dev.intarsia.backend.csource.CNames;
import dev.intarsia.backend.csource.CStmt;
import dev.intarsia.backend.csource.CType;
import dev.intarsia.backend.csource.KernelSource;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A layer as its kernel says: loops over words, in C that every compiler takes. Weights of at most 4 bits share bytes. */
final class LoopLayer implements LayerCode {

    static final String HEADER = "fixed_point.h";
    private static final int ALIGNMENT = 8;

    private final Kernel kernel;
    private final KernelSource source;
    private final List<CStmt> loops;
    private final Map<String, String> constants = new HashMap<>();
    private final Map<String, WeightWidth> shared = new HashMap<>();

    /** @param prefix what names of constants begin with */
    LoopLayer(Kernel kernel, CNames global, String prefix) {
        this.kernel = kernel;
        for (Parameter parameter : kernel.parameters()) {
            String name = parameter.buffer().name();
            constants.put(name, global.of(kernel.name() + " constant " + name, prefix + " " + own(name)));
            WeightWidth width = WeightWidth.of(parameter.buffer().format());
            if (width.isShared() && isOnlyLoaded(parameter.buffer())) {
                shared.put(name, width);
            }
        }
        this.source = new KernelSource(kernel, McuDialect.INSTANCE, global, Map.of(), this::part);
        this.loops = source.body();
    }

    /** Whether a constant is read word by word, never outside of it. */
    private boolean isOnlyLoaded(Buffer constant) {
        List<Stmt> moves = new ArrayList<>();
        Walk.statements(kernel.body(), s -> {
            if (s instanceof Stmt.Transfer t && t.from().equals(constant)) {
                moves.add(s);
            }
        });
        return moves.isEmpty()
                && constant.shape().elements() > 1
                && Walk.accesses(kernel.body()).stream()
                        .filter(access -> access.buffer().equals(constant))
                        .allMatch(access -> access.expr() instanceof Expr.Load load
                                && load.outside().isEmpty());
    }

    /** A word that shares its byte. */
    private Optional<CExpr> part(Buffer buffer, List<Index> at) {
        return Optional.ofNullable(shared.get(buffer.name()))
                .map(width -> CExpr.call(
                        buffer.format().signed() ? "fx_signed_part" : "fx_unsigned_part",
                        CExpr.of(source.variable(buffer)),
                        source.offset(buffer, at),
                        CExpr.of(width.bits())));
    }

    private CType stored(Buffer buffer) {
        return shared.containsKey(buffer.name()) ? CType.U8 : McuDialect.INSTANCE.stored(buffer.format());
    }

    /** A constant's name without the layer's, which begins it anyway. */
    private String own(String name) {
        String start = kernel.name() + ".";
        return name.startsWith(start) ? name.substring(start.length()) : name;
    }

    @Override
    public String summary() {
        return "plain loops"
                + shared.values().stream().findFirst().map(WeightWidth::text).orElse("");
    }

    @Override
    public List<CItem.Data> constants() {
        List<CItem.Data> data = new ArrayList<>();
        for (Parameter parameter : kernel.parameters()) {
            List<CExpr> words = new ArrayList<>();
            WeightWidth width = shared.get(parameter.buffer().name());
            if (width != null) {
                width.bytes(parameter.words()).forEach(b -> words.add(CExpr.unsigned(b)));
            } else {
                for (long word : parameter.words().toArray()) {
                    words.add(CExpr.of(word));
                }
            }
            data.add(new CItem.Data(
                    kernel.name() + ": " + parameter.buffer().name() + " "
                            + parameter.words().shape(),
                    "const",
                    stored(parameter.buffer()),
                    constants.get(parameter.buffer().name()),
                    words));
        }
        return data;
    }

    @Override
    public long scratchBytes() {
        return arrays().stream().mapToLong(LoopLayer::bytes).sum();
    }

    @Override
    public List<String> headers() {
        return List.of(HEADER);
    }

    private List<Buffer> arrays() {
        return kernel.locals().stream().filter(b -> b.shape().rank() > 0).toList();
    }

    private static long bytes(Buffer buffer) {
        long bytes = (long) buffer.shape().elements() * buffer.format().bytes();
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    @Override
    public List<CStmt> body(Function<Buffer, String> tensor, String scratch, KernelShapes shapes) {
        List<CStmt> body = new ArrayList<>();
        for (Buffer input : kernel.inputs()) {
            CType type = CType.constantPointer(McuDialect.INSTANCE.stored(input.format()));
            body.add(CStmt.declare(
                    type,
                    source.variable(input),
                    CExpr.of("(" + tensor.apply(input) + ")").cast(type)));
        }
        for (Parameter parameter : kernel.parameters()) {
            Buffer buffer = parameter.buffer();
            body.add(new CStmt.Declare(
                    CType.constantPointer(stored(buffer)),
                    source.variable(buffer),
                    Optional.of(CExpr.of(constants.get(buffer.name())))));
        }
        for (Buffer output : kernel.outputs()) {
            body.add(pointer(output, tensor.apply(output)));
        }
        long at = 0;
        for (Buffer array : arrays()) {
            body.add(pointer(array, scratch + " + " + at));
            at += bytes(array);
        }
        body.addAll(loops);
        return body;
    }

    private CStmt pointer(Buffer buffer, String place) {
        CType type = CType.pointer(McuDialect.INSTANCE.stored(buffer.format()));
        return CStmt.declare(
                type, source.variable(buffer), CExpr.of("(" + place + ")").cast(type));
    }
}
