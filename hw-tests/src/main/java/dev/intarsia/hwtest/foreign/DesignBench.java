package dev.intarsia.hwtest.foreign;

import dev.intarsia.hwtest.foreign.Binding.BoundOperand;
import dev.intarsia.hwtest.foreign.Binding.Handshake;
import dev.intarsia.hwtest.rtl.RtlDesign;
import dev.intarsia.hwtest.rtl.RtlSource;
import dev.intarsia.hwtest.verilator.DesignStoppedException;
import dev.intarsia.hwtest.verilator.Port;
import dev.intarsia.hwtest.verilator.VerilatedDesign;
import dev.intarsia.hwtest.verilator.VerilatedModel;
import dev.intarsia.hwtest.verilator.Verilator;
import dev.intarsia.hwtest.verilator.VerilatorException;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A built design with its binding. */
public final class DesignBench {

    private static final int RESET_CYCLES = 4;

    /** Cycles without any event after which nothing more is waited for. */
    private static final int SILENCE = 4096;

    /** Cycles behind the last result in which no other one may come. */
    private static final int REST = 64;

    private final Binding binding;
    private final VerilatedDesign design;

    private DesignBench(Binding binding, VerilatedDesign design) {
        this.binding = binding;
        this.design = design;
    }

    /**
     * Builds the design, or takes it from the cache.
     *
     * @throws InvalidInputException when Verilator refuses it, or its ports are not those of the binding
     */
    public static DesignBench of(Binding binding, String top, List<RtlSource> sources, Verilator verilator) {
        RtlDesign design = new RtlDesign(top, sources, new TreeMap<>(binding.parameters()), binding.clock());
        VerilatedDesign built;
        try {
            built = verilator.build(design);
        } catch (VerilatorException refused) {
            throw InvalidInputException.of(
                    binding.place(), refused.getMessage(), "mend the design, or the binding's parameters");
        }
        checkPorts(binding, built);
        return new DesignBench(binding, built);
    }

    Binding binding() {
        return binding;
    }

    private static void checkPorts(Binding binding, VerilatedDesign built) {
        Diagnostics diagnostics = new Diagnostics();
        Map<String, Port> ports = new TreeMap<>();
        built.ports().ports().forEach(port -> ports.put(port.name(), port));
        PortCheck check = new PortCheck(binding, ports, diagnostics);
        check.run();
        diagnostics.stopOnErrors();
    }

    /** What was seen of a run. */
    record Outcome(int results, int wrong, Optional<DesignFault> first, long cycles) {}

    /** Runs transactions one behind the other, from reset, and compares every result. */
    Outcome run(List<Transaction> transactions, Pace pace) {
        try (VerilatedModel model = design.newModel()) {
            return new Run(model, transactions, pace).run();
        }
    }

    /** One run. */
    private final class Run {

        private final VerilatedModel model;
        private final List<Transaction> transactions;
        private final Pace.Side offers;
        private final Pace.Side takes;
        private final Deque<Long> due = new ArrayDeque<>();
        private int transaction;
        private int beat;
        private boolean holds;
        private int results;
        private int wrong;
        private long cycle;
        private Optional<DesignFault> first = Optional.empty();

        Run(VerilatedModel model, List<Transaction> transactions, Pace pace) {
            this.model = model;
            this.transactions = transactions;
            this.offers = pace.side(0);
            this.takes = pace.side(1);
        }

        Outcome run() {
            try {
                reset();
                boolean goesOn = true;
                for (long quiet = 0; goesOn && quiet < limit(); quiet++) {
                    int before = transaction + results + beat;
                    goesOn = step();
                    if (transaction + results + beat != before) {
                        quiet = 0;
                    }
                }
                if (goesOn && results < transactions.size()) {
                    note(new DesignFault.Missing(results, cycle, expected(results)));
                    wrong += transactions.size() - results;
                }
            } catch (DesignStoppedException stopped) {
                note(new DesignFault.Stopped(Math.min(results, transactions.size() - 1), cycle, stopped.getMessage()));
                wrong += transactions.size() - results;
            }
            return new Outcome(results, wrong, first, cycle);
        }

        private int limit() {
            return results >= transactions.size() ? REST + binding.latency().orElse(0) : SILENCE;
        }

        private long expected(int number) {
            return binding.operation().word(transactions.get(number));
        }

        private void note(DesignFault fault) {
            if (first.isEmpty()) {
                first = Optional.of(fault);
            }
        }

