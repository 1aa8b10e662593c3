package dev.intarsia.backend.mcu;

import dev.intarsia.ir.plan.Arena;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A network as a project of C.
 *
 * @param prefix what its names begin with
 * @param files the content of each file, by its path with slashes
 * @param inputs where the inputs lie, in the graph's order
 * @param layers where each layer's result lies right after it, in the graph's order
 * @param steps for each layer the entry of the table of layers that computes it; −1 for one whose words lie there already
 * @param outputs the places of the outputs
 * @param arena the memory that it needs
 * @param constants bytes of weights and all other constants of each layer that has some
 * @param sources the files to compile, without the self-test
 */
public record CProject(
        String prefix,
        SequencedMap<String, byte[]> files,
        List<LayerPlace> inputs,
        List<LayerPlace> layers,
        List<Integer> steps,
        List<LayerPlace> outputs,
        Arena arena,
        SequencedMap<String, Long> constants,
        List<String> sources) {

    public CProject {
        inputs = List.copyOf(inputs);
        layers = List.copyOf(layers);
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
        constants = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(constants));
        sources = List.copyOf(sources);
    }

    /** Bytes of all constants. */
    public long constantBytes() {
        return constants.values().stream().mapToLong(Long::longValue).sum();
    }
}
