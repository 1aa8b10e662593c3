package dev.intarsia.hwtest.foreign;

import dev.intarsia.hwtest.foreign.Binding.BoundOperand;
import dev.intarsia.hwtest.foreign.Operation.Presence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Makes a list of transactions that shows a fault small: fewer of them, without gaps, with fewer products, of plainer words. */
final class DesignShrink {

    /** What is left. */
    record Small(List<Transaction> transactions, Pace pace) {}

    private final DesignBench bench;
    private int tries;
    private List<Transaction> now;
    private Pace pace;

    private DesignShrink(DesignBench bench, List<Transaction> whole, Pace pace, int tries) {
        this.bench = bench;
        this.now = whole;
        this.pace = pace;
        this.tries = tries;
    }

    /**
     * The smallest list that was found.
     *
     * @param whole shows a fault with this pace
     * @param tries how many lists to run at most
     */
    static Small of(DesignBench bench, List<Transaction> whole, Pace pace, int tries) {
        DesignShrink shrink = new DesignShrink(bench, whole, pace, tries);
        if (shrink.faulty(whole, Pace.FULL)) {
            shrink.pace = Pace.FULL;
        }
        shrink.fewer();
        if (shrink.faulty(shrink.now, Pace.FULL)) {
            shrink.pace = Pace.FULL;
        }
        for (List<Transaction> before = List.of(); !before.equals(shrink.now); ) {
            before = shrink.now;
            shrink.products();
            shrink.words();
        }
        return new Small(shrink.now, shrink.pace);
    }

    private boolean faulty(List<Transaction> candidate, Pace candidatePace) {
        return tries-- > 0 && bench.run(candidate, candidatePace).first().isPresent();
    }

    private boolean kept(List<Transaction> candidate) {
        if (faulty(candidate, pace)) {
            now = candidate;
            return true;
        }
        return false;
    }

    /** Leaves out ever shorter stretches. */
    private void fewer() {
        for (int stretch = now.size() / 2; stretch >= 1; stretch /= 2) {
            for (int from = 0; from < now.size() && now.size() > stretch; ) {
                List<Transaction> candidate = new ArrayList<>(now);
                candidate.subList(from, Math.min(now.size(), from + stretch)).clear();
                if (candidate.isEmpty() || !kept(candidate)) {
                    from += stretch;
                }
            }
        }
    }

    private void products() {
        if (!(bench.binding().operation() instanceof Operation.MultiplyAccumulate m)) {
            return;
        }
        for (int i = 0; i < now.size(); i++) {
            for (int stretch = products(i) / 2; stretch >= 1; stretch /= 2) {
                for (int from = 0; from + stretch <= products(i) && products(i) - stretch >= m.fewest(); ) {
                    int first = from;
                    int length = stretch;
                    if (!kept(changed(i, Presence.EACH_PRODUCT, words -> without(words, first, length)))) {
                        from += stretch;
                    }
                }
            }
        }
    }

    private int products(int transaction) {
        return bench.binding().operands().stream()
                .filter(o -> o.presence() == Presence.EACH_PRODUCT)
                .mapToInt(o -> now.get(transaction).words(o.name()).size())
                .min()
                .orElse(0);
    }

    private static List<Long> without(List<Long> words, int first, int length) {
        List<Long> left = new ArrayList<>(words);
        left.subList(first, first + length).clear();
        return left;
    }

    private List<Transaction> changed(int transaction, Presence presence, UnaryOperator<List<Long>> change) {
        Transaction other = now.get(transaction);
        for (BoundOperand operand : bench.binding().operands()) {
            if (operand.presence() == presence) {
                other = other.with(operand.name(), change.apply(other.words(operand.name())));
            }
        }
        return replaced(transaction, other);
    }

    private List<Transaction> replaced(int index, Transaction other) {
        List<Transaction> list = new ArrayList<>(now);
        list.set(index, other);
        return list;
    }

    /** Each word as near to 0 as shows it. */
    private void words() {
        for (int i = 0; i < now.size(); i++) {
            for (BoundOperand operand : bench.binding().operands()) {
                if (now.get(i).operands().containsKey(operand.name())) {
                    for (int w = 0; w < now.get(i).words(operand.name()).size(); w++) {
                        plainer(i, operand, w);
                    }
                }
            }
        }
    }

    private void plainer(int transaction, BoundOperand operand, int index) {
        long plainest = Math.max(operand.low(), Math.min(operand.high(), 0));
        long word = now.get(transaction).words(operand.name()).get(index);
        long tried = plainest;
        while (tried != word) {
            List<Long> words = new ArrayList<>(now.get(transaction).words(operand.name()));
            words.set(index, tried);
            Transaction other = now.get(transaction).with(operand.name(), words);
            if (bench.binding().operation().inDomain(other) && kept(replaced(transaction, other))) {
                word = tried;
                tried = plainest;
            } else {
                // Half of what is left between the two, towards the word.
                tried = tried + (word - tried + Long.signum(word - tried)) / 2;
            }
            if (tries <= 0) {
                return;
            }
        }
    }
}
