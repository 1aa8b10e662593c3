package dev.intarsia.ir.proof;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyAdd;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.Staircase;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the constants with which a processor's multiply-add and one saturating shift are a given staircase.
 *
 * <p>For a fixed multiplier, each side of each step bounds {@code addend · 2^dropped + half + offset · 2^raise · multiplier}: together they
 * leave a window of that number. The addend moves it by 2^dropped, an offset in the bias by less: so a window that is narrower than
 * 2^dropped is met by the right offset. Multipliers are tried from the middle of those whose window is not empty.
 */
public final class FindMultiplyAdd {

    private static final int MOST_OFFSET = 1 << 14;
    private static final int[] MULTIPLIERS = {4};

    /** Where two addends have to be met by one offset, which moves less far, more are tried. */
    private static final int[] MULTIPLIERS_BY_SIGN = {4, 64};

    /** Sums that are kept this small fit 32 bits with their addend. */
    private static final int SUM_BITS = 30;

    /**
     * What a pair of instructions does, but for its constants; see {@link MultiplyAdd}.
     *
     * @param raise how far the accumulator is shifted up before it is multiplied: 8 for the upper half of a packed sum, which comes so
     * @param dropped how many low bits of the product are lost
     * @param rounded whether half is added before they are
     * @param split whether another addend is taken where the accumulator is negative: two instructions more
     * @param multiplier the format of the constant factor
     */
    public record Instructions(int raise, int dropped, boolean rounded, boolean split, IntFormat multiplier) {

        /** Cortex-M4, M7, M33: SMMLA, then SSAT with a shift. RISC-V: MULH, ADD, SRAI, clamp. */
        public static final Instructions HIGH_WORD = new Instructions(0, 32, false, false, IntFormat.I32);

        /** Cortex-M4: SMLAWB, then SSAT with a shift. */
        public static final Instructions HALF_WORD = new Instructions(0, 16, false, false, IntFormat.I16);

        /** Helium: VQDMULH, VADD, then VQSHRN or a shift and a clamp. */
        public static final Instructions DOUBLED_HIGH_WORD = new Instructions(0, 31, false, false, IntFormat.I32);

        /** Cortex-M0+: MULS, ADDS, ASRS, clamp. */
        public static final Instructions LOW_WORD = new Instructions(0, 0, false, false, IntFormat.I32);

        /** Processors without a product of 64 bits: the upper word from four products of halves, which add up in 32 bits. */
        public static final Instructions HALVES = new Instructions(0, 32, false, false, new IntFormat(true, 31));

        public Instructions raisedBy(int bits) {
            return new Instructions(bits, dropped, rounded, split, multiplier);
        }

        /** The same, with another addend where the accumulator is negative. */
        public Instructions bySign() {
            return new Instructions(raise, dropped, rounded, true, multiplier);
        }

        /** The same, the product rounded half up where its low bits are lost: SMMLAR, VQRDMULH. */
        public Instructions roundedHalfUp() {
            return new Instructions(raise, dropped, true, split, multiplier);
        }

        private double slope(double factor, int shift) {
            return Math.scalb(factor, raise - dropped - shift);
        }

        private double factor(double slope, int shift) {
            return Math.scalb(slope, dropped + shift - raise);
        }

        /** The greatest multiplier with which no product is in the way of an addend in 32 bits. */
        private long greatest(Staircase steps) {
            double reach = Math.max(1, Math.max(Math.abs((double) steps.low()), Math.abs((double) steps.high())));
            double limit = Math.scalb(1.0, SUM_BITS + dropped - raise) / reach;
            return (long) Math.min(limit, multiplier.max());
        }
    }

    /**
     * The constants of a layer whose shift is part of the code, and so the same for all channels.
     *
     * @param shift of the sum
     * @param channels one for each channel; empty where none was found
     */
    public record Layer(int shift, List<Optional<MultiplyAdd>> channels) {

        public Layer {
            channels = List.copyOf(channels);
        }

