package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CExpr;
import dev.intarsia.backend.csource.CItem;
import dev.intarsia.backend.csource.CNames;
import dev.intarsia.backend.csource.CStmt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/** The shapes of a network's kernels, each once, and which of them have code of their own. */
final class KernelShapes {

    /** What all code of shapes' own may take of flash, by estimate. */
    private static final int OWN_BYTES = 5 * 1024 + 512;

    /** Instructions of one inference that a byte of code has to save. */
    private static final int LEAST_SAVED = 4;

    private final Map<KernelShape, String> names = new LinkedHashMap<>();
    private final Set<KernelShape> own = new HashSet<>();

    /** @param prefix what the shapes' names begin with */
    KernelShapes(Collection<LayerCode> layers, CNames global, String prefix) {
        Map<KernelShape, List<LayerCode>> users = new LinkedHashMap<>();
        for (LayerCode layer : layers) {
            layer.shape()
                    .ifPresent(s -> users.computeIfAbsent(s, unused -> new ArrayList<>())
                            .add(layer));
        }
        users.keySet()
                .forEach(s -> names.put(s, global.of("shape " + s.function() + s.members(), prefix + " " + s.hint())));
        ToLongFunction<KernelShape> saved = s -> users.get(s).stream()
                .mapToLong(l -> l.ownCode().savedInstructions())
                .sum();
        ToLongFunction<KernelShape> bytes =
                s -> users.get(s).getFirst().ownCode().bytes();
        List<KernelShape> byWorth = users.keySet().stream()
                .filter(KernelShape::mayBeOwn)
                .filter(s -> saved.applyAsLong(s) >= LEAST_SAVED * bytes.applyAsLong(s))
                .sorted(Comparator.comparingDouble(
                        (KernelShape s) -> -(double) saved.applyAsLong(s) / bytes.applyAsLong(s)))
                .toList();
        long left = OWN_BYTES;
        for (KernelShape shape : users.keySet()) {
            if (shape.mustBeOwn()) {
                left -= bytes.applyAsLong(shape);
                own.add(shape);
            }
        }
        for (KernelShape shape : byWorth) {
            if (!shape.mustBeOwn() && bytes.applyAsLong(shape) <= left) {
                left -= bytes.applyAsLong(shape);
                own.add(shape);
            }
        }
    }

    /** The shapes as constants, and the functions of those that have code of their own. */
    List<CItem> items() {
        List<CItem> items = new ArrayList<>();
        names.forEach((shape, name) -> {
            items.add(new CItem.Text("static const " + shape.type() + " " + name + " = "
                    + shape.members().initializer() + ";"));
            if (own.contains(shape)) {
                items.add(new CItem.Text("static void " + name
                        + "_run(const uint32_t *stream, const uint8_t *from, int8_t *to, uint32_t *scratch)\n{\n    "
                        + shape.ownFunction() + "(&" + name + ", stream, from, to, scratch);\n}"));
            }
        });
        return items;
    }

    /** Computes a layer: constants, operand, result, scratch memory. */
    CStmt call(KernelShape shape, CExpr stream, CExpr from, CExpr to, CExpr scratch) {
        String name = names.get(shape);
        return own.contains(shape)
                ? CStmt.call(name + "_run", stream, from, to, scratch)
                : CStmt.call(shape.function(), CExpr.of("&" + name), stream, from, to, scratch);
    }
}
