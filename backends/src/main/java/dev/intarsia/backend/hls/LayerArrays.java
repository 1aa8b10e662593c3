package dev.intarsia.backend.hls;

import dev.intarsia.backend.csource.CExpr;
import dev.intarsia.backend.csource.CItem;
import dev.intarsia.backend.csource.CNames;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.stream.Process;
import dev.intarsia.ir.stream.Reduction;
import dev.intarsia.ir.type.RawTensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The constants of a layer as arrays. Each has words of the least width that holds them. */
final class LayerArrays {

    private final Kernel kernel;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, IntFormat> formats = new HashMap<>();

    LayerArrays(Kernel kernel, CNames global, String prefix) {
        this.kernel = kernel;
        for (Parameter parameter : kernel.parameters()) {
            String own = parameter.buffer().name();
            String words = own.startsWith(kernel.name() + ".")
                    ? own.substring(kernel.name().length() + 1)
                    : own;
            formats.put(own, format(parameter.words()));
            names.put(own, global.of(kernel.name() + " constant " + own, prefix + " " + words));
        }
    }

    /** The name of the array of a constant. */
    String name(String buffer) {
        return names.get(buffer);
    }

    /** A word of a constant. */
    CExpr word(HlsDialect dialect, String buffer, CExpr at) {
        return CExpr.call(
                dialect.stored(formats.get(buffer)).text(),
                CExpr.of(names.get(buffer)).at(at));
    }

    /** Whether a buffer is a constant. */
    boolean contains(String buffer) {
        return names.containsKey(buffer);
    }

    private static IntFormat format(RawTensor words) {
        long[] all = words.toArray();
        return IntFormat.holding(
                BigInteger.valueOf(Arrays.stream(all).min().orElseThrow()),
                BigInteger.valueOf(Arrays.stream(all).max().orElseThrow()));
    }

    /** The arrays, words in the kernel's order. */
    List<CItem.Data> plain(HlsDialect dialect) {
        return kernel.parameters().stream()
                .map(p -> data(dialect, p, p.words().toArray()))
                .toList();
    }

    /** The arrays of a reduction: weights in the order in which its trips read them, each trip's side by side. */
    List<CItem.Data> folded(HlsDialect dialect, Process.Reduce process, String weights) {
        return kernel.parameters().stream()
                .map(p -> data(
                        dialect,
                        p,
                        p.buffer().name().equals(weights)
                                ? folded(p.words().toArray(), process)
                                : p.words().toArray()))
                .toList();
    }

    private static long[] folded(long[] words, Process.Reduce process) {
        Reduction.Window window = process.reduction().window();
        int elements = process.folding().elements();
        int lanes = window.own() ? 1 : process.folding().lanes();
        int taps = process.tapFolds();
        int row = taps * lanes;
        long[] folded = new long[words.length];
        int at = 0;
        for (int fold = 0; fold < process.channelFolds(); fold++) {
            for (int tap = 0; tap < taps; tap++) {
                for (int element = 0; element < elements; element++) {
                    for (int lane = 0; lane < lanes; lane++) {
                        folded[at++] = words[(fold * elements + element) * row + tap * lanes + lane];
                    }
                }
            }
        }
        return folded;
    }

    private CItem.Data data(HlsDialect dialect, Parameter parameter, long[] words) {
        List<CExpr> values = new ArrayList<>();
        for (long word : words) {
            values.add(CExpr.of(word));
        }
        return new CItem.Data(
                kernel.name() + ": " + parameter.buffer().name() + " "
                        + parameter.words().shape(),
                "static const",
                dialect.constant(formats.get(parameter.buffer().name())),
                names.get(parameter.buffer().name()),
                values);
    }
}