        /** How many channels have constants. */
        public int found() {
            return (int) channels.stream().filter(Optional::isPresent).count();
        }

        /** Whether all channels have constants. */
        public boolean isComplete() {
            return found() == channels.size();
        }
    }

    private FindMultiplyAdd() {}

    /**
     * The constants of one channel.
     *
     * @param steps what has to come out once the value is saturated
     * @param lowest the least word of the saturation, such as −128
     * @param highest the greatest word of the saturation
     * @param shift of the sum
     * @return checked at every step; empty when none was found
     */
    public static Optional<MultiplyAdd> find(
            Staircase steps, long lowest, long highest, Instructions instructions, int shift) {
        return Demands.of(steps, lowest, highest)
                .flatMap(demands -> find(steps, demands, instructions, shift))
                .filter(found -> {
                    Requantization claim = new Requantization.Combined(found, lowest, highest);
                    return CheckCertificate.complaint(claim, steps).isEmpty();
                });
    }

    /**
     * What a requantizer of one or two roundings, both of them half, computes anyway, with its own multiplier: one instruction more, for the
     * accumulator is doubled, and always there, for accumulators of less than 2^30. In double rounding the addend of negative
     * accumulators is 1 less, which is B + (x ASR 31) in one instruction.
     *
     * @param steps over which interval; what has to come out
     * @return checked at every step; empty for other requantizers, for shifts to the left, and where 32 bits do not suffice
     */
    public static Optional<MultiplyAdd> direct(Staircase steps, Requantization.Scaled meaning) {
        if (!(meaning.form() instanceof MultiplyShift form)
                || form.rounding() != (form.doubleRounding() ? Rounding.HALF_AWAY : Rounding.HALF_UP)) {
            return Optional.empty();
        }
        int shift = meaning.parameters().shift() - 31;
        if (shift < 0 || shift > 31) {
            return Optional.empty();
        }
        boolean twice = form.doubleRounding() && shift > 0;
        BigInteger half = shift == 0 ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(shift - 1);
        BigInteger addend = BigInteger.valueOf(meaning.zero()).shiftLeft(shift).add(half);
        if (!IntFormat.I32.contains(addend) || !MultiplyAdd.raisedFits(meaning.offset(), 0, 1)) {
            return Optional.empty();
        }
        MultiplyAdd found = new MultiplyAdd(
                meaning.offset(),
                1,
                meaning.parameters().multiplier(),
                32,
                form.doubleRounding() || shift == 0,
                addend.longValueExact(),
                twice ? 1 : 0,
                shift);
        Requantization claim = new Requantization.Combined(found, meaning.lowest(), meaning.highest());
        return CheckCertificate.complaint(claim, steps).isEmpty() ? Optional.of(found) : Optional.empty();
    }

    /**
     * The constants of all channels of a layer, with the greatest shift that all have, or that most have.
     *
     * @param steps one staircase for each channel
     */
    public static Layer forLayer(List<Staircase> steps, long lowest, long highest, Instructions instructions) {
        int start = steps.stream()
                .mapToInt(s -> greatestShift(s, lowest, highest, instructions))
                .min()
                .orElseThrow(() -> new IllegalArgumentException("a layer has channels"));
        Layer best = new Layer(start, List.of());
        for (int shift = start; shift >= Math.max(0, start - 2) && best.found() < steps.size(); shift--) {
            int now = shift;
            Layer layer = new Layer(
                    shift,
                    steps.stream()
                            .map(s -> find(s, lowest, highest, instructions, now))
                            .toList());
            best = layer.found() > best.found() || best.channels.isEmpty() ? layer : best;
        }
        return best;
    }