        private void reset() {
            binding.reset().ifPresent(reset -> model.set(reset.port(), reset.high() ? 1 : 0));
            model.tick(RESET_CYCLES);
            binding.reset().ifPresent(reset -> model.set(reset.port(), reset.high() ? 0 : 1));
        }

        /** One cycle; false when there is no point in going on. */
        private boolean step() {
            boolean offered = transaction < transactions.size()
                    && (holds || binding.input().isEmpty() || offers.goes());
            drive(offered);
            boolean takesResult = takes.goes();
            binding.output().flatMap(Handshake::ready).ifPresent(ready -> model.set(ready, takesResult ? 1 : 0));
            model.eval();
            boolean accepted = offered
                    && binding.input()
                            .flatMap(Handshake::ready)
                            .map(ready -> model.get(ready) != 0)
                            .orElse(true);
            holds = offered && !accepted;
            if (accepted) {
                accept();
            }
            Optional<Long> waiting = Optional.empty();
            boolean fine = true;
            if (binding.output().isPresent()) {
                Handshake output = binding.output().get();
                if (model.get(output.valid()) != 0) {
                    boolean taken = takesResult || output.ready().isEmpty();
                    fine = taken ? result(word()) : fine;
                    waiting = taken ? Optional.empty() : Optional.of(word());
                }
            }
            if (binding.output().isEmpty() && binding.latency().orElseThrow() == 0 && accepted && beat == 0) {
                due.remove();
                fine = result(word());
            }
            model.tick(1);
            cycle++;
            return fine && standsStill(waiting) && timedResult();
        }

        private void accept() {
            beat++;
            if (beat == binding.beats(transactions.get(transaction))) {
                beat = 0;
                transaction++;
                due.add(cycle + binding.latency().orElse(0));
            }
        }

        /** A result that waits stays as it is. */
        private boolean standsStill(Optional<Long> waiting) {
            if (waiting.isEmpty()) {
                return true;
            }
            Handshake output = binding.output().orElseThrow();
            if (model.get(output.valid()) != 0 && word() == waiting.get()) {
                return true;
            }
            note(new DesignFault.Withdrawn(Math.min(results, transactions.size() - 1), cycle, waiting.get()));
            wrong++;
            return false;
        }

        /** With a latency, a result stands at the output behind an edge that is known. */
        private boolean timedResult() {
            if (binding.output().isPresent() || due.isEmpty() || due.peek() != cycle) {
                return true;
            }
            due.remove();
            return result(word());
        }

        private boolean result(long word) {
            if (results >= transaction) {
                note(new DesignFault.Unexpected(Math.min(results, transactions.size() - 1), cycle, word));
                wrong++;
                return false;
            }
            long expected = expected(results);
            if (word != expected) {
                note(new DesignFault.Word(results, cycle, expected, word));
                wrong++;
            }
            results++;
            return true;
        }

        private long word() {
            return Overflow.WRAP.narrow(
                    model.get(binding.result().port()), binding.result().format());
        }

        /** Puts a beat's words on the ports; where none is offered, the complement of the last ones, which nobody may look at. */
        private void drive(boolean offered) {
            binding.input().ifPresent(handshake -> model.set(handshake.valid(), offered ? 1 : 0));
            if (offered) {
                binding.beat(transactions.get(transaction), beat)
                        .forEach((operand, words) -> put(operand, words, w -> w));
            } else if (binding.input().isPresent() && transaction > 0) {
                binding.beat(transactions.get(transaction - 1), 0)
                        .forEach((operand, words) -> put(operand, words, w -> -1 - w));
            }
        }

        private void put(BoundOperand operand, List<Long> words, UnaryOperator<Long> change) {
            int bits = operand.format().bits();
            long[] port =
                    new long[design.ports().port(operand.port().orElseThrow()).words()];
            for (int lane = 0; lane < words.size(); lane++) {
                long word = change.apply(words.get(lane));
                for (int bit = 0; bit < bits; bit++) {
                    int at = lane * bits + bit;
                    port[at / Long.SIZE] |= (word & 1L << bit) != 0 ? 1L << at % Long.SIZE : 0;
                }
            }
            model.setWords(operand.port().orElseThrow(), port);
        }
    }

    /** All results of a list of transactions, as they should be. */
    List<Long> expected(List<Transaction> transactions) {
        List<Long> words = new ArrayList<>();
        transactions.forEach(t -> words.add(binding.operation().word(t)));
        return words;
    }
}
