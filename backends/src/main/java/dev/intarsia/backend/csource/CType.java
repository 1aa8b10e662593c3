package dev.intarsia.backend.csource;

/** A type of C. */
public sealed interface CType {

    CType VOID = new Named("void");
    Whole I8 = new Whole(true, 8);
    Whole I16 = new Whole(true, 16);
    Whole I32 = new Whole(true, 32);
    Whole I64 = new Whole(true, 64);
    Whole U8 = new Whole(false, 8);
    Whole U16 = new Whole(false, 16);
    Whole U32 = new Whole(false, 32);

    /** An integer of {@code <stdint.h>}: 8, 16, 32 or 64 bits. */
    record Whole(boolean signed, int bits) implements CType {
        public Whole {
            if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
                throw new IllegalArgumentException("C has no integer of " + bits + " bits");
            }
        }
    }

    /**
     * An integer of any width, as some dialects have it.
     *
     * @param name as in {@code ap_int<19>}
     */
    record Word(boolean signed, int bits, String name) implements CType {}

    /** Any type by its name: {@code void}, a structure, a stream. */
    record Named(String name) implements CType {}

    /** A pointer; {@code constant} where what it points to is not written through it. */
    record Pointer(CType to, boolean constant) implements CType {}

    static CType pointer(CType to) {
        return new Pointer(to, false);
    }

    static CType constantPointer(CType to) {
        return new Pointer(to, true);
    }

    /** How it is written before a name. */
    default String text() {
        return switch (this) {
            case Whole w -> (w.signed ? "int" : "uint") + w.bits + "_t";
            case Word w -> w.name;
            case Named n -> n.name;
            case Pointer p -> (p.constant ? "const " : "") + p.to.text() + " *";
        };
    }

    /** A declaration of a name, as in {@code const int8_t *x}. */
    default String text(String name) {
        String text = text();
        return text.endsWith("*") || text.endsWith("&") ? text + name : text + " " + name;
    }
}
