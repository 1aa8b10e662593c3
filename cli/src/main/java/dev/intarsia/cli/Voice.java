package dev.intarsia.cli;

import dev.intarsia.cli.json.JsonObject;

/** What a command says, and where: with {@code --json} the one object has standard output to itself. */
public final class Voice {

    private final Streams streams;
    private final boolean json;
    private final boolean quiet;

    public Voice(Streams streams, boolean json, boolean quiet) {
        this.streams = streams;
        this.json = json;
        this.quiet = quiet;
    }

    /** A remark on the way; nothing when quiet. */
    public void note(String line) {
        if (!quiet) {
            streams.err().println(line);
            streams.err().flush();
        }
    }

    /** A line that a person should read even when quiet. */
    public void warn(String line) {
        streams.err().println(line);
        streams.err().flush();
    }

    /** A line of the result, for people: nothing with {@code --json}. */
    public void result(String line) {
        if (!json) {
            streams.out().println(line);
            streams.out().flush();
        }
    }

    /** The result for scripts: nothing without {@code --json}. */
    public void result(JsonObject object) {
        if (json) {
            streams.out().println(object);
            streams.out().flush();
        }
    }

    /**
     * Long work begins.
     *
     * @param what it is, for example {@code simulate}
     * @param total how many steps it has
     * @param unit what a step is, for example {@code images}
     */
    public Progress progress(String what, long total, String unit) {
        Progress.Style style =
                quiet ? Progress.Style.NONE : streams.terminal() ? Progress.Style.BAR : Progress.Style.LINES;
        return new Progress(streams.err(), streams.nanos(), style, what, total, unit);
    }

    /** A stopwatch on the same clock. */
    public Stopwatch stopwatch() {
        long start = streams.nanos().getAsLong();
        return () -> (streams.nanos().getAsLong() - start) / 1e9;
    }

    /** Seconds since it was made. */
    @FunctionalInterface
    public interface Stopwatch {
        double seconds();
    }
}
