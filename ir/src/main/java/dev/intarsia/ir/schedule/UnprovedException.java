package dev.intarsia.ir.schedule;

/** A kernel has not the form that a {@link Rule} is for, or the rule cannot prove its equality for it. */
public final class UnprovedException extends ScheduleException {

    private static final long serialVersionUID = 1L;

    public UnprovedException(String message) {
        super(message);
    }
}
