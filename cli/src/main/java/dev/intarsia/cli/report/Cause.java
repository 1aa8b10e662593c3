package dev.intarsia.cli.report;

/** What the compute unit spends a cycle on. Every cycle has one cause. */
public enum Cause {
    BUSY("busy", "busy"),
    FILL("pipeline fill", "fill"),
    LOAD("waiting for load", "load"),
    STORE("waiting for store", "store"),
    PORT("waiting for the port", "port"),
    HOST("host", "host"),
    IDLE("nothing left to do", "idle");

    private final String label;
    private final String style;

    Cause(String label, String style) {
        this.label = label;
        this.style = style;
    }

    /** For people. */
    public String label() {
        return label;
    }

    /** The style class that colours it, and its key in JSON. */
    public String style() {
        return style;
    }
}
