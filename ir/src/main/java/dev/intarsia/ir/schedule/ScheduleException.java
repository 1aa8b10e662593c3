package dev.intarsia.ir.schedule;

/** A step cannot be applied, because it names what is not there or would change a value. */
public final class ScheduleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ScheduleException(String message) {
        super(message);
    }
}
