package dev.intarsia.ir.graph;

/** A named property of an operator, written {@code name: value}. */
public record Attribute(String name, AttributeValue value) {

    @Override
    public String toString() {
        return name + ": " + value;
    }
}
