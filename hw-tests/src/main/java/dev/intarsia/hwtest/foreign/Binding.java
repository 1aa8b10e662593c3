package dev.intarsia.hwtest.foreign;

import dev.intarsia.hwtest.foreign.Operation.Presence;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;

/**
 * How a design's ports carry the operands and the result of an operation.
 *
 * @param name of the design, for people
 * @param clock the port that is stepped
 * @param reset held for a few cycles at first; empty where the design needs none
 * @param parameters of the top module
 * @param operands in the order of the operation
 * @param result the port with the result's word
 * @param input the handshake of the operands; without it every cycle takes a beat
 * @param output the handshake of the results; without it {@code latency} is given
 * @param latency rising edges from the one that takes a transaction's last beat, that one counted, until its result stands at the output
 */
public record Binding(
        String name,
        String clock,
        Optional<Reset> reset,
        Map<String, Integer> parameters,
        Operation operation,
        List<BoundOperand> operands,
        BoundResult result,
        Optional<Handshake> input,
        Optional<Handshake> output,
        OptionalInt latency,
        Span place) {

    public Binding {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        operands = List.copyOf(operands);
    }

    /** A port that resets the design, and the level at which it does. */
    record Reset(String port, boolean high) {}

    /**
     * A side's handshake: a beat passes at a rising edge at which {@code valid} and {@code ready} are both 1.
     *
     * @param ready empty where the receiver is always ready
     */
    record Handshake(String valid, Optional<String> ready) {}

    /**
     * An operand and where its words go.
     *
     * @param lanes words that the port takes side by side in a beat, the first one in the low bits
     * @param port empty for a constant, which is {@code low}
     * @param low the least word that transactions have
     * @param high the greatest word that transactions have
     */
    record BoundOperand(
            String name,
            Presence presence,
            IntFormat format,
            int lanes,
            Optional<String> port,
            long low,
            long high,
            Span place) {}

    /** The result and the port that it comes from. */
    record BoundResult(String name, IntFormat format, String port, Span place) {}

    /** Products that a beat takes. */
    int lanes() {
        return operands.stream()
                .filter(o -> o.presence() == Presence.EACH_PRODUCT)
                .mapToInt(BoundOperand::lanes)
                .max()
                .orElse(1);
    }

    /** Beats of a transaction. */
    int beats(Transaction transaction) {
        return operands.stream()
                .filter(o -> o.presence() == Presence.EACH_PRODUCT)
                .findFirst()
                .map(o -> Math.ceilDiv(transaction.words(o.name()).size(), o.lanes()))
                .orElse(1);
    }

    /** The words of a beat, by port and lane: behind the last product, and between transactions, all are 0. */
    SequencedMap<BoundOperand, List<Long>> beat(Transaction transaction, int beat) {
        SequencedMap<BoundOperand, List<Long>> words = new LinkedHashMap<>();
        for (BoundOperand operand : operands) {
            if (operand.port().isPresent()) {
                words.put(
                        operand,
                        switch (operand.presence()) {
                            case EACH_PRODUCT -> {
                                List<Long> all = transaction.words(operand.name());
                                int first = beat * operand.lanes();
                                yield all.subList(first, Math.min(all.size(), first + operand.lanes()));
                            }
                            case ONCE -> transaction.words(operand.name());
                            case FIRST_BEAT -> List.of(beat == 0 ? 1L : 0L);
                            case LAST_BEAT -> List.of(beat == beats(transaction) - 1 ? 1L : 0L);
                        });
            }
        }
        return words;
    }
}
