package dev.intarsia.ir.sequence;

import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Region;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.target.Accelerator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes out loads of results that can stay on the chip: where one load of a layer brings a whole tensor, whose words post-processing wrote to the
 * output buffer and a store brought to memory, post-processing writes them to the load's place among the activations as well.
 *
 * <p>Padding around the tensor is written by a load of its own, which reads nothing, before the first of those words.
 *
 * <p>The store stays, so that memory has every tensor. Words do not change: each byte of the load's place gets the byte that the load would have
 * brought, and between the first of these writes and the place of the load no other command touches it.
 */
public final class KeepResults {

    private final Accelerator target;
    private final List<Command> all = new ArrayList<>();
    private final List<List<Region>> regions = new ArrayList<>();
    /** Where each layer's commands begin, and the end of the last one. */
    private final int[] starts;

    /** Loads of padding, by the command that each stands before. */
    private final Map<Integer, List<Command>> frames = new HashMap<>();

    private final List<Set<Integer>> kept = new ArrayList<>();

    private KeepResults(List<List<Command>> layers, Accelerator target) {
        this.target = target;
        starts = new int[layers.size() + 1];
        for (int layer = 0; layer < layers.size(); layer++) {
            starts[layer] = all.size();
            all.addAll(layers.get(layer));
            kept.add(new TreeSet<>());
        }
        starts[layers.size()] = all.size();
        all.forEach(c -> regions.add(Region.of(c, target)));
    }

    /**
     * What came of it.
     *
     * @param layers the commands of each layer
     * @param kept for each layer, which of the addresses asked for are filled by an earlier layer now
     */
    public record Kept(List<List<Command>> layers, List<Set<Integer>> kept) {}

    /**
     * Takes loads out where it can be done.
     *
     * @param layers the commands of each layer in program order, without tokens; nothing of the host between them
     * @param addresses for each layer, the places among the activations that one load each fills and whose load may go
     */
    public static Kept apply(List<List<Command>> layers, List<Set<Integer>> addresses, Accelerator target) {
        if (addresses.stream().allMatch(Set::isEmpty)) {
            return new Kept(layers, addresses);
        }
        KeepResults keep = new KeepResults(layers, target);
        for (int layer = 1; layer < layers.size(); layer++) {
            for (int address : addresses.get(layer)) {
                keep.keep(layer, address);
            }
        }
        return new Kept(keep.layers(), keep.kept);
    }

    private List<List<Command>> layers() {
        List<List<Command>> result = new ArrayList<>();
        for (int layer = 0; layer + 1 < starts.length; layer++) {
            List<Command> own = new ArrayList<>();
            for (int i = starts[layer]; i < starts[layer + 1]; i++) {
                own.addAll(frames.getOrDefault(i, List.of()));
                if (all.get(i) != null) {
                    own.add(all.get(i));
                }
            }
            result.add(List.copyOf(own));
        }
        return result;
    }

    private void keep(int layer, int address) {
        int at = -1;
        for (int i = starts[layer]; i < starts[layer + 1]; i++) {
            if (all.get(i) instanceof Command.Load l && l.to() == Scratchpad.ACTIVATION && l.address() == address) {
                if (at >= 0) {
                    return;
                }
                at = i;
            }
        }
        if (at < 0) {
            return;
        }
        Optional<Copied> copied = Copied.of((Command.Load) all.get(at));
        if (copied.isEmpty()) {
            return;
        }
        Optional<List<Written>> written = written(layer, copied.get());
        if (written.isEmpty()) {
            return;
        }
        int first = written.get().stream().mapToInt(Written::post).min().orElseThrow();
        if (isTouched(first, at)) {
            return;
        }
        for (Written w : written.get()) {
            Command.Post post = ((Command.Post) all.get(w.post())).keeping(w.place());
            all.set(w.post(), post);
            regions.set(w.post(), Region.of(post, target));
        }
        Command.Load load = (Command.Load) all.get(at);
        if (load.padding().isPadded()) {
            frames.computeIfAbsent(first, f -> new ArrayList<>()).add(frame(load));
        }
        all.set(at, null);
        kept.get(layer).add(address);
    }

    /** Of a load its padding alone. */
    private static Command.Load frame(Command.Load l) {
        return new Command.Load(
                l.sync(),
                l.to(),
                l.address(),
                0,
                l.rows(),
                l.pixels() * l.bytes(),
                l.pixels(),
                l.bytes(),
                l.bytes(),
                l.padding().asFrame());
    }

    /**
     * A load of neighbouring bytes.
     *
     * @param from the first byte in memory
     * @param to the first byte of the first row among the activations
     * @param row bytes of a row
     * @param rowStride bytes from row to row among the activations
     */
    private record Copied(int from, int to, int bytes, int row, int rowStride) {

        static Optional<Copied> of(Command.Load l) {
            boolean rowsJoin = l.pixels() == 1 || l.pixelStride() == l.bytes();
            boolean joined = rowsJoin && (l.rows() == 1 || l.rowStride() == l.pixels() * l.bytes());
            if (!joined || l.padding().frame()) {
                return Optional.empty();
            }
            Command.Surround pad = l.padding();
            int row = l.pixels() * l.bytes();
            int rowStride = (pad.left() + l.pixels() + pad.right()) * l.bytes();
            int to = l.address() + pad.top() * rowStride + pad.left() * l.bytes();
            return Optional.of(new Copied(l.from(), to, l.copied(), row, rowStride));
        }

