package dev.intarsia.hwtest.verify;

import dev.intarsia.hwtest.engine.RunningEngine;
import dev.intarsia.ir.type.RawTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where the expected words come from.
 *
 * @param label for people
 * @param words gives each thread a source of its own
 */
public record Reference(String label, Supplier<Words> words) {

    /** The expected words of every node's tensor, by its name. */
    public interface Words extends AutoCloseable {

        Map<String, RawTensor> of(int sample, List<RawTensor> inputs);

        @Override
        default void close() {}
    }

    /** What an engine says. */
    public static Reference of(String label, Supplier<RunningEngine> engine) {
        return new Reference(label, () -> new EngineWords(engine.get()));
    }

    /** Words that were recorded, those of each sample by tensor. */
    public static Reference recorded(String label, List<Map<String, RawTensor>> samples) {
        return new Reference(label, () -> (sample, inputs) -> samples.get(sample));
    }

    private record EngineWords(RunningEngine engine) implements Words {

        @Override
        public Map<String, RawTensor> of(int sample, List<RawTensor> inputs) {
            return shown(engine, inputs);
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    /** Every tensor that an engine shows in one inference. */
    static Map<String, RawTensor> shown(RunningEngine engine, List<RawTensor> inputs) {
        Map<String, RawTensor> tensors = new LinkedHashMap<>();
        engine.run(inputs, tensors::put);
        return tensors;
    }
}
