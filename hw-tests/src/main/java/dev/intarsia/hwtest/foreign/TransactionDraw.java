package dev.intarsia.hwtest.foreign;

import dev.intarsia.hwtest.foreign.Binding.BoundOperand;
import dev.intarsia.hwtest.foreign.Operation.Presence;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;

/** Transactions of corner and random words within a binding's ranges; the same for the same seed. */
public final class TransactionDraw {

    private static final int MOST_TRIES = 10_000;

    private final Binding binding;
    private final Random random;

    private TransactionDraw(Binding binding, long seed) {
        this.binding = binding;
        this.random = new Random(seed);
    }

    /** @throws InvalidInputException when next to no words of the ranges are in the operation's domain */
    public static List<Transaction> of(Binding binding, int count, long seed) {
        TransactionDraw draw = new TransactionDraw(binding, seed);
        List<Transaction> transactions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            transactions.add(draw.next());
        }
        return transactions;
    }

    private Transaction next() {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Transaction drawn = any();
            if (binding.operation().inDomain(drawn)) {
                return drawn;
            }
        }
        throw InvalidInputException.of(
                binding.place(),
                "no words were found for which " + binding.operation().keyword() + " is defined",
                "give narrower ranges behind the operands' ports");
    }

    private Transaction any() {
        int products = switch (binding.operation()) {
            case Operation.MultiplyAccumulate m -> m.fewest() + random.nextInt(m.most() - m.fewest() + 1);
            case Operation.Requantize r -> 1;
        };
        SequencedMap<String, List<Long>> operands = new LinkedHashMap<>();
        boolean extreme = random.nextInt(8) == 0;
        for (BoundOperand operand : binding.operands()) {
            if (operand.presence() == Presence.EACH_PRODUCT || operand.presence() == Presence.ONCE) {
                List<Long> words = new ArrayList<>();
                for (int i = 0; i < (operand.presence() == Presence.EACH_PRODUCT ? products : 1); i++) {
                    words.add(word(operand, extreme));
                }
                operands.put(operand.name(), words);
            }
        }
        return new Transaction(operands);
    }

    /** @param extreme whether only the ends of the range are drawn */
    private long word(BoundOperand operand, boolean extreme) {
        return switch (random.nextInt(extreme ? 2 : 12)) {
            case 0 -> operand.low();
            case 1 -> operand.high();
            case 2 -> nearest(operand, random.nextInt(3) - 1);
            case 3, 4 ->
                nearest(
                        operand,
                        Math.floorDiv(
                                any(operand),
                                1L << random.nextInt(operand.format().bits())));
            default -> any(operand);
        };
    }

    private long any(BoundOperand operand) {
        return random.nextLong(operand.low(), operand.high() + 1);
    }

    private static long nearest(BoundOperand operand, long word) {
        return Math.max(operand.low(), Math.min(operand.high(), word));
    }
}
