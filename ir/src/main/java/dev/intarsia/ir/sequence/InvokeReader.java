package dev.intarsia.ir.sequence;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Turns invokes into commands by matching the store at the heart of their meaning. An invoke whose meaning the unit does not have is our
 * own mistake, and an exception.
 */
final class InvokeReader {

    private final Piece piece;
    private final ToIntFunction<Buffer> place;
    private final Map<String, Integer> totals;
    private final Map<Expr.Load, WindowReader.TapOffsets> offsets;

    /**
     * @param place the address of a staged buffer's copy in use
     * @param totals for each loop that was split into blocks, by the name of the inner loop, the iterations of all blocks
     * @param offsets what was read off each load already, by identity
     */
    InvokeReader(
            Piece piece,
            ToIntFunction<Buffer> place,
            Map<String, Integer> totals,
            Map<Expr.Load, WindowReader.TapOffsets> offsets) {
        this.piece = piece;
        this.place = place;
        this.totals = totals;
        this.offsets = offsets;
    }

    /** The entry of the first output pixel of what the piece writes. */
    int entry() {
        return entry(piece.store().buffer(), piece.store().at());
    }

    Command.Multiply multiply(boolean accumulate) {
        Expr.Binary sum = sum();
        if (!(sum.right() instanceof Expr.Binary product
                && product.operator() == Expr.Operator.MULTIPLY
                && product.left() instanceof Expr.Load activation
                && product.right() instanceof Expr.Load weight)) {
            throw unlike("a product of an activation and a weight");
        }
        return new Command.Multiply(
                Sync.NONE,
                window(activation),
                addresses(weight.buffer(), weight.at()).at(Map.of()),
                weight.buffer().format().bytes(),
                entry(),
                lanes(),
                accumulate);
    }

    Command.Vector vector() {
        Expr value = Piece.bare(piece.store().value());
        if (value instanceof Expr.Binary(Expr.Operator operator, Expr.Load own, Expr.Load x)
                && own.buffer().equals(piece.store().buffer())) {
            return switch (operator) {
                case ADD -> vector(new Command.LaneOperation.Total(), x);
                case MAXIMUM -> vector(new Command.LaneOperation.Maximum(), x);
                case SUBTRACT, MULTIPLY, MINIMUM, AND, OR, XOR -> throw unlike("a sum or a maximum");
            };
        }
        if (value instanceof Expr.Load x) {
            return vector(new Command.LaneOperation.Total(), x);
        }
        if (value instanceof Expr.Binary(Expr.Operator operator, Expr left, Expr right)
                && operator == Expr.Operator.ADD) {
            if (left instanceof Expr.Load own
                    && own.buffer().equals(piece.store().buffer())) {
                Expr.Binary product = (Expr.Binary) right;
                Expr.Load weight = (Expr.Load) product.right();
                int address = addresses(weight.buffer(), weight.at()).at(Map.of());
                return vector(
                        new Command.LaneOperation.MultiplyAdd(
                                address, weight.buffer().format().bytes()),
                        (Expr.Load) product.left());
            }
            return addRescaled(Rescaled.of(left), Rescaled.of(right));
        }
        throw unlike("anything that the lanes compute");
    }

    private Command.Vector addRescaled(Rescaled left, Rescaled right) {
        if (left.shift != right.shift || !left.form.equals(right.form)) {
            throw unlike("two operands that are rescaled alike");
        }
        Command.Window first = window(left.load);
        Command.Window second = window(right.load);
        if (first.heightStride() != second.heightStride() || first.widthStride() != second.widthStride()) {
            throw unlike("two operands that lie alike");
        }
        return vector(
                new Command.LaneOperation.AddRescaled(
                        second.address(),
                        left.shift,
                        Math.toIntExact(left.zero),
                        left.multiplier,
                        left.right,
                        Math.toIntExact(right.zero),
                        right.multiplier,
                        right.right,
                        left.form),
                left.load);
    }

    private Command.Vector vector(Command.LaneOperation operation, Expr.Load activation) {
        return new Command.Vector(Sync.NONE, operation, window(activation), entry(), lanes());
    }

    Command.Post post() {
        Expr value = Piece.bare(piece.store().value());
        OptionalInt table = OptionalInt.empty();
        if (value instanceof Expr.LookUp(Buffer words, Expr position)) {
            table = OptionalInt.of(place.applyAsInt(words));
            value = position;
        }
        if (!(value instanceof Expr.Binary(Expr.Operator min, Expr above, Expr.Constant(long high))
                && min == Expr.Operator.MINIMUM
                && above instanceof Expr.Binary(Expr.Operator max, Expr shifted, Expr.Constant(long low))
                && max == Expr.Operator.MAXIMUM)) {
            throw unlike("a clamped value");
        }
        long zero = 0;
        Expr scaled = shifted;
        if (shifted instanceof Expr.Binary(Expr.Operator sign, Expr inner, Expr.Constant(long offset))
                && (sign == Expr.Operator.ADD || sign == Expr.Operator.SUBTRACT)) {
            zero = sign == Expr.Operator.ADD ? offset : -offset;
            scaled = inner;
        }
        if (!(Piece.bare(scaled) instanceof Expr.Rescale rescale
                && rescale.form() instanceof MultiplyShift form
                && rescale.multiplier() instanceof Expr.Load multiplier
                && Piece.bare(rescale.value()) instanceof Expr.Binary(Expr.Operator plus, Expr.Load own, Expr.Load bias)
                && plus == Expr.Operator.ADD)) {
            throw unlike("a rescaled sum of an accumulator and a bias");
        }
        if (!multiplier.buffer().equals(bias.buffer())) {
            throw unlike("parameters in one place");
        }
        List<Index> accumulator = own.at();
        Buffer target = piece.store().buffer();
        Addresses written = addresses(target, piece.store().at());
        List<String> pixels = piece.pixels(accumulator);
        int count = 1;
        int stride = 0;
        for (String pixel : pixels.reversed()) {
            int step = written.stride(pixel, piece.extent(pixel));
            if (count > 1 && step != 0 && step != stride * count) {
                throw unlike("output pixels in equal strides");
            }
            stride = count == 1 && step != 0 ? step : stride;
            count *= Math.toIntExact(piece.extent(pixel));
        }
        int entryBytes = bias.buffer().shape().size(1) * bias.buffer().format().bytes();
        return new Command.Post(
                Sync.NONE,
                Scratchpad.of(target.memory()),
                written.at(Map.of()),
                entry(own.buffer(), accumulator),
                count,
                Math.toIntExact(piece.extent(piece.lane(accumulator))),
                stride,
                addresses(bias.buffer(), bias.at()).at(Map.of()) / entryBytes,
                form,
                Math.toIntExact(zero),
                new Clamp(low, high),
                target.format().bytes(),
                table,
                Command.Kept.NONE);
    }

