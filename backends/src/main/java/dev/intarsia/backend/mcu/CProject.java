package dev.intarsia.backend.mcu;

import dev.intarsia.ir.plan.Arena;
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
 * @param constantBytes of weights and all other constants
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
        long constantBytes,
        List<String> sources) {

    public CProject {
        inputs = List.copyOf(inputs);
        layers = List.copyOf(layers);
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
        sources = List.copyOf(sources);
    }
}
