package dev.intarsia.hwtest.onnx;

import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.onnx.SupportedOperator;
import dev.intarsia.frontend.onnx.file.OnnxFile;
import dev.intarsia.frontend.onnx.file.OnnxModel;
import dev.intarsia.frontend.onnx.file.OnnxNode;
import dev.intarsia.frontend.onnx.file.OnnxValue;
import dev.intarsia.ir.diagnostic.Diagnostics;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which operators of ONNX are read, and of which the words are compared with ONNX Runtime: from the importer's table and the tests' models. */
public final class ComparedOperators {

    /** Random models of a kind that are looked at: as many as an ordinary test compares, and the same. */
    private static final int MODELS = 60;

    private static final Set<String> CONVERSIONS = Set.of("QuantizeLinear", "DequantizeLinear");

    private ComparedOperators() {}

    /** The rows: operator, domains, what it becomes, and the forms and words that are compared. */
    public static String table() {
        Map<String, TreeSet<String>> compared = new TreeMap<>();
        for (OnnxRuntimeWordsTest.Kind kind : OnnxRuntimeWordsTest.Kind.values()) {
            for (int seed = 0; seed < MODELS; seed++) {
                OnnxModel model = model(RandomModel.of(kind, new Random(31L * kind.ordinal() + 1_000_003L * seed))
                        .bytes());
                boolean converted = model.nodes().stream().anyMatch(node -> CONVERSIONS.contains(node.operator()));
                for (OnnxNode node : model.nodes()) {
                    for (OnnxValue input : model.inputs()) {
                        String type = input.type().orElseThrow().text();
                        compared.computeIfAbsent(node.operator(), name -> new TreeSet<>())
                                .add(converted ? "QDQ " + type : type);
                    }
                }
            }
        }
        for (int seed = 0; seed < MODELS; seed++) {
            for (OnnxNode node :
                    model(QonnxSketch.random(new Random(seed)).bytes()).nodes()) {
                compared.computeIfAbsent(node.operator(), name -> new TreeSet<>())
                        .add("QONNX 2 … 4 bits");
            }
        }
        compared.computeIfAbsent("Trunc", name -> new TreeSet<>()).add("float32");
        Map<String, TreeSet<String>> domains = new TreeMap<>();
        Map<String, String> becomes = new TreeMap<>();
        for (SupportedOperator operator : OnnxReader.operators()) {
            domains.computeIfAbsent(operator.name(), name -> new TreeSet<>())
                    .add(operator.domain().isEmpty() ? "ai.onnx" : operator.domain());
            becomes.put(operator.name(), operator.becomes());
        }
        StringBuilder table = new StringBuilder(
                "| operator | domains | becomes | compared with ONNX Runtime 1.29 |\n|---|---|---|---|\n");
        domains.forEach((name, in) -> table.append("| `")
                .append(name)
                .append("` | ")
                .append(String.join(", ", in))
                .append(" | ")
                .append(becomes.get(name))
                .append(" | ")
                .append(String.join(", ", compared.getOrDefault(name, new TreeSet<>())))
                .append(" |\n"));
        return table.toString();
    }

    private static OnnxModel model(byte[] file) {
        Diagnostics diagnostics = new Diagnostics();
        OnnxModel model = OnnxFile.model(file, "model.onnx", diagnostics).orElseThrow();
        diagnostics.stopOnErrors();
        return model;
    }
}