    private Expr.Binary sum() {
        if (Piece.bare(piece.store().value()) instanceof Expr.Binary sum
                && sum.operator() == Expr.Operator.ADD
                && sum.left() instanceof Expr.Load own
                && own.buffer().equals(piece.store().buffer())) {
            return sum;
        }
        throw unlike("a sum");
    }

    private Command.Window window(Expr.Load activation) {
        List<Index> accumulator = piece.store().at();
        List<String> pixels = piece.pixels(accumulator);
        List<String> taps = new ArrayList<>(piece.extents().sequencedKeySet());
        taps.removeAll(Set.copyOf(pixels));
        taps.remove(piece.lane(accumulator));
        if (taps.size() > 1) {
            throw unlike("one loop over taps");
        }
        Addresses addresses = addresses(activation.buffer(), activation.at());
        WindowReader reader = new WindowReader(
                piece, addresses, pixels, offsets.computeIfAbsent(activation, l -> new WindowReader.TapOffsets()));
        if (taps.isEmpty()) {
            return reader.read(null, null, 1);
        }
        String tap = taps.getFirst();
        String outer = tap.endsWith(".1") ? tap.substring(0, tap.length() - 1) + "0" : null;
        if (outer == null || !piece.variables().containsKey(outer)) {
            return reader.read(tap, null, Math.toIntExact(piece.extent(tap)));
        }
        Blocks blocks = Blocks.parse(totals, tap);
        return reader.read(tap, new WindowReader.Blocks(outer, blocks.size), blocks.total);
    }

    /** How a loop was split: the iterations of all blocks, and of a whole one. */
    private record Blocks(int total, int size) {
        static Blocks parse(Map<String, Integer> totals, String tap) {
            return new Blocks(totals.get(tap), totals.get(tap + "/block"));
        }
    }

    private int lanes() {
        return Math.toIntExact(piece.extent(piece.lane(piece.store().at())));
    }

    /** The entry of the first output pixel; pixels follow one another. */
    private int entry(Buffer accumulators, List<Index> at) {
        List<String> pixels = piece.pixels(at);
        if (pixels.size() == 2
                && piece.extent(pixels.getFirst()) > 1
                && accumulators.shape().size(-2) != piece.extent(pixels.getLast())) {
            throw unlike("pixels that follow one another");
        }
        int lanes = accumulators.shape().size(-1) * accumulators.format().bytes();
        return place.applyAsInt(accumulators)
                + new Addresses(accumulators, at, 0, piece.variables()).at(Map.of()) / lanes;
    }

    private Addresses addresses(Buffer buffer, List<Index> at) {
        if (buffer.memory().equals(Memory.MAIN)) {
            throw unlike("anything but staged buffers: " + buffer.name() + " is in main memory");
        }
        return new Addresses(buffer, at, place.applyAsInt(buffer), piece.variables());
    }

    private IllegalStateException unlike(String expected) {
        return new IllegalStateException("the meaning of an invoke is not " + expected + ": "
                + piece.store().value());
    }

    /** One operand of an addition: {@code rescale((x − zero) · 2^shift, multiplier, right)}. */
    private record Rescaled(Expr.Load load, int shift, long zero, long multiplier, int right, MultiplyShift form) {

        static Rescaled of(Expr expr) {
            if (Piece.bare(expr) instanceof Expr.Rescale r
                    && r.form() instanceof MultiplyShift form
                    && r.multiplier() instanceof Expr.Constant(long multiplier)
                    && r.shift() instanceof Expr.Constant(long right)) {
                Expr value = Piece.bare(r.value());
                int shift = 0;
                if (value instanceof Expr.Shift(Expr inner, Expr.Constant(long amount), var rounding)) {
                    shift = Math.toIntExact(-amount);
                    value = Piece.bare(inner);
                } else if (value instanceof Expr.Binary(Expr.Operator times, Expr inner, Expr.Constant(long power))
                        && times == Expr.Operator.MULTIPLY
                        && Long.bitCount(power) == 1) {
                    shift = Long.numberOfTrailingZeros(power);
                    value = Piece.bare(inner);
                }
                long zero = 0;
                if (value instanceof Expr.Binary(Expr.Operator sign, Expr inner, Expr.Constant(long offset))) {
                    zero = sign == Expr.Operator.SUBTRACT ? offset : -offset;
                    value = inner;
                }
                if (value instanceof Expr.Load load) {
                    return new Rescaled(load, shift, zero, multiplier, Math.toIntExact(right), form);
                }
            }
            throw new IllegalStateException("an operand of an addition is not a rescaled word: " + expr);
        }
    }
}
