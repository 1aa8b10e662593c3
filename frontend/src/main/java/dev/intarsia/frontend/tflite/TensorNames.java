package dev.intarsia.frontend.tflite;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a file's tensors are called in the graph.
 *
 * <p>A converter names a tensor by the path of the operation that it came from, {@code model/conv2d/BiasAdd}. Where it has merged operations it
 * joins all of their names with semicolons, the one that does the work being the last. People know the layer, so a computed tensor has
 * as much of this last path as tells it from the other computed tensors, {@code conv2d}, without the scope that all paths of the file share;
 * a constant has the whole of it. Inputs, outputs and names that are no paths stay as they are. Locations tell the file's own name.
 */
final class TensorNames {

    /** Paths beyond these are nobody's layers, and are left alone. */
    private static final int LONGEST = 1_000;

    private static final int DEEPEST = 12;

    private final TfliteFile file;
    private final Set<Integer> ends = new HashSet<>();
    private final Set<Integer> computed = new HashSet<>();
    private final int scope;
    private final Map<String, Integer> bearers = new HashMap<>();

    TensorNames(TfliteFile file) {
        this.file = file;
        ends.addAll(file.inputs());
        ends.addAll(file.outputs());
        file.operators().forEach(operator -> computed.addAll(operator.results()));
        this.scope = sharedScope();
        for (int tensor : computed) {
            path(tensor).ifPresent(path -> {
                for (int length = 1; length <= path.size(); length++) {
                    bearers.merge(beginning(path, length), 1, Integer::sum);
                }
            });
        }
    }

    /** The name that a tensor should have; another one may have it, too. */
    String of(int tensor) {
        String name = file.tensorName(tensor);
        if (name.isEmpty()) {
            return "tensor" + tensor;
        }
        return path(tensor)
                .map(path -> computed.contains(tensor) ? layer(path) : beginning(path, path.size()))
                .orElse(name);
    }

    /** As much of a path as no other computed tensor's begins with. */
    private String layer(List<String> path) {
        for (int length = 1; length < path.size(); length++) {
            String layer = beginning(path, length);
            if (bearers.get(layer) == 1) {
                return layer;
            }
        }
        return beginning(path, path.size());
    }

    private static String beginning(List<String> path, int length) {
        return String.join("/", path.subList(0, length));
    }

    /** The path of a tensor below the shared scope; empty for one whose name stays. */
    private Optional<List<String>> path(int tensor) {
        return wholePath(tensor).map(path -> path.subList(Math.min(scope, path.size() - 1), path.size()));
    }

    private Optional<List<String>> wholePath(int tensor) {
        if (!file.hasTensor(tensor) || ends.contains(tensor)) {
            return Optional.empty();
        }
        String name = file.tensorName(tensor);
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        List<String> path = Arrays.stream(
                        name.substring(name.lastIndexOf(';') + 1).split("/"))
                .filter(part -> !part.isBlank())
                .toList();
        boolean isPath = path.size() > 1 || name.contains(";") && !path.isEmpty();
        return isPath && path.size() <= DEEPEST ? Optional.of(path) : Optional.empty();
    }

    /** How many leading parts all paths of computed tensors have in common, at most all but their last ones; none where there is one path only. */
    private int sharedScope() {
        List<List<String>> scopes = computed.stream()
                .flatMap(tensor -> wholePath(tensor).stream())
                .filter(path -> path.size() > 1)
                .map(path -> path.subList(0, path.size() - 1))
                .toList();
        return scopes.size() < 2
                ? 0
                : scopes.stream().reduce(TensorNames::common).orElseThrow().size();
    }

    private static List<String> common(List<String> one, List<String> other) {
        int length = 0;
        while (length < Math.min(one.size(), other.size()) && one.get(length).equals(other.get(length))) {
            length++;
        }
        return one.subList(0, length);
    }
}
