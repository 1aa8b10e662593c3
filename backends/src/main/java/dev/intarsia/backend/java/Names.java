package dev.intarsia.backend.java;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** Java names for what a program names, each given once. */
final class Names {

    private final Set<String> taken = new HashSet<>();
    private final Map<String, String> given = new HashMap<>();

    /** Names that mean something already. */
    Names(Set<String> reserved) {
        taken.addAll(reserved);
    }

    /** A name for a method or variable, for example {@code conv1}; always the same for one subject. */
    String variable(String subject) {
        return given.computeIfAbsent("variable " + subject, key -> unique(camel(subject, false)));
    }

    /** A name for a variable of a subject, in the words of another. */
    String variable(String subject, String words) {
        return given.computeIfAbsent("variable " + subject, key -> unique(camel(words, false)));
    }

    /** A name for a constant, for example {@code CONV1_WEIGHTS}; always the same for one subject. */
    String constant(String subject) {
        return given.computeIfAbsent("constant " + subject, key -> unique(upper(subject)));
    }

    /** A type's name, for example {@code FashionSimulator}. */
    static String type(String subject, String ending) {
        return camel(subject, true) + ending;
    }

    /** A name for a constant of a subject, in the words of another. */
    String constant(String subject, String words) {
        return given.computeIfAbsent("constant " + subject, key -> unique(upper(words)));
    }

    private String unique(String wanted) {
        String name = wanted;
        for (int i = 2; SourceVersion.isKeyword(name) || !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    private static String camel(String subject, boolean startsUpper) {
        StringBuilder name = new StringBuilder();
        boolean upper = startsUpper;
        for (char c : subject.toCharArray()) {
            if (!isPlain(c)) {
                upper = !name.isEmpty() || startsUpper;
                continue;
            }
            name.append(upper ? Character.toUpperCase(c) : c);
            upper = false;
        }
        if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
            name.insert(0, startsUpper ? "N" : "n");
        }
        return name.toString();
    }

    private static String upper(String subject) {
        StringBuilder name = new StringBuilder();
        for (char c : subject.toCharArray()) {
            name.append(isPlain(c) ? Character.toString(c).toUpperCase(Locale.ROOT) : "_");
        }
        if (name.isEmpty() || Character.isDigit(name.charAt(0))) {
            name.insert(0, "N");
        }
        return name.toString();
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
