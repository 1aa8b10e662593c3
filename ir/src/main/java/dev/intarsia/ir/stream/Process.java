package dev.intarsia.ir.stream;

import dev.intarsia.ir.kernel.Kernel;
import java.util.List;

/** A loop that reads streams and writes streams. Every inference it does the same. */
public sealed interface Process {

    /** Unique in its design. */
    String name();

    List<Channel> inputs();

    List<Channel> outputs();

    /** How many trips its loop makes in one inference. */
    int trips();

    /** In which of them it reads and writes. */
    Events events();

    /** Takes an input of the network, word by word. */
    record Enter(String name, String input, Channel to) implements Process {
        @Override
        public List<Channel> inputs() {
            return List.of();
        }

        @Override
        public List<Channel> outputs() {
            return List.of(to);
        }

        @Override
        public int trips() {
            return to.tokens() * to.lanes();
        }

        @Override
        public Events events() {
            return Events.of(new int[0][], new int[][] {Events.every(to.lanes() - 1, to.lanes(), to.tokens())});
        }
    }

    /** Gives an output of the network, word by word. */
    record Leave(String name, String output, Channel from) implements Process {
        @Override
        public List<Channel> inputs() {
            return List.of(from);
        }

        @Override
        public List<Channel> outputs() {
            return List.of();
        }

        @Override
        public int trips() {
            return from.tokens() * from.lanes();
        }

        @Override
        public Events events() {
            return Events.of(new int[][] {Events.every(0, from.lanes(), from.tokens())}, new int[0][]);
        }
    }

    /** Gives every word to two streams. */
    record Fork(String name, Channel from, Channel first, Channel second) implements Process {
        @Override
        public List<Channel> inputs() {
            return List.of(from);
        }

        @Override
        public List<Channel> outputs() {
            return List.of(first, second);
        }

        @Override
        public int trips() {
            return from.tokens();
        }

        @Override
        public Events events() {
            int[] all = Events.every(0, 1, from.tokens());
            return Events.of(new int[][] {all}, new int[][] {all, all});
        }
    }

    /** From groups of some words to groups of more, or of fewer. One number divides the other. */
    record Repack(String name, Channel from, Channel to) implements Process {
        @Override
        public List<Channel> inputs() {
            return List.of(from);
        }

        @Override
        public List<Channel> outputs() {
            return List.of(to);
        }

        /** Whether groups become larger. */
        public boolean isWidening() {
            return to.lanes() > from.lanes();
        }

        /** How many of the small groups make a large one. */
        public int factor() {
            return isWidening() ? to.lanes() / from.lanes() : from.lanes() / to.lanes();
        }

        @Override
        public int trips() {
            return Math.max(from.tokens(), to.tokens());
        }

        @Override
        public Events events() {
            int factor = factor();
            return isWidening()
                    ? Events.of(
                            new int[][] {Events.every(0, 1, from.tokens())},
                            new int[][] {Events.every(factor - 1, factor, to.tokens())})
                    : Events.of(
                            new int[][] {Events.every(0, factor, from.tokens())},
                            new int[][] {Events.every(0, 1, to.tokens())});
        }
    }

    /** Keeps the rows that windows need, and gives the words of each window. */
    record Slide(String name, Reduction reduction, Channel from, Channel to) implements Process {
        @Override
        public List<Channel> inputs() {
            return List.of(from);
        }

        @Override
        public List<Channel> outputs() {
            return List.of(to);
        }

        private int reads(int row) {
            Reduction.Window window = reduction.window();
            int before = row < 0 ? 0 : window.rowsBefore(row);
            return (window.rowsBefore(row + 1) - before)
                    * (from.tokens() / window.image().size(0));
        }

        private int writes(int row) {
            return row < 0 ? 0 : to.tokens() / reduction.window().outputRows();
        }

        @Override
        public int trips() {
            int trips = 0;
            for (int row = -1; row < reduction.window().outputRows(); row++) {
                trips += Math.max(reads(row), writes(row));
            }
            return trips;
        }

