package dev.intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter text = new StringWriter();
    private long now;

    private Progress progress(Progress.Style style) {
        return new Progress(new PrintWriter(text), () -> now, style, "simulate", 1_000, "images");
    }

    private void at(double seconds, Progress progress, long steps) {
        now = (long) (seconds * 1e9);
        progress.advance(steps);
    }

    @Test
    void onATerminalABarWithRateAndTimeLeft() {
        Progress progress = progress(Progress.Style.BAR);
        at(0.05, progress, 1);
        at(2, progress, 249);
        now = 8_000_000_000L;
        progress.advance(750);
        progress.close();
        assertEquals(
                "\rsimulate ▕███████░░░░░░░░░░░░░░░░░░░░░▏ 250 of 1,000 images, 125/s, 6 s left"
                        + "\rsimulate ▕████████████████████████████▏ 1,000 images, 125/s, 0 s left" + " ".repeat(7)
                        + "\r" + " ".repeat(69) + "\r"
                        + "simulate: 1,000 images in 8.0 s" + System.lineSeparator(),
                text.toString());
    }

    @Test
    void elsewhereALineNowAndThen() {
        Progress progress = progress(Progress.Style.LINES);
        at(1, progress, 100);
        at(2.5, progress, 150);
        at(3, progress, 50);
        at(10, progress, 700);
        progress.close();
        assertEquals(
                String.format("simulate: 250 of 1,000 images, 100/s, 8 s left%nsimulate: 1,000 images in 10.0 s%n"),
                text.toString());
    }

    @Test
    void quietSaysNothing() {
        try (Progress progress = progress(Progress.Style.NONE)) {
            at(5, progress, 500);
        }
        assertEquals("", text.toString());
    }

    @Test
    void longTimesAreSaidInLargerUnits() {
        assertEquals("1 s", Progress.duration(0.2));
        assertEquals("59 s", Progress.duration(59));
        assertEquals("2 min 5 s", Progress.duration(124.5));
        assertEquals("1 h 1 min", Progress.duration(3_661));
    }
}
