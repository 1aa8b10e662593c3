package dev.intarsia.hwtest.foreign;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds a design against its operation, or against recorded words, and looks into the first fault. */
public final class DesignCheck {

    /** Lists of transactions that are run at most to make one small. */
    private static final int TRIES = 1500;

    private DesignCheck() {}

    /**
     * What was found.
     *
     * @param runs how often all vectors were run
     * @param words results that were compared
     * @param mismatches results that differ or did not come
     * @param cycles of all runs together
     */
    public record Verdict(
            int vectors, List<Pace> runs, long words, long mismatches, long cycles, Optional<Finding> first) {}

    /**
     * The first fault.
     *
     * @param steps how the expected word comes about
     * @param small a short list that shows a fault again
     * @param smallFault the fault that it shows
     */
    public record Finding(
            DesignFault fault,
            Pace pace,
            Transaction transaction,
            List<Operation.Step> steps,
            DesignPack small,
            DesignFault smallFault) {}

    /** Runs the transactions at each pace, until one of them shows a fault. */
    public static Verdict run(DesignBench bench, List<Transaction> transactions, List<Pace> paces) {
        long words = 0;
        long cycles = 0;
        List<Pace> run = new ArrayList<>();
        for (Pace pace : paces) {
            DesignBench.Outcome outcome = bench.run(transactions, pace);
            run.add(pace);
            words += transactions.size();
            cycles += outcome.cycles();
            if (outcome.first().isPresent()) {
                Finding finding =
                        finding(bench, transactions, pace, outcome.first().get());
                return new Verdict(transactions.size(), run, words, outcome.wrong(), cycles, Optional.of(finding));
            }
        }
        return new Verdict(transactions.size(), run, words, 0, cycles, Optional.empty());
    }

    private static Finding finding(DesignBench bench, List<Transaction> transactions, Pace pace, DesignFault fault) {
        Transaction faulty = transactions.get(fault.transaction());
        List<Transaction> until = transactions.subList(0, fault.transaction() + 1);
        boolean alone = bench.run(until, pace).first().isPresent();
        DesignShrink.Small small = DesignShrink.of(bench, alone ? until : transactions, pace, TRIES);
        Binding binding = bench.binding();
        DesignPack pack = new DesignPack(
                binding.name(), small.pace(), small.transactions(), bench.expected(small.transactions()));
        return new Finding(
                fault,
                pace,
                faulty,
                binding.operation().steps(faulty),
                pack,
                bench.run(small.transactions(), small.pace()).first().orElse(fault));
    }

    /** All paces that a binding leaves a choice of: without handshakes there is one. */
    public static List<Pace> paces(Binding binding, long seed) {
        return binding.input().isPresent() || binding.output().isPresent()
                ? List.of(Pace.FULL, Pace.random(seed))
                : List.of(Pace.FULL);
    }

    /** The transactions with the words that the operation gives. */
    public static DesignPack pack(DesignBench bench, List<Transaction> transactions) {
        return new DesignPack(bench.binding().name(), Pace.FULL, transactions, bench.expected(transactions));
    }
}
