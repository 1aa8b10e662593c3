package dev.intarsia.ir.quantize;

import java.util.List;
import java.util.Optional;

/** The list of quantizers that can be asked for by name. */
public final class Quantizers {

    private static final List<Quantizer> ALL = List.of(new PostTraining());

    private Quantizers() {}

    /** The one that decides where none is asked for. */
    public static Quantizer standard() {
        return ALL.getFirst();
    }

    /** Their names, the standard one first. */
    public static List<String> names() {
        return ALL.stream().map(Quantizer::name).toList();
    }

    /** The quantizer of that name. */
    public static Optional<Quantizer> named(String name) {
        return ALL.stream().filter(quantizer -> quantizer.name().equals(name)).findFirst();
    }
}
