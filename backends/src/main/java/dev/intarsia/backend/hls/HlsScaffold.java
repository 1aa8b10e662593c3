package dev.intarsia.backend.hls;

import dev.intarsia.backend.csource.CNames;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.stream.FoldingPlan;
import dev.intarsia.ir.stream.StreamDesign;
import dev.intarsia.ir.stream.TokenTimes;
import dev.intarsia.ir.target.Fpga;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.runner.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** What surrounds the sources: test benches with their words, how they are built, and what the vendor's tool is told. */
record HlsScaffold(FoldingPlan plan, HlsDialect dialect, CNames names, String prefix) {

    private static final int VECTORS = 3;

    SequencedMap<String, String> files(HlsBackend.Expectation expected) {
        Map<String, String> values = values();
        SequencedMap<String, String> files = new LinkedHashMap<>();
        files.put("golden.txt", golden(expected));
        files.put("testbench.cpp", filled("testbench.template.cpp", values));
        files.put("bounded.cpp", filled("bounded.template.cpp", values));
        files.put("Makefile", filled("Makefile.template", values));
        switch (target().types()) {
            case VITIS -> files.put("project.tcl", filled("vitis.template.tcl", values));
            case AC -> files.put("project.tcl", filled("ac.template.tcl", values));
        }
        files.put("README.md", filled("README.template.md", values));
        return files;
    }

    private StreamDesign design() {
        return plan.design();
    }

    private TokenTimes times() {
        return plan.times();
    }

    private Fpga target() {
        return plan.target();
    }

    private Graph graph() {
        return design().program().meaning().graph();
    }

    private List<String> ports() {
        List<String> ports = new ArrayList<>();
        graph().inputs().forEach(i -> ports.add(HlsTop.port(names, i.name(), true)));
        graph().outputs().stream().distinct().forEach(o -> ports.add(HlsTop.port(names, o, false)));
        return ports;
    }

    private String declarations() {
        StringBuilder text = new StringBuilder();
        for (Input input : graph().inputs()) {
            text.append(declaration(input.name(), true));
        }
        graph().outputs().stream().distinct().forEach(o -> text.append(declaration(o, false)));
        return text.toString();
    }

    private String declaration(String tensor, boolean input) {
        return "static "
                + dialect.stream(dialect.stored(graph().type(tensor).quantized().format()))
                        .text() + " " + HlsTop.port(names, tensor, input) + ";\n";
    }

    private int size(String tensor) {
        return graph().type(tensor).shape().withoutFirst().elements();
    }

    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("name", prefix);
        values.put("title", graph().name());
        values.put("target", target().name());
        values.put("part", target().part());
        values.put("period", String.format(java.util.Locale.ROOT, "%.3f", 1000.0 / target().clockMhz()));
        values.put("streams", declarations());
        values.put("ports", String.join(", ", ports()));
        values.put(
                "inputs",
                graph().inputs().stream()
                        .map(i -> "    feed(\"" + HlsTop.label(i.name()) + "\", " + HlsTop.port(names, i.name(), true)
                                + ", " + size(i.name()) + ");")
                        .collect(Collectors.joining("\n")));
        values.put(
                "outputs",
                graph().outputs().stream()
                        .distinct()
                        .map(o -> "    drain(\"" + HlsTop.label(o) + "\", " + HlsTop.port(names, o, false) + ", "
                                + size(o) + ");")
                        .collect(Collectors.joining("\n")));
        values.put("latency", Long.toString(times().latency()));
        values.put("interval", Long.toString(times().interval()));
        values.put("inferences", Integer.toString(times().ends().size()));
        values.put("channels", channels());
        values.put("processes", processes());
        return values;
    }

    private String channels() {
        return design().channels().stream()
                .map(c -> "    {\"" + names.of("the stream " + c.name(), c.name()) + "\", "
                        + times().depths().get(c.name()) + "},\n")
                .collect(Collectors.joining());
    }

    private String processes() {
        return design().processes().stream()
                .map(p -> "    {\"" + names.of("the process " + p.name(), "run " + p.name()) + "\", " + p.trips()
                        + "},\n")
                .collect(Collectors.joining());
    }

    /** Every tensor of some inferences: a line with its name and number of words, then the words. */
    private String golden(HlsBackend.Expectation expected) {
        StringBuilder text = new StringBuilder();
        for (int vector = 0; vector < VECTORS; vector++) {
            List<RawTensor> inputs = new ArrayList<>();
            for (Input input : graph().inputs()) {
                inputs.add(Patterns.of(
                        input.type().quantized().format(), input.type().shape().withoutFirst(), vector));
            }
            text.append("vector\n");
            Map<String, RawTensor> words = expected.apply(design().program(), inputs);
            for (Input input : graph().inputs()) {
                append(text, input.name(), words.get(input.name()));
            }
            for (Node node : graph().nodes()) {
                append(text, node.name(), words.get(node.name()));
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, RawTensor words) {
        text.append("tensor ")
                .append(words.shape().elements())
                .append(' ')
                .append(HlsTop.label(name))
                .append('\n');
        long[] all = words.toArray();
        for (int i = 0; i < all.length; i++) {
            text.append(all[i]).append(i % 16 == 15 || i == all.length - 1 ? '\n' : ' ');
        }
    }

    private static String filled(String template, Map<String, String> values) {
        String text = new String(Resource.read(HlsScaffold.class, template), StandardCharsets.UTF_8);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        return text;
    }
}
