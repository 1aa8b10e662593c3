package dev.intarsia.ir.range;

import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Stmt;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Encloses the words of every buffer of a kernel, whatever the order of its stores: the join of all that is stored, until nothing
 * changes. A place that adds to its own word is bounded by how often it can do so since it was last set.
 */
final class BufferRanges {

    /** After so many rounds, what still changes is taken to have every word of its format. */
    private static final int ROUNDS = 12;

    private record Place(Stmt.Store store, List<Stmt.Loop> loops) {}

    private record Copy(Stmt.Transfer transfer) {}

    private final Kernel kernel;
    private final Set<String> fixed = new LinkedHashSet<>();
    private final Map<String, Interval> ranges = new HashMap<>();
    private final List<Place> stores = new ArrayList<>();
    private final List<Copy> copies = new ArrayList<>();

    BufferRanges(Kernel kernel, Map<String, Interval> known) {
        this.kernel = kernel;
        for (Buffer input : kernel.inputs()) {
            fix(input.name(), known.getOrDefault(input.name(), Interval.of(input.format())));
        }
        for (Parameter parameter : kernel.parameters()) {
            fix(parameter.buffer().name(), words(parameter));
        }
        for (Buffer buffer : kernel.buffers()) {
            if (known.containsKey(buffer.name())) {
                fix(buffer.name(), known.get(buffer.name()));
            }
        }
        collect(kernel.body(), List.of());
    }

    private void fix(String name, Interval range) {
        fixed.add(name);
        ranges.put(name, range);
    }

    private static Interval words(Parameter parameter) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < parameter.words().shape().elements(); i++) {
            least = Math.min(least, parameter.words().at(i));
            greatest = Math.max(greatest, parameter.words().at(i));
        }
        return Interval.of(least, greatest);
    }

    private void collect(List<Stmt> statements, List<Stmt.Loop> loops) {
        for (Stmt statement : statements) {
            switch (statement) {
                case Stmt.Loop l -> {
                    List<Stmt.Loop> inner = new ArrayList<>(loops);
                    inner.add(l);
                    collect(l.body(), inner);
                }
                case Stmt.Store s -> stores.add(new Place(s, List.copyOf(loops)));
                case Stmt.Transfer t -> copies.add(new Copy(t));
                case Stmt.Invoke i -> collect(i.meaning(), loops);
            }
        }
    }

    Map<String, Interval> solve() {
        for (int round = 0; round < ROUNDS; round++) {
            if (!step()) {
                return Map.copyOf(ranges);
            }
        }
        Set<String> moving = new LinkedHashSet<>();
        kernel.buffers().stream()
                .map(Buffer::name)
                .filter(n -> !fixed.contains(n))
                .forEach(moving::add);
        for (Buffer buffer : kernel.buffers()) {
            if (moving.contains(buffer.name())) {
                ranges.put(buffer.name(), Interval.of(buffer.format()));
            }
        }
        return Map.copyOf(ranges);
    }

    /** Joins what every store and transfer can bring; whether anything changed. */
    private boolean step() {
        boolean changed = false;
        for (Place place : stores) {
            Buffer buffer = place.store.buffer();
            if (!fixed.contains(buffer.name())) {
                Interval value = growth(place)
                        .map(g -> g.plus(starts(buffer)))
                        .orElseGet(() -> new ExprRange(ranges, place.loops).of(place.store.value()));
                changed |= join(buffer, value);
            }
        }
        for (Copy copy : copies) {
            Buffer to = copy.transfer.to();
            if (!fixed.contains(to.name())) {
                Interval source = ranges.get(copy.transfer.from().name());
                Interval outside = Interval.of(copy.transfer.outside());
                changed |= join(to, source == null ? outside : source.join(outside));
            }
        }
        return changed;
    }

    /** The words that a buffer can have that this store of the kernel adds to. */
    Interval grown(Stmt.Store store) {
        return stores.stream()
                .filter(place -> place.store == store)
                .findFirst()
                .flatMap(place -> growth(place).map(g -> g.plus(starts(store.buffer()))))
                .orElseThrow();
    }

    private boolean join(Buffer buffer, Interval value) {
        Interval inside = value.clamp(Interval.of(buffer.format()));
        Interval before = ranges.get(buffer.name());
        Interval after = before == null ? inside : before.join(inside);
        ranges.put(buffer.name(), after);
        return !after.equals(before);
    }

    /** What a store that adds to its own word can add to it in all, together with its like. */
    private Optional<Interval> growth(Place place) {
        if (addend(place).isEmpty()) {
            return Optional.empty();
        }
        Interval total = Interval.of(0);
        for (Place other : stores) {
            if (other.store.buffer().equals(place.store.buffer())) {
                Optional<Expr> addend = addend(other);
                if (addend.isPresent()) {
                    Interval each =
                            new ExprRange(ranges, other.loops).of(addend.get()).join(Interval.of(0));
                    total = total.plus(each.times(new Interval(BigInteger.ZERO, repetitions(other))));
                }
            }
        }
        return Optional.of(total);
    }

    /** What is added, if a store adds to its own word and does nothing else with it. */
    static Optional<Expr> addend(Stmt.Store store) {
        return store.value() instanceof Expr.Binary(Expr.Operator operator, Expr.Load own, Expr added)
                        && operator == Expr.Operator.ADD
                        && own.buffer().equals(store.buffer())
                        && own.at().equals(store.at())
                ? Optional.of(added)
                : Optional.empty();
    }

    private static Optional<Expr> addend(Place place) {
        return addend(place.store);
    }

    /** The join of what the buffer is set to. */
    private Interval starts(Buffer buffer) {
        Interval starts = null;
        for (Place place : stores) {
            if (place.store.buffer().equals(buffer) && addend(place).isEmpty()) {
                Interval value = new ExprRange(ranges, place.loops).of(place.store.value());
                starts = starts == null ? value : starts.join(value);
            }
        }
        return starts == null ? Interval.of(buffer.format()) : starts;
    }

    /**
     * How often a store can happen before its buffer is set anew: the iterations of the loops that it does not share with a store that
     * sets it. Only a register is known to be set as a whole, and only by a store that stands directly in a shared loop.
     */
    private BigInteger repetitions(Place place) {
        int shared = stores.stream()
                .filter(other -> other.store.buffer().equals(place.store.buffer())
                        && addend(other).isEmpty())
                .filter(other -> other.store.at().isEmpty())
                .mapToInt(other -> common(place.loops, other.loops) == other.loops.size() ? other.loops.size() : 0)
                .max()
                .orElse(0);
        BigInteger count = BigInteger.ONE;
        Map<String, Long> greatest = IndexValue.greatest(place.loops);
        for (Stmt.Loop loop : place.loops.subList(shared, place.loops.size())) {
            count = count.multiply(BigInteger.valueOf(Math.max(0, Extent.atMost(loop.extent(), greatest))));
        }
        return count;
    }

    private static int common(List<Stmt.Loop> a, List<Stmt.Loop> b) {
        int depth = 0;
        while (depth < Math.min(a.size(), b.size()) && a.get(depth) == b.get(depth)) {
            depth++;
        }
        return depth;
    }
}
