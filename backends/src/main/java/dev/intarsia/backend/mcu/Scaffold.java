package dev.intarsia.backend.mcu;

import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.plan.Arena;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.simulator.runner.Resource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** What surrounds the sources of a project: how it is built and run, and what it needs. */
record Scaffold(Graph graph, Microcontroller target, CProject project, NetworkPlan plan, Optional<Measured> measured) {

    private static final int COLUMNS = 72;
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    SequencedMap<String, String> files() {
        Map<String, String> values = values();
        SequencedMap<String, String> files = new LinkedHashMap<>();
        files.put("selftest.h", filled("selftest.template.h", values));
        files.put("selftest_main.c", filled("selftest_main.template.c", values));
        files.put("Makefile", filled("Makefile.template", values));
        files.put("CMakeLists.txt", filled("CMakeLists.template.txt", values));
        files.put("README.md", filled("README.template.md", values));
        return files;
    }

    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("name", project.prefix());
        values.put("NAME", project.prefix().toUpperCase(Locale.ROOT));
        values.put("title", graph.name());
        values.put("target", target.name());
        values.put("compiler", target.compiler());
        values.put("archiver", target.compiler().replaceAll("(gcc|cc|clang)$", "ar"));
        values.put("flags", target.flags());
        values.put("arena", Long.toString(project.arena().bytes()));
        values.put("bound", Long.toString(project.arena().lowerBound()));
        values.put("constants", Long.toString(project.constantBytes()));
        values.put("measured", figures());
        values.put("layers", layers());
        values.put("sources", String.join(" ", project.sources()));
        values.put("objects", String.join(" ", project.sources()).replace(".c", ".o"));
        values.put("blocks", blocks());
        values.put("picture", picture());
        return values;
    }

    /** What one inference takes, or how that is found out. */
    private String figures() {
        return measured.map(m -> String.format(
                        Locale.ROOT,
                        "One inference takes %,d instructions on an emulated board (%s, %s %s); flash holds %,d bytes of code and %,d of"
                                + " constants.",
                        m.total(),
                        target.board().orElseThrow().machine(),
                        target.compiler(),
                        target.flags(),
                        m.codeBytes(),
                        m.constantBytes()))
                .orElse(
                        target.board().isPresent()
                                ? "`intarsia compile … --count` builds the project, counts its instructions layer by layer on an emulated board,"
                                        + " and writes them here."
                                : "Instructions are those of whatever machine it is built for.");
    }

    private String instructions(int layer) {
        return measured.map(
                        m -> String.format(Locale.ROOT, "%,d", m.instructions().get(layer)))
                .orElse("");
    }

    private String layers() {
        return graph.nodes().stream()
                .map(n -> "| " + n.name() + " | " + n.op().mnemonic() + " | "
                        + n.type().shape().withoutFirst() + " | "
                        + (plan.layers().containsKey(n.name())
                                ? plan.layers().get(n.name()).summary()
                                : "nothing to do: the words lie there already")
                        + " | " + project.constants().getOrDefault(n.name(), 0L) + " | "
                        + instructions(graph.nodes().indexOf(n)) + " |")
                .collect(Collectors.joining("\n"));
    }

    private String blocks() {
        List<Arena.Place> places = project.arena().places();
        return places.stream()
                .map(p -> "| " + letter(places.indexOf(p)) + " | " + p.block().name() + " | " + p.address() + " | "
                        + p.block().bytes() + " | " + step(p.block().from()) + " | "
                        + step(p.block().to()) + " |")
                .collect(Collectors.joining("\n"));
    }

    /** The arena over time: a line for each step, addresses from left to right, a letter for each block in the order of the table. */
    private String picture() {
        long bytes = Math.max(1, project.arena().bytes());
        StringBuilder picture = new StringBuilder();
        for (int step = -1; step <= graph.nodes().size(); step++) {
            char[] line = ".".repeat(COLUMNS).toCharArray();
            for (int i = 0; i < project.arena().places().size(); i++) {
                Arena.Place place = project.arena().places().get(i);
                if (place.block().from() <= step && step <= place.block().to()) {
                    int from = (int) (place.address() * COLUMNS / bytes);
                    int to = (int) Math.max(from + 1, place.end() * COLUMNS / bytes);
                    Arrays.fill(line, Math.min(from, COLUMNS - 1), Math.min(to, COLUMNS), letter(i));
                }
            }
            picture.append(line).append("  ").append(step(step)).append('\n');
        }
        return picture.toString().stripTrailing();
    }

    private static char letter(int i) {
        return LETTERS.charAt(i % LETTERS.length());
    }

    private String step(int step) {
        return step < 0
                ? "the input"
                : step < graph.nodes().size() ? graph.nodes().get(step).name() : "the end";
    }

    private static String filled(String template, Map<String, String> values) {
        String text = new String(Resource.read(Scaffold.class, template), StandardCharsets.UTF_8);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        return text;
    }
}
