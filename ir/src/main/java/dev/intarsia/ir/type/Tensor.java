package dev.intarsia.ir.type;

/** The elements of a tensor, row-major: real numbers or stored words. */
public sealed interface Tensor permits RealTensor, RawTensor {

    Shape shape();
}