        boolean has(int memory, int size) {
            return memory >= from && memory + size <= from + bytes;
        }

        int place(int memory) {
            return to + (memory - from) / row * rowStride + (memory - from) % row;
        }
    }

    /** A command of post-processing and where it is to keep its words. */
    private record Written(int post, Command.Kept place) {}

    /** The commands that write all that a load brings, all of the last layer that stores any of it; empty where there are none such. */
    private Optional<List<Written>> written(int layer, Copied copied) {
        for (int before = layer - 1; before >= 0; before--) {
            List<Integer> stores = stores(before, copied);
            if (!stores.isEmpty()) {
                return written(before, stores, copied);
            }
        }
        return Optional.empty();
    }

    private List<Integer> stores(int layer, Copied copied) {
        List<Integer> stores = new ArrayList<>();
        for (int i = starts[layer]; i < starts[layer + 1]; i++) {
            if (all.get(i) instanceof Command.Store) {
                Region memory = regions.get(i).getLast();
                if (memory.start() < copied.from() + copied.bytes() && copied.from() < memory.end()) {
                    stores.add(i);
                }
            }
        }
        return stores;
    }

    private Optional<List<Written>> written(int layer, List<Integer> stores, Copied copied) {
        BitSet there = new BitSet();
        List<Written> written = new ArrayList<>();
        for (int at : stores) {
            Command.Store store = (Command.Store) all.get(at);
            Region memory = regions.get(at).getLast();
            int before = there.cardinality();
            memory.mark(there);
            if (!copied.has(memory.start(), memory.end() - memory.start())
                    || there.cardinality() != before + store.copied()
                    || !written(layer, at, store, copied, written)) {
                return Optional.empty();
            }
        }
        return there.cardinality() == copied.bytes() ? Optional.of(written) : Optional.empty();
    }

    /** Adds the commands that write what a store takes from the output buffer; false where it is not plain which they are. */
    private boolean written(int layer, int at, Command.Store store, Copied copied, List<Written> written) {
        BitSet needed = new BitSet();
        needed.set(store.address(), store.address() + store.copied());
        for (int i = at - 1; i >= starts[layer] && !needed.isEmpty(); i--) {
            if (all.get(i) instanceof Command.Post post && post.to() == Scratchpad.OUTPUT) {
                BitSet bytes = new BitSet();
                regions.get(i).stream()
                        .filter(r -> r.write() && r.scratchpad().equals(Optional.of(Scratchpad.OUTPUT)))
                        .forEach(r -> r.mark(bytes));
                if (!bytes.intersects(needed)) {
                    continue;
                }
                int size = bytes.cardinality();
                bytes.and(needed);
                Optional<Command.Kept> place = place(post, store, copied);
                if (bytes.cardinality() != size || post.kept().isKept() || place.isEmpty()) {
                    return false;
                }
                needed.andNot(bytes);
                written.add(new Written(i, place.get()));
            }
        }
        return needed.isEmpty();
    }

    /** Where the words of a command are to be kept, if they lie there in rows of equal strides. */
    private static Optional<Command.Kept> place(Command.Post post, Command.Store store, Copied copied) {
        int size = post.channels() * post.elementBytes();
        int[] places = new int[post.pixels()];
        for (int pixel = 0; pixel < places.length; pixel++) {
            int from = post.address() + pixel * post.pixelStride() - store.address();
            int memory = memory(store, from);
            places[pixel] = copied.place(memory);
            if (memory(store, from + size - 1) != memory + size - 1
                    || copied.place(memory + size - 1) != places[pixel] + size - 1) {
                return Optional.empty();
            }
        }
        int columns = 1;
        int stride = places.length > 1 ? places[1] - places[0] : 0;
        while (columns < places.length && places[columns] - places[columns - 1] == stride) {
            columns++;
        }
        int rowStride = columns < places.length ? places[columns] - places[0] : 0;
        if (stride < 0 || rowStride < 0) {
            return Optional.empty();
        }
        Command.Kept kept = new Command.Kept(places[0], columns, stride, rowStride);
        for (int pixel = 0; pixel < places.length; pixel++) {
            if (kept.at(pixel) != places[pixel]) {
                return Optional.empty();
            }
        }
        return Command.Post.canKeep(post.to(), post.pixels(), post.channels(), post.pixelStride(), post.elementBytes())
                ? Optional.of(kept)
                : Optional.empty();
    }

    /** Where a store puts a byte of the dense box that it copies. */
    private static int memory(Command.Store store, int at) {
        int pixel = at / store.bytes();
        return store.to()
                + pixel / store.pixels() * store.rowStride()
                + pixel % store.pixels() * store.pixelStride()
                + at % store.bytes();
    }

    /** Whether a command between two others uses what the second, a load, fills. */
    private boolean isTouched(int from, int load) {
        Region filled = regions.get(load).getLast();
        for (int i = from; i < load; i++) {
            boolean framed = frames.getOrDefault(i, List.of()).stream()
                    .flatMap(f -> Region.of(f, target).stream())
                    .anyMatch(filled::overlaps);
            if (framed || all.get(i) != null && regions.get(i).stream().anyMatch(filled::overlaps)) {
                return true;
            }
        }
        return false;
    }
}
