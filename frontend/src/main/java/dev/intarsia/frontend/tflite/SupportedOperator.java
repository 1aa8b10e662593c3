package dev.intarsia.frontend.tflite;

/**
 * An operator of TensorFlow Lite that is read.
 *
 * @param number its number in {@code BuiltinOperator} of the schema
 * @param name its name there
 */
public record SupportedOperator(int number, String name) {}
