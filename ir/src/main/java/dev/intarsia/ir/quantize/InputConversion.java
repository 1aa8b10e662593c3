package dev.intarsia.ir.quantize;

import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Preprocessing;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;

/** From the data as it is stored to what a network takes. */
public final class InputConversion {

    private InputConversion() {}

    /** The real numbers of stored data, by the input's preprocessing; channels are the last axis. */
    public static RealTensor real(RawTensor data, Preprocessing preprocessing) {
        int channels = data.shape().rank() == 0 ? 1 : data.shape().size(-1);
        float[] values = new float[data.shape().elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = preprocessing.real(data.at(i), i % channels);
        }
        return RealTensor.owning(data.shape(), values);
    }

    /**
     * The words that a quantized network takes for stored data: the data itself when the input has no preprocessing left, otherwise the
     * nearest words of its real numbers.
     */
    public static RawTensor words(RawTensor data, Input input) {
        return input.preprocessing()
                .map(preprocessing -> TensorQuantization.quantize(
                        real(data, preprocessing), input.type().quantized()))
                .orElse(data);
    }
}
