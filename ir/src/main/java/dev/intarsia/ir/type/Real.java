package dev.intarsia.ir.type;

/** A real number, kept as an IEEE float32. */
public record Real() implements ElementType {

    public static final Real REAL = new Real();

    @Override
    public String toString() {
        return "real";
    }
}
