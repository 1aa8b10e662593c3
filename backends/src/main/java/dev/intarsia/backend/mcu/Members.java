package dev.intarsia.backend.mcu;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.StringJoiner;

/**
 * Members of a C structure with their values, in the order in which they are printed.
 *
 * @param values expressions of C by the members' names
 */
record Members(SequencedMap<String, String> values) {

    private static final int LINE = 120;

    Members {
        values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }

    static Members none() {
        return new Members(new LinkedHashMap<>());
    }

    Members with(String name, long value) {
        return with(name, Long.toString(value));
    }

    /** A member that says whether something holds. */
    Members with(String name, boolean holds) {
        return with(name, holds ? 1 : 0);
    }

    Members with(String name, String value) {
        SequencedMap<String, String> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Members(more);
    }

    /** Members of this structure that have two sizes, down and across. */
    Members with(String what, long height, long width) {
        return with(what + "_height", height).with(what + "_width", width);
    }

    /** These and others. */
    Members and(Members others) {
        SequencedMap<String, String> more = new LinkedHashMap<>(values);
        more.putAll(others.values);
        return new Members(more);
    }

    /** A structure inside of this one. */
    Members with(String name, Members inside) {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        inside.values.forEach((member, value) -> text.add("." + member + " = " + value));
        return with(name, text.toString());
    }

    /** The initializer, which names each member. */
    String initializer() {
        StringBuilder text = new StringBuilder("{");
        StringBuilder line = new StringBuilder();
        values.forEach((name, value) -> {
            String member = " ." + name + " = " + value + ",";
            if (line.isEmpty() || line.length() + member.length() > LINE) {
                text.append(line);
                line.setLength(0);
                line.append("\n   ");
            }
            line.append(member);
        });
        return text.append(line).append("\n}").toString();
    }
}
