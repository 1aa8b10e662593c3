package dev.intarsia.frontend.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What the user may have meant. */
public final class Suggestion {

    /** Below this length, one letter makes another name altogether. */
    private static final int SHORT = 3;

    private Suggestion() {}

    /** The help for a wrong word: the nearest of the known ones, or all of them when none is near. */
    public static String among(String found, String kind, Collection<String> known) {
        return nearest(found, known)
                .map(word -> "did you mean '" + word + "'?")
                .orElseGet(() -> known.isEmpty() ? "there is no " + kind : kind + ": " + String.join(", ", known));
    }

    /** {@code did you mean …?}, or nothing when no known word is near. */
    public static String near(String found, Collection<String> known) {
        return nearest(found, known).map(word -> "did you mean '" + word + "'?").orElse("");
    }

    /** The known word that is nearest to a wrong one, if any is near. */
    public static Optional<String> nearest(String found, Collection<String> known) {
        int furthest = found.length() < SHORT ? 0 : Math.max(1, found.length() / 3);
        return known.stream()
                .filter(word ->
                        Math.abs(word.length() - found.length()) <= furthest && distance(found, word) <= furthest)
                .min(Comparator.<String>comparingInt(word -> distance(found, word))
                        .thenComparing(word -> word));
    }

    /** The number of letters to insert, delete or replace (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
