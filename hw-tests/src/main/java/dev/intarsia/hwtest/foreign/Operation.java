package dev.intarsia.hwtest.foreign;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import java.util.ArrayList;
import java.util.List;

/** What a bound design computes. Its words follow from the arithmetic package alone. */
public sealed interface Operation {

    /** How an operand goes with a transaction. */
    enum Presence {
        /** A word for each product. */
        EACH_PRODUCT,
        /** One word, held for the whole transaction. */
        ONCE,
        /** 1 in a transaction's first beat, else 0; not an operand of the arithmetic. */
        FIRST_BEAT,
        /** 1 in a transaction's last beat, else 0; not an operand of the arithmetic. */
        LAST_BEAT
    }

    /**
     * An operand.
     *
     * @param required whether every binding has to say where it comes from
     */
    record Operand(String name, Presence presence, boolean required) {}

    /** A line of how a word comes about. */
    record Step(String text, long value) {}

    /** The word after {@code operation} in a binding. */
    String keyword();

    /** All that it has. */
    List<Operand> operands();

    /** The result's name. */
    String result();

    /** How the result of a transaction comes about; the last step has the word. */
    List<Step> steps(Transaction transaction);

    /** Whether a transaction is where the operation's source defines it. */
    boolean inDomain(Transaction transaction);

    /** The result's word. */
    default long word(Transaction transaction) {
        return steps(transaction).getLast().value();
    }

    /**
     * Σ a·b, and a bias.
     *
     * @param accumulation how the sum is formed
     * @param fewest products of a transaction
     * @param most products of a transaction
     */
    record MultiplyAccumulate(Accumulation accumulation, int fewest, int most) implements Operation {

        static final String KEYWORD = "multiply_accumulate";

        /** Holds every sum that a binding allows. */
        private static final IntFormat EXACT = new IntFormat(true, 64);

        @Override
        public String keyword() {
            return KEYWORD;
        }

        @Override
        public List<Operand> operands() {
            return List.of(
                    new Operand("a", Presence.EACH_PRODUCT, true),
                    new Operand("b", Presence.EACH_PRODUCT, true),
                    new Operand("bias", Presence.ONCE, false),
                    new Operand("first", Presence.FIRST_BEAT, false),
                    new Operand("last", Presence.LAST_BEAT, false));
        }

        @Override
        public String result() {
            return "sum";
        }

        @Override
        public boolean inDomain(Transaction transaction) {
            return true;
        }

        @Override
        public List<Step> steps(Transaction transaction) {
            List<Long> a = transaction.words("a");
            List<Long> b = transaction.words("b");
            long bias = transaction.word("bias", 0);
            long[] products = new long[a.size()];
            for (int i = 0; i < products.length; i++) {
                products[i] = a.get(i) * b.get(i);
            }
            List<Step> steps = new ArrayList<>();
            if (bias != 0) {
                steps.add(new Step("bias", bias));
            }
            steps.add(new Step(
                    "exact sum of " + products.length + (products.length == 1 ? " product" : " products"),
                    new Accumulation.Wrap(EXACT).sum(products, bias)));
            steps.add(new Step(accumulation.text(), accumulation.sum(products, bias)));
            return steps;
        }
    }

    /**
     * clamp(rescale(x, multiplier, shift) + zero_point, low, high).
     *
     * @param form of the rescaling
     * @param lowest bound where the binding has no {@code low}
     * @param highest bound where the binding has no {@code high}
     */
    record Requantize(MultiplyShift form, long lowest, long highest) implements Operation {

        static final String KEYWORD = "requantize";

        @Override
        public String keyword() {
            return KEYWORD;
        }

        @Override
        public List<Operand> operands() {
            return List.of(
                    new Operand("x", Presence.ONCE, true),
                    new Operand("multiplier", Presence.ONCE, true),
                    new Operand("shift", Presence.ONCE, true),
                    new Operand("zero_point", Presence.ONCE, false),
                    new Operand("low", Presence.ONCE, false),
                    new Operand("high", Presence.ONCE, false));
        }

        @Override
        public String result() {
            return "word";
        }

        private static int shift(Transaction transaction) {
            return Math.toIntExact(transaction.words("shift").getFirst());
        }

        @Override
        public boolean inDomain(Transaction transaction) {
            int shift = shift(transaction);
            boolean shifts = !form.doubleRounding() || shift >= 1 && shift <= 62;
            return shifts
                    && form.inDomain(transaction.words("x").getFirst(), shift)
                    && transaction.word("low", lowest) <= transaction.word("high", highest);
        }

        @Override
        public List<Step> steps(Transaction transaction) {
            long x = transaction.words("x").getFirst();
            long multiplier = transaction.words("multiplier").getFirst();
            long rescaled = form.rescale(x, multiplier, shift(transaction));
            long placed = Math.addExact(rescaled, transaction.word("zero_point", 0));
            long low = transaction.word("low", lowest);
            long high = transaction.word("high", highest);
            return List.of(
                    new Step("x", x),
                    new Step("rescaled by " + multiplier + " / 2^" + shift(transaction) + ", " + form.text(), rescaled),
                    new Step("and the zero point", placed),
                    new Step("clamped to " + low + " … " + high, Math.max(low, Math.min(high, placed))));
        }
    }
}
