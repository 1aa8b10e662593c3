package dev.intarsia.hwtest.foreign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * The operands of one result.
 *
 * @param operands words by the operand's name, in the order of the operation; the same number for each that has a word a product
 */
public record Transaction(SequencedMap<String, List<Long>> operands) {

    public Transaction {
        SequencedMap<String, List<Long>> copy = new LinkedHashMap<>();
        operands.forEach((name, words) -> copy.put(name, List.copyOf(words)));
        operands = Collections.unmodifiableSequencedMap(copy);
    }

    /** The words of an operand that it has. */
    public List<Long> words(String operand) {
        return operands.get(operand);
    }

    /** The only word of an operand, or what stands for it where it is not bound. */
    public long word(String operand, long absent) {
        return operands.containsKey(operand) ? operands.get(operand).getFirst() : absent;
    }

    /** With other words for an operand. */
    Transaction with(String operand, List<Long> words) {
        SequencedMap<String, List<Long>> changed = new LinkedHashMap<>(operands);
        changed.put(operand, words);
        return new Transaction(changed);
    }

    /** As in {@code a=1,2 b=-3,4}. */
    @Override
    public String toString() {
        return operands.entrySet().stream()
                .map(e -> e.getKey() + "="
                        + e.getValue().stream().map(String::valueOf).collect(Collectors.joining(",")))
                .collect(Collectors.joining(" "));
    }

    /** The inverse of {@link #toString()}; empty for any other text. */
    static Optional<Transaction> parse(String text) {
        SequencedMap<String, List<Long>> operands = new LinkedHashMap<>();
        for (Map.Entry<String, String> field : fields(text)) {
            List<Long> words = new ArrayList<>();
            for (String word : field.getValue().split(",", -1)) {
                if (!word.matches("-?[0-9]{1,18}|-?[0-8][0-9]{18}")) {
                    return Optional.empty();
                }
                words.add(Long.parseLong(word));
            }
            if (operands.put(field.getKey(), words) != null) {
                return Optional.empty();
            }
        }
        return operands.isEmpty() ? Optional.empty() : Optional.of(new Transaction(operands));
    }

    private static List<Map.Entry<String, String>> fields(String text) {
        return text.isBlank()
                ? List.of()
                : List.of(text.strip().split(" +")).stream()
                        .map(field -> field.split("=", 2))
                        .map(pair -> Map.entry(pair[0], pair.length == 2 ? pair[1] : ""))
                        .toList();
    }
}
