package dev.intarsia.ir.schedule;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.kernel.LoopKind;
import dev.intarsia.ir.kernel.Memory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@link SchedulePrinter} prints of a step. */
public final class StepReader {

    private static final IntFormat PARAMETERS = IntFormat.I32;

    private StepReader() {}

    /**
     * One step.
     *
     * @param text what follows the indentation
     * @param channel the loop over output channels, which the text of a rewrite leaves out as it leaves out 32-bit parameters
     * @throws IllegalArgumentException when it is no step, with what one would look like
     */
    public static Step read(String text, String channel) {
        try {
            return step(text, channel);
        } catch (NumberFormatException | NoSuchElementException e) {
            throw new IllegalArgumentException("'" + text + "' has a number or a format that cannot be read", e);
        }
    }

    private static Step step(String text, String channel) {
        Matcher m;
        if ((m = match("split (\\S+) by (\\d+)", text)) != null) {
            return new Step.Split(m.group(1), Integer.parseInt(m.group(2)));
        } else if ((m = match("reorder (.+)", text)) != null) {
            return new Step.Reorder(words(m.group(1)));
        } else if ((m = match("fuse (.+) into (\\S+)", text)) != null) {
            return new Step.Fuse(words(m.group(1)), m.group(2));
        } else if ((m = match("expand (\\S+) in (\\S+) from (\\S+)", text)) != null) {
            return new Step.Expand(m.group(1), new Memory(m.group(2)), m.group(3));
        } else if ((m = match("stage (\\S+) in (\\S+) at (\\S+?)(?:, (double|\\d+ copies))?", text)) != null) {
            Optional<String> loop = Optional.of(m.group(3)).filter(l -> !l.equals("start"));
            int copies = m.group(4) == null
                    ? 1
                    : m.group(4).equals("double")
                            ? 2
                            : Integer.parseInt(m.group(4).replace(" copies", ""));
            return new Step.Stage(m.group(1), new Memory(m.group(2)), loop, copies);
        } else if ((m = match("layout (\\S+) as (.+?)(?:, (\\d+) wide)?", text)) != null) {
            int width = m.group(3) == null ? 1 : Integer.parseInt(m.group(3));
            return new Step.Layout(m.group(1), words(m.group(2)), width);
        } else if ((m = match("interleave (.+) into (\\S+): (\\S+)", text)) != null) {
            return new Step.Interleave(words(m.group(1)), m.group(2), format(m.group(3)));
        } else if ((m = match("mark (\\S+) (\\S+)", text)) != null) {
            return new Step.Mark(m.group(1), kind(m.group(2)));
        } else if ((m = match("use (\\S+) at (\\S+) for (\\S+?)(?:, number (\\d+))?", text)) != null) {
            int occurrence = m.group(4) == null ? 0 : Integer.parseInt(m.group(4)) - 1;
            return new Step.Use(m.group(1), m.group(2), m.group(3), occurrence);
        } else if ((m = match("place (\\S+) at (.+)", text)) != null) {
            return new Step.Place(
                    m.group(1),
                    Arrays.stream(m.group(2).split(", ")).map(Integer::parseInt).toList());
        } else if ((m = match("keep (\\S+)", text)) != null) {
            return new Step.Keep(m.group(1));
        } else if ((m = match("rewrite fold zero point of (\\S+) into (\\S+), sum in (\\S+)", text)) != null) {
            return new Step.Rewrite(new FoldZeroPoint(m.group(1), channel, m.group(2), format(m.group(3)), PARAMETERS));
        } else if ((m = match("rewrite post-process over (\\S+), sum in (\\S+)", text)) != null) {
            return new Step.Rewrite(new PostProcess(m.group(1), format(m.group(2)), PARAMETERS));
        } else if (text.equals("rewrite shift as product with 1")) {
            return new Step.Rewrite(new ShiftAsProduct(PARAMETERS));
        }
        throw new IllegalArgumentException("'" + text + "' is no step");
    }

    private static LoopKind kind(String text) {
        return Arrays.stream(LoopKind.values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow();
    }

    private static Matcher match(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.matches() ? matcher : null;
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    private static IntFormat format(String text) {
        return IntFormat.parse(text).orElseThrow();
    }
}
