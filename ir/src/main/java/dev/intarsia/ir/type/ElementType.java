package dev.intarsia.ir.type;

/** What one element of a tensor is. */
public sealed interface ElementType permits Real, Quantized {}
