package dev.intarsia.backend.csource;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names of C for what a network names, each given once: small letters, digits and underscores. */
public final class CNames {

    /** Words of C99 and C++, and names that the standard headers give. */
    private static final Set<String> RESERVED = Set.of(
            "auto",
            "break",
            "case",
            "char",
            "const",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extern",
            "float",
            "for",
            "goto",
            "if",
            "inline",
            "int",
            "long",
            "register",
            "restrict",
            "return",
            "short",
            "signed",
            "sizeof",
            "static",
            "struct",
            "switch",
            "typedef",
            "union",
            "unsigned",
            "void",
            "volatile",
            "while",
            "asm",
            "bool",
            "catch",
            "class",
            "delete",
            "explicit",
            "export",
            "false",
            "friend",
            "mutable",
            "namespace",
            "new",
            "operator",
            "private",
            "protected",
            "public",
            "template",
            "this",
            "throw",
            "true",
            "try",
            "typename",
            "using",
            "virtual",
            "linux",
            "unix",
            "main",
            "errno",
            "stdin",
            "stdout",
            "stderr",
            "abs",
            "exp",
            "log",
            "pow",
            "floor",
            "ceil",
            "round",
            "min",
            "max",
            "signal",
            "time",
            "clock",
            "exit",
            "abort",
            "index");

    private final Set<String> taken = new HashSet<>();
    private final Map<String, String> given = new HashMap<>();

    public CNames() {}

    /** Names inside of another scope: what is taken there is taken here. */
    public CNames(CNames around) {
        taken.addAll(around.taken);
        given.putAll(around.given);
    }

    /** The name of a subject; always the same. */
    public String of(String subject) {
        return of(subject, subject);
    }

    /** The name of a subject, in the words of another text. */
    public String of(String subject, String words) {
        return given.computeIfAbsent(subject, key -> unique(plain(words)));
    }

    /** Gives a subject the name of another, which is the same thing. */
    public void same(String subject, String name) {
        given.put(subject, name);
    }

    private String unique(String wanted) {
        String name = wanted;
        for (int i = 2; RESERVED.contains(name) || !taken.add(name); i++) {
            name = wanted + "_" + i;
        }
        return name;
    }

    /** Small letters, digits, and underscores for everything else; begins with a letter. */
    public static String plain(String words) {
        String plain = words.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
        return plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "n" + plain : plain;
    }
}
