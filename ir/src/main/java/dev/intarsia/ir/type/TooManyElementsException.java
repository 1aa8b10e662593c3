package dev.intarsia.ir.type;

import java.util.List;

/** A shape has more elements than a tensor can have: 2<sup>31</sup> − 1. */
public final class TooManyElementsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    TooManyElementsException(List<? extends Number> sizes) {
        super("a tensor has at most 2^31 - 1 elements: " + sizes);
    }
}
