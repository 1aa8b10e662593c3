package dev.intarsia.ir.kernel;

import dev.intarsia.ir.type.RawTensor;

/** A buffer whose words are known and never change: weights, biases, multipliers, shifts, tables. */
public record Parameter(Buffer buffer, RawTensor words) {

    public Parameter {
        if (!buffer.shape().equals(words.shape()) || !buffer.format().equals(words.format())) {
            throw new IllegalArgumentException(buffer.name() + ": " + words + " is not of the buffer's type");
        }
    }

    /** A parameter in main memory. */
    public static Parameter of(String name, RawTensor words) {
        return new Parameter(Buffer.main(name, words.format(), words.shape()), words);
    }
}
