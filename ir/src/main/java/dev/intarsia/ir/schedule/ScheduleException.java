package dev.intarsia.ir.schedule;

/** A step cannot be applied, because it names what is not there or would change a value. */
public sealed class ScheduleException extends RuntimeException permits UnprovedException {

    private static final long serialVersionUID = 1L;

    public ScheduleException(String message) {
        super(message);
    }
}
