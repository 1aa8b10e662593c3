package dev.intarsia.ir.proof;

import dev.intarsia.ir.arithmetic.Staircase;
import java.util.Optional;

/**
 * Checks a certificate. That is all there is to believe: it evaluates both functions, and knows nothing of how one was found for the
 * other.
 *
 * <p>Why it is enough: between two neighbouring places that are looked at, the staircase is level, so each function has one value at
 * both, and as neither falls it has that value at every integer between. Nothing is sampled.
 */
public final class CheckCertificate {

    private CheckCertificate() {}

    /** The first thing that is wrong with a certificate; empty when its claim is proved. */
    public static Optional<String> complaint(Certificate certificate) {
        return complaint(certificate.meaning(), certificate.steps())
                .map(c -> "the meaning: " + c)
                .or(() -> complaint(certificate.replacement(), certificate.steps())
                        .map(c -> "the replacement: " + c));
    }

    /** Whether a requantization is a staircase; what is wrong when it is not. */
    static Optional<String> complaint(Requantization requantization, Staircase steps) {
        if (!requantization.neverFalls(steps.low(), steps.high())) {
            return Optional.of(
                    requantization.text() + " is not known to never fall over " + steps.low() + " … " + steps.high());
        }
        Optional<String> ends = differs(requantization, steps.low(), steps.first())
                .or(() -> differs(requantization, steps.high(), steps.last()));
        if (ends.isPresent()) {
            return ends;
        }
        for (int i = 0; i < steps.edges(); i++) {
            long edge = steps.edge(i);
            boolean lowest = i == 0 || steps.edge(i - 1) < edge;
            boolean highest = i == steps.edges() - 1 || steps.edge(i + 1) > edge;
            Optional<String> before = lowest ? differs(requantization, edge - 1, steps.first() + i) : Optional.empty();
            Optional<String> after = highest ? differs(requantization, edge, steps.first() + i + 1) : Optional.empty();
            if (before.isPresent() || after.isPresent()) {
                return before.or(() -> after);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> differs(Requantization requantization, long x, long expected) {
        long found = requantization.word(x);
        return found == expected
                ? Optional.empty()
                : Optional.of(requantization.text() + " gives " + found + " at " + x + ", not " + expected);
    }
}