        @Override
        public Events events() {
            int[] reads = new int[from.tokens()];
            int[] writes = new int[to.tokens()];
            int read = 0;
            int written = 0;
            int trip = 0;
            for (int row = -1; row < reduction.window().outputRows(); row++) {
                for (int i = 0; i < reads(row); i++) {
                    reads[read++] = trip + i;
                }
                for (int i = 0; i < writes(row); i++) {
                    writes[written++] = trip + i;
                }
                trip += Math.max(reads(row), writes(row));
            }
            return Events.of(new int[][] {reads}, new int[][] {writes});
        }

        /** How many rows of the image it keeps. */
        public int rows() {
            return Math.min(
                    windowRows() + reduction.window().strideHeight(),
                    reduction.window().image().size(0));
        }

        private int windowRows() {
            Reduction.Window window = reduction.window();
            return (window.rows() - 1) * window.dilationHeight() + 1;
        }

        /** How many groups of words the rows have that a window takes. */
        int windowTokens() {
            int height = reduction.window().image().size(0);
            return Math.min(windowRows(), height) * (from.tokens() / height);
        }
    }

    /** Brings each window to a word for each channel. */
    record Reduce(String name, Reduction reduction, Folding folding, Channel from, Channel to) implements Process {
        @Override
        public List<Channel> inputs() {
            return List.of(from);
        }

        @Override
        public List<Channel> outputs() {
            return List.of(to);
        }

        /** How often the groups of channels of a place of the result are gone through. */
        public int channelFolds() {
            return reduction.window().channels() / folding.elements();
        }

        /** How many groups of words a window has for one group of channels. */
        public int tapFolds() {
            Reduction.Window window = reduction.window();
            return window.own()
                    ? window.taps()
                    : window.taps() * (window.image().size(2) / folding.lanes());
        }

        @Override
        public int trips() {
            return reduction.window().places() * channelFolds() * tapFolds();
        }

        @Override
        public Events events() {
            int[] writes = Events.every(tapFolds() - 1, tapFolds(), to.tokens());
            if (reduction.window().own()) {
                return Events.of(new int[][] {Events.every(0, 1, from.tokens())}, new int[][] {writes});
            }
            int[] reads = new int[from.tokens()];
            for (int i = 0; i < reads.length; i++) {
                reads[i] = i / tapFolds() * channelFolds() * tapFolds() + i % tapFolds();
            }
            return Events.of(new int[][] {reads}, new int[][] {writes});
        }
    }

    /** Makes each word of the words at its place. */
    record Map(String name, Kernel kernel, StreamForm.Pointwise form, List<Channel> inputs, Channel to)
            implements Process {
        public Map {
            inputs = List.copyOf(inputs);
        }

        @Override
        public List<Channel> outputs() {
            return List.of(to);
        }

        @Override
        public int trips() {
            return to.tokens();
        }

        @Override
        public Events events() {
            int[] all = Events.every(0, 1, to.tokens());
            int[][] reads = new int[inputs.size()][];
            java.util.Arrays.fill(reads, all);
            return Events.of(reads, new int[][] {all});
        }
    }

    /**
     * Takes all words of all inputs, computes, and gives all words of the result.
     *
     * @param computing how many trips the kernel's own innermost loops make
     */
    record Whole(String name, Kernel kernel, int computing, List<Channel> inputs, Channel to) implements Process {
        public Whole {
            inputs = List.copyOf(inputs);
        }

        @Override
        public List<Channel> outputs() {
            return List.of(to);
        }

        @Override
        public int trips() {
            return inputs.stream().mapToInt(Channel::tokens).sum() + computing + to.tokens();
        }

        @Override
        public Events events() {
            int[][] reads = new int[inputs.size()][];
            int trip = 0;
            for (int i = 0; i < reads.length; i++) {
                reads[i] = Events.every(trip, 1, inputs.get(i).tokens());
                trip += inputs.get(i).tokens();
            }
            return Events.of(reads, new int[][] {Events.every(trip + computing, 1, to.tokens())});
        }
    }
}
