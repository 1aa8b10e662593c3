package dev.intarsia.hwtest.foreign;

import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When beats are offered and results are taken.
 *
 * @param seed of random gaps and waits, of a third of the cycles each; empty: always at once
 */
public record Pace(Optional<Long> seed) {

    public static final Pace FULL = new Pace(Optional.empty());

    private static final Pattern TEXT = Pattern.compile("full|random ([0-9]{1,18})");

    public static Pace random(long seed) {
        return new Pace(Optional.of(seed));
    }

    /** Whether the next thing happens in this cycle; asked once a cycle for each side. */
    interface Side {
        boolean goes();
    }

    Side side(int number) {
        if (seed.isEmpty()) {
            return () -> true;
        }
        Random random = new Random(seed.get() * 2 + number);
        return () -> random.nextInt(3) != 0;
    }

    @Override
    public String toString() {
        return seed.map(s -> "random " + s).orElse("full");
    }

    static Optional<Pace> parse(String text) {
        Matcher m = TEXT.matcher(text);
        return m.matches()
                ? Optional.of(m.group(1) == null ? FULL : random(Long.parseLong(m.group(1))))
                : Optional.empty();
    }
}
