package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.text.Suggestion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Every operator of ONNX that is read: one row each. To add one, add a row to the list that it belongs to. */
final class OperatorTable {

    private static final Map<String, OnnxOperator> ROWS = rows();

    private OperatorTable() {}

    private static Map<String, OnnxOperator> rows() {
        Map<String, OnnxOperator> rows = new LinkedHashMap<>();
        Stream.of(
                        Convolutions.ROWS,
                        Pooling.ROWS,
                        ProductRows.ROWS,
                        ElementwiseRows.ROWS,
                        NormalizationRows.ROWS,
                        AxisRows.ROWS,
                        ImageRows.ROWS,
                        PartRows.ROWS,
                        MovementRows.ROWS,
                        QuantizationRows.ROWS,
                        QOperatorRows.ROWS,
                        QonnxRows.ROWS)
                .flatMap(List::stream)
                .forEach(row -> rows.put(key(row.domain(), row.name()), row));
        return rows;
    }

    private static String key(String domain, String name) {
        return domain + "::" + name;
    }

    static Optional<OnnxOperator> find(String domain, String name) {
        return Optional.ofNullable(ROWS.get(key(domain, name)));
    }

    static List<OnnxOperator> all() {
        return List.copyOf(ROWS.values());
    }

    /** What to do about an operator that has no row. */
    static String helpFor(String operator) {
        List<String> names = ROWS.values().stream().map(OnnxOperator::name).toList();
        if (names.contains(operator)) {
            return "it is supported in another domain: look at how the model was exported";
        }
        String near = Suggestion.near(operator, names);
        return near.isEmpty()
                ? "simplify the model, or write the operator as some of those that docs/onnx.md lists"
                : near;
    }
}
