package dev.intarsia.hwtest.foreign;

import dev.intarsia.hwtest.verify.Digests;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Transactions with the words that have to come: recorded vectors, and the form of a reproducer. Two files of text: {@code pack.txt} has
 * the version, the binding's name, the pace and the digest of {@code vectors.txt}, which has a transaction a line with its
 * result behind an arrow.
 *
 * @param design the binding's name
 * @param results a word for each transaction
 */
public record DesignPack(String design, Pace pace, List<Transaction> transactions, List<Long> results) {

    private static final String VERSION = "intarsia design vectors 1";
    private static final String PACK = "pack.txt";
    private static final String VECTORS = "vectors.txt";
    private static final String ARROW = " -> ";

    public DesignPack {
        transactions = List.copyOf(transactions);
        results = List.copyOf(results);
    }

    /** The files. */
    public SequencedMap<String, byte[]> files() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < transactions.size(); i++) {
            lines.append(transactions.get(i))
                    .append(ARROW)
                    .append(results.get(i))
                    .append('\n');
        }
        byte[] vectors = lines.toString().getBytes(StandardCharsets.UTF_8);
        String pack = VERSION + "\ndesign " + design + "\npace " + pace + "\nvectors " + transactions.size()
                + "\nsha256 " + Digests.sha256(vectors) + " " + VECTORS + "\n";
        SequencedMap<String, byte[]> files = new LinkedHashMap<>();
        files.put(PACK, pack.getBytes(StandardCharsets.UTF_8));
        files.put(VECTORS, vectors);
        return files;
    }

    /**
     * Reads a pack.
     *
     * @throws InvalidInputException when it is not whole, was changed, is of another version, or not for this binding
     */
    public static DesignPack read(Path folder, Binding binding) {
        List<String> pack = List.of(text(folder.resolve(PACK)).split("\n"));
        byte[] vectors = bytes(folder.resolve(VECTORS));
        if (!pack.getFirst().equals(VERSION)) {
            throw refuse(folder, PACK, "it begins with '" + pack.getFirst() + "'", "'" + VERSION + "' is wanted");
        }
        Optional<Pace> pace = field(pack, "pace").flatMap(Pace::parse);
        Optional<String> design = field(pack, "design");
        if (pack.size() != 5 || pace.isEmpty() || design.isEmpty()) {
            throw refuse(folder, PACK, "it is not complete", "record the vectors again");
        }
        if (!pack.get(4).equals("sha256 " + Digests.sha256(vectors) + " " + VECTORS)) {
            throw refuse(folder, VECTORS, "it was changed", "record the vectors again");
        }
        if (!design.get().equals(binding.name())) {
            throw refuse(
                    folder,
                    PACK,
                    "it is for the design " + design.get() + ", not " + binding.name(),
                    "take its own --bind");
        }
        List<Transaction> transactions = new ArrayList<>();
        List<Long> results = new ArrayList<>();
        for (String line : new String(vectors, StandardCharsets.UTF_8).lines().toList()) {
            String[] sides = line.split(ARROW, -1);
            Optional<Transaction> transaction = sides.length == 2 ? Transaction.parse(sides[0]) : Optional.empty();
            if (transaction.isEmpty() || !sides[1].matches("-?[0-9]{1,18}") || !fits(binding, transaction.get())) {
                throw refuse(
                        folder,
                        VECTORS,
                        "'" + line + "' is no transaction of this binding",
                        "record the vectors again");
            }
            long word = binding.operation().word(transaction.get());
            if (word != Long.parseLong(sides[1])) {
                throw refuse(
                        folder,
                        VECTORS,
                        "for '" + transaction.get() + "', "
                                + binding.operation().keyword() + " of this binding gives " + word + ", not "
                                + sides[1],
                        "take the binding that the vectors were recorded with");
            }
            transactions.add(transaction.get());
            results.add(Long.parseLong(sides[1]));
        }
        if (!field(pack, "vectors").equals(Optional.of(String.valueOf(transactions.size())))
                || transactions.isEmpty()) {
            throw refuse(folder, PACK, "it names another number of vectors", "record the vectors again");
        }
        return new DesignPack(design.get(), pace.get(), transactions, results);
    }

    /** Whether a transaction has the words that the binding's ports take. */
    private static boolean fits(Binding binding, Transaction transaction) {
        List<String> names = new ArrayList<>();
        for (Binding.BoundOperand operand : binding.operands()) {
            boolean words = operand.presence() == Operation.Presence.EACH_PRODUCT
                    || operand.presence() == Operation.Presence.ONCE;
            if (words) {
                names.add(operand.name());
                List<Long> found = transaction.operands().getOrDefault(operand.name(), List.of());
                if (found.isEmpty()
                        || !found.stream().allMatch(operand.format()::contains)
                        || operand.presence() == Operation.Presence.ONCE && found.size() > 1) {
                    return false;
                }
            }
        }
        boolean complete = List.copyOf(transaction.operands().sequencedKeySet()).equals(names);
        long lengths = binding.operands().stream()
                .filter(o -> o.presence() == Operation.Presence.EACH_PRODUCT)
                .map(o -> transaction.words(o.name()).size())
                .distinct()
                .count();
        return complete && lengths <= 1 && binding.operation().inDomain(transaction);
    }

    private static Optional<String> field(List<String> pack, String key) {
        return pack.stream()
                .filter(line -> line.startsWith(key + " "))
                .map(line -> line.substring(key.length() + 1))
                .findFirst();
    }

    private static String text(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw InvalidInputException.of(
                    new ModelNode(file.toString(), ""),
                    "recorded vectors of a design need this file, and it cannot be read",
                    "write the folder of a pack");
        }
    }

    private static InvalidInputException refuse(Path folder, String file, String found, String help) {
        return InvalidInputException.of(
                new ModelNode(folder.resolve(file).toString(), ""), "not a pack of a design: " + found, help);
    }
}
