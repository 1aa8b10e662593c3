package dev.intarsia.backend.java;

import dev.intarsia.ir.command.Command;
import java.util.List;

/** The numbers of a command in the order of its fields, as Java expressions over the variables of the loops around. */
final class Fields {

    private final Rolled.Single single;
    private final List<String> variables;
    private final Addressing addressing;
    private final List<String> likely;
    private int next;

    /**
     * @param variables of the loops around, the innermost first
     * @param likely tensors that the command's memory addresses probably belong to
     */
    Fields(Rolled.Single single, List<String> variables, Addressing addressing, List<String> likely) {
        this.single = single;
        this.variables = variables;
        this.addressing = addressing;
        this.likely = likely;
    }

    Command first() {
        return single.first();
    }

    /** The next number. */
    String number() {
        int field = next++;
        return sum("", single.numbers().get(field), field);
    }

    /** The next number, an address in the memory outside. */
    String address() {
        int field = next++;
        long address = single.numbers().get(field);
        Addressing.Origin origin = addressing.origin(address, likely);
        return sum(origin.text(), address - origin.first(), field);
    }

    /** The next number, which no loop changes. */
    long constant() {
        int field = next++;
        if (!isConstant(field)) {
            throw new IllegalStateException("number " + field + " changes from round to round: " + single);
        }
        return single.numbers().get(field);
    }

    /** Whether no loop changes any of the next numbers. */
    boolean areConstant(int count) {
        for (int i = 0; i < count; i++) {
            if (!isConstant(next + i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isConstant(int field) {
        return single.steps().stream().allMatch(steps -> steps.get(field) == 0);
    }

    private String sum(String origin, long offset, int field) {
        StringBuilder text = new StringBuilder(origin);
        if (offset != 0) {
            append(text, offset, "");
        }
        for (int loop = variables.size() - 1; loop >= 0; loop--) {
            long step = single.steps().get(loop).get(field);
            if (step != 0) {
                append(text, step, variables.get(loop));
            }
        }
        return text.isEmpty() ? "0" : text.toString();
    }

    private static void append(StringBuilder text, long factor, String variable) {
        long size = Math.abs(factor);
        String term = variable.isEmpty() ? literal(size) : size == 1 ? variable : literal(size) + " * " + variable;
        if (text.isEmpty()) {
            text.append(factor < 0 ? "-" : "").append(term);
        } else {
            text.append(factor < 0 ? " - " : " + ").append(term);
        }
    }

    private static String literal(long value) {
        return value > Integer.MAX_VALUE || value < 0 ? value + "L" : Long.toString(value);
    }
}