    /** The greatest shift at which a multiplier that meets all demands still fits its format. */
    private static int greatestShift(Staircase steps, long lowest, long highest, Instructions instructions) {
        Optional<Demands> demands = Demands.of(steps, lowest, highest);
        double word = Math.max(1, Math.max(Math.abs((double) lowest), Math.abs((double) highest)) + 1);
        int most = Math.max(0, Math.min(31, SUM_BITS - Math.getExponent(word) - 1));
        if (demands.isEmpty() || steps.edges() == 0) {
            return most;
        }
        double greatest = instructions.greatest(steps);
        double best = demands.get().bestSlope(instructions.slope(greatest, 0), instructions.split);
        double least = edgeOfMargin(demands.get(), best, 0, instructions.split);
        int shift = most;
        while (shift > 0 && instructions.slope(greatest, shift) < least) {
            shift--;
        }
        return shift;
    }

    /** The slope nearest to {@code outside} that still has a margin, from {@code inside}, which has one. */
    private static double edgeOfMargin(Demands demands, double inside, double outside, boolean split) {
        double good = inside;
        double bad = outside;
        for (int i = 0; i < 60; i++) {
            double middle = (good + bad) / 2;
            if (demands.margin(middle, split) > 0) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    private static Optional<MultiplyAdd> find(Staircase steps, Demands demands, Instructions instructions, int shift) {
        if (!MultiplyAdd.raisedFits(steps.low(), 0, instructions.raise)
                || !MultiplyAdd.raisedFits(steps.high(), 0, instructions.raise)) {
            return Optional.empty();
        }
        long greatest = instructions.greatest(steps);
        double steepest = instructions.slope(greatest, shift);
        double best = demands.bestSlope(steepest, instructions.split);
        if (!(demands.margin(best, instructions.split) > 0)) {
            return Optional.empty();
        }
        Set<Long> tried = new HashSet<>();
        for (int count : instructions.split ? MULTIPLIERS_BY_SIGN : MULTIPLIERS) {
            List<Window> windows = new ArrayList<>();
            for (long multiplier : multipliers(demands, best, steepest, instructions, shift, greatest, count)) {
                if (tried.add(multiplier)) {
                    Window.of(demands, instructions, multiplier, shift).ifPresent(windows::add);
                }
            }
            Optional<MultiplyAdd> found = nearest(windows, steps);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The least offset with which one of the windows is met. A window is given up where it is left, or where 32 bits are. */
    private static Optional<MultiplyAdd> nearest(List<Window> windows, Staircase steps) {
        List<Window> left = new ArrayList<>(windows);
        for (int distance = 0; distance <= MOST_OFFSET && !left.isEmpty(); distance++) {
            for (Iterator<Window> each = left.iterator(); each.hasNext(); ) {
                Window window = each.next();
                boolean allowed = false;
                for (int offset = distance; offset >= -distance; offset -= Math.max(1, 2 * distance)) {
                    if (window.allows(offset)) {
                        Optional<MultiplyAdd> found = window.at(offset);
                        allowed |= found.isEmpty();
                        if (found.isPresent() && found.get().fits(steps.low(), steps.high())) {
                            return found;
                        }
                    }
                }
                if (!allowed) {
                    each.remove();
                }
            }
        }
        return Optional.empty();
    }

    /** The best multiplier, and some on both sides of it, evenly over those that have a margin. */
    private static List<Long> multipliers(
            Demands demands,
            double best,
            double steepest,
            Instructions instructions,
            int shift,
            long greatest,
            int count) {
        List<Long> multipliers = new ArrayList<>();
        double low = edgeOfMargin(demands, best, 0, instructions.split);
        double high = demands.margin(steepest, instructions.split) > 0
                ? steepest
                : edgeOfMargin(demands, best, steepest, instructions.split);
        for (int i = 0; i <= count; i++) {
            for (double end : new double[] {low, high}) {
                double slope = best + (end - best) * i / (count + 1);
                long multiplier = Math.min(greatest, (long) Math.rint(instructions.factor(slope, shift)));
                if (!multipliers.contains(multiplier)) {
                    multipliers.add(multiplier);
                }
            }
        }
        return multipliers;
    }
}
