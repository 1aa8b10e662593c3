package dev.intarsia.hwtest.foreign;

/** Where a design does something else than its binding says. */
public sealed interface DesignFault {

    /** The number of the transaction, from 0. */
    int transaction();

    /** Rising edges since the end of reset, before which it was seen. */
    long cycle();

    /** What happened, for people. */
    String text();

    /** A word is another. */
    record Word(int transaction, long cycle, long expected, long found) implements DesignFault {
        @Override
        public String text() {
            return "expected " + expected + ", found " + found;
        }
    }

    /** A result did not come. */
    record Missing(int transaction, long cycle, long expected) implements DesignFault {
        @Override
        public String text() {
            return "expected " + expected + ", but no result came any more";
        }
    }

    /** A result came behind the last one, or before its transaction was complete. */
    record Unexpected(int transaction, long cycle, long found) implements DesignFault {
        @Override
        public String text() {
            return "found the result " + found + ", which no transaction has asked for";
        }
    }

    /** A result that was offered and not taken was changed or withdrawn. */
    record Withdrawn(int transaction, long cycle, long offered) implements DesignFault {
        @Override
        public String text() {
            return "the result " + offered + " was offered, and changed or withdrawn before it was taken";
        }
    }

    /** The design called {@code $error}, {@code $fatal} or the like. */
    record Stopped(int transaction, long cycle, String message) implements DesignFault {
        @Override
        public String text() {
            return message;
        }
    }
}
