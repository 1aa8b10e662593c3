package dev.intarsia.hwtest.verify;

import dev.intarsia.hwtest.verify.Slices.Stretch;
import dev.intarsia.ir.graph.Constant;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.type.RawTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Makes a case that shows a difference small: fewer layers, then fewer channels and less of the image, then zeros for words that do not
 * matter. Every step is kept only if the difference is still there.
 */
public final class Shrink {

    private final Predicate<Case> differs;
    private int tries;

    private Shrink(Predicate<Case> differs, int tries) {
        this.differs = differs;
        this.tries = tries;
    }

    /**
     * The smallest case that was found.
     *
     * @param whole shows the difference
     * @param tensor where it shows first
     * @param words every tensor of this inference as it should be, the inputs among them
     * @param differs whether a case shows a difference; a case that cannot be run shows none
     * @param tries how many cases to run at most
     */
    public static Case of(Case whole, String tensor, Map<String, RawTensor> words, Predicate<Case> differs, int tries) {
        Shrink shrink = new Shrink(differs, tries);
        Case layers = shrink.layers(whole, tensor, words);
        Case sliced = layers.graph().graph().nodes().size() == 1 ? shrink.sizes(layers) : layers;
        return shrink.constants(shrink.inputs(sliced));
    }

    private boolean holds(Case candidate) {
        return tries-- > 0 && differs.test(candidate);
    }

    /** As few layers as show it, the last one that of the tensor. */
    private Case layers(Case whole, String tensor, Map<String, RawTensor> words) {
        int all = whole.graph().graph().nodes().size();
        for (int layers = 1; layers <= all; layers++) {
            Case excerpt = Excerpt.of(whole.graph(), tensor, layers, words);
            if (holds(excerpt)) {
                return excerpt;
            }
        }
        return whole;
    }

    private Case sizes(Case layer) {
        Case small = layer;
        for (int before = -1; before != size(small); ) {
            before = size(small);
            if (Slices.isPlainSum(small)) {
                small = narrowed(small, outputs(small), Shrink::outputs, Slices::outputs);
                small = narrowed(small, channels(small), Shrink::channels, Slices::inputs);
            }
            for (int axis = 1; axis < rank(small) - 1; axis++) {
                int own = axis;
                small = narrowed(
                        small,
                        length(small, own),
                        c -> length(c, own),
                        (c, kept) -> Slices.image(c, own, kept).orElse(c));
            }
        }
        return small;
    }

    private static int size(Case c) {
        return c.inputs().stream().mapToInt(t -> t.shape().elements()).sum()
                + c.graph().graph().constants().stream()
                        .mapToInt(k -> k.type().shape().elements())
                        .sum();
    }

    private static int rank(Case c) {
        return c.graph().graph().inputs().stream()
                .mapToInt(input -> input.type().shape().rank())
                .min()
                .orElse(0);
    }

    private static int length(Case c, int axis) {
        return c.graph().graph().inputs().stream()
                .mapToInt(input -> input.type().shape().size(axis))
                .min()
                .orElse(1);
    }

    private static int outputs(Case c) {
        return c.graph().graph().nodes().getFirst().type().shape().size(-1);
    }

    private static int channels(Case c) {
        return c.graph().graph().inputs().getFirst().type().shape().size(-1);
    }

    private interface Slice {
        Case of(Case whole, Stretch kept);
    }

    private interface Length {
        int of(Case c);
    }

    /** Half as long, from either end, and then shorter by one from either end, as long as the difference is there. */
    private Case narrowed(Case whole, int length, Length measure, Slice slice) {
        Case small = whole;
        int now = length;
        for (int cut = now / 2; cut >= 1; ) {
            Optional<Case> shorter = Optional.empty();
            for (int first : new int[] {0, cut}) {
                if (shorter.isEmpty() && now - cut >= 1) {
                    shorter = candidate(slice, small, new Stretch(first, now - cut));
                }
            }
            if (shorter.isPresent() && measure.of(shorter.get()) < now) {
                small = shorter.get();
                now = measure.of(small);
                cut = Math.min(cut, now / 2);
            } else {
                cut /= 2;
            }
        }
        return small;
    }

    private Optional<Case> candidate(Slice slice, Case whole, Stretch kept) {
        try {
            return Optional.of(slice.of(whole, kept)).filter(this::holds);
        } catch (IllegalArgumentException | dev.intarsia.ir.diagnostic.InvalidInputException impossible) {
            return Optional.empty(); // the layer has no such part
        }
    }

    private Case inputs(Case whole) {
        Case small = whole;
        for (int i = 0; i < small.inputs().size(); i++) {
            int own = i;
            Case base = small;
            Input input = small.graph().graph().inputs().get(i);
            RawTensor zeroed = zeros(
                    small.inputs().get(i),
                    input.type().quantized().zeroPoint(),
                    words -> base.withInputs(replaced(base.inputs(), own, words)));
            small = base.withInputs(replaced(base.inputs(), own, zeroed));
        }
        return small;
    }

    private Case constants(Case whole) {
        Case small = whole;
        for (int i = 0; i < small.graph().graph().constants().size(); i++) {
            int own = i;
            Case base = small;
            Constant constant = small.graph().graph().constants().get(i);
            RawTensor zeroed = zeros(
                    constant.raw(), constant.type().quantized().zeroPoint(), words -> withConstant(base, own, words));
            small = withConstant(base, own, zeroed);
        }
        return small;
    }

    private static Case withConstant(Case base, int index, RawTensor words) {
        Graph graph = base.graph().graph();
        Constant constant = graph.constants().get(index);
        Graph changed = new Graph(
                graph.name(),
                graph.inputs(),
                replaced(
                        graph.constants(),
                        index,
                        new Constant(constant.name(), constant.type(), words, constant.location())),
                graph.nodes(),
                graph.outputs());
        return new Case(new QuantizedGraph(changed, base.graph().profile()), base.inputs());
    }

    /** As many words as possible replaced by the one that stands for 0: all at once, then in ever smaller parts, down to a sixteenth. */
    private RawTensor zeros(RawTensor words, long zero, WithWords candidate) {
        long[] now = words.toArray();
        for (int chunk = now.length; chunk >= Math.max(1, now.length / 16); chunk = chunk == 1 ? 0 : (chunk + 1) / 2) {
            for (int first = 0; first < now.length; first += chunk) {
                long[] tried = now.clone();
                boolean changes = false;
                for (int i = first; i < Math.min(now.length, first + chunk); i++) {
                    changes |= tried[i] != zero;
                    tried[i] = zero;
                }
                if (changes && holds(candidate.of(RawTensor.owning(words.format(), words.shape(), tried)))) {
                    now = tried;
                }
            }
        }
        return RawTensor.owning(words.format(), words.shape(), now);
    }

    private interface WithWords {
        Case of(RawTensor words);
    }

    private static <T> List<T> replaced(List<T> list, int index, T value) {
        List<T> changed = new ArrayList<>(list);
        changed.set(index, value);
        return changed;
    }
}
