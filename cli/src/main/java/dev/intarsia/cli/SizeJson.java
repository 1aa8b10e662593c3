package dev.intarsia.cli;

import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.cli.size.AreaTable;
import dev.intarsia.cli.size.Cost;
import dev.intarsia.cli.size.Datapath;
import dev.intarsia.cli.size.Key;
import dev.intarsia.cli.size.LayerWidth;
import dev.intarsia.cli.size.MixedWidths;
import dev.intarsia.cli.size.Point;
import dev.intarsia.cli.size.Sized;
import dev.intarsia.cli.size.Steps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What {@code size} says to scripts; docs/sizing.md has the schema. */
public record SizeJson(Sized sized) {

    public static JsonObject of(Sized sized, double seconds) {
        return new SizeJson(sized).json(seconds);
    }

    private JsonObject json(double seconds) {
        List<Point> points = sized.result().points();
        JsonObject json = new JsonObject()
                .put("model", sized.model())
                .put("images", sized.samples())
                .put("accuracy.real", sized.real())
                .put("sweep", sized.sweep().text())
                .put("target", sized.pricing().target().name())
                .put("fabric", sized.pricing().fabric().text());
        json.put("layers", sized.result().layers().stream().map(this::layer).toList());
        json.put(
                "points",
                IntStream.range(0, points.size())
                        .mapToObj(i -> point(points.get(i), sized.costs().get(i)))
                        .toList());
        json.put(
                "pareto",
                sized.choice().pareto().stream()
                        .map(c -> point(c.point(), c.cost()))
                        .toList());
        sized.choice().recommended().ifPresent(c -> json.put("recommended", point(c.point(), c.cost())));
        json.put(
                "falls",
                Steps.falls(points).stream()
                        .map(fall -> new JsonObject()
                                .put("from", fall.from().datapath().text())
                                .put("to", fall.to().datapath().text())
                                .put("lost", fall.lost())
                                .put("gained", fall.gained())
                                .put("probability", fall.probability())
                                .put("why", fall.why()))
                        .toList());
        sized.mixed().ifPresent(mixed -> mixed(json, mixed));
        area(json);
        return json.put("shared", sized.shared())
                .put("products", sized.result().products())
                .put("productsAsked", sized.result().asked())
                .put("networks", sized.result().networks())
                .put("differentLayers", sized.result().differentLayers())
                .put("seconds", seconds);
    }

    private JsonObject layer(LayerWidth l) {
        JsonObject json = new JsonObject().put("name", l.layer()).put("wordBits", l.wordBits());
        if (l.weights() > 0) {
            json.put("weightBits", l.weightBits()).put("weights", l.weights());
        }
        l.sum().ifPresent(sum -> {
            json.put("proved", sum.provedBits())
                    .put("observed", sum.observedBits())
                    .put("low", l.seen().low())
                    .put("high", l.seen().high())
                    .put("sumsByBits", numbers(l.seen().sumsByBits()));
            sized.proved()
                    .layer(l.layer())
                    .ifPresent(claim -> json.put("bias.proved", claim.biasBits())
                            .put("partial.low", claim.partialLow())
                            .put("partial.high", claim.partialHigh())
                            .put("multiplier.proved", claim.requantizer().multiplierBits())
                            .put("shift.least", claim.requantizer().leastShift())
                            .put("shift.greatest", claim.requantizer().greatestShift()));
        });
        return json.put("wordsByPart", numbers(l.seen().wordsByPart()));
    }

    private static List<Long> numbers(long[] counts) {
        return Arrays.stream(counts).boxed().toList();
    }

    private JsonObject point(Point p, Cost cost) {
        JsonObject json = new JsonObject();
        for (Datapath.Setting s : p.datapath().settings()) {
            String path = s.layer().isEmpty()
                    ? s.key() == Key.OVERFLOW ? "kind" : s.key().text()
                    : "own." + s.key().text() + "." + s.layer();
            if (s.key().isNumber()) {
                json.put(path, Long.parseLong(s.value()));
            } else {
                json.put(path, s.value());
            }
        }
        json.put("accuracy", sized.accuracy(p))
                .put("overflow", p.overflow().text())
                .put("overflowedSums", p.overflowedSums())
                .put("overflowedSamples", p.overflowedSamples());
        if (!p.firstLayer().isEmpty()) {
            json.put("firstLayer", p.firstLayer());
        }
        cost.cycles().ifPresent(cycles -> json.put("cycles", cycles));
        cost.trafficBytes().ifPresent(bytes -> json.put("trafficBytes", bytes));
        cost.picojoules().ifPresent(energy -> json.put("energy", energy));
        cost.lut().ifPresent(lut -> json.put("area", lut));
        cost.cells()
                .ifPresent(cells -> json.put("cells.lut", cells.lut())
                        .put("cells.carry", cells.carry())
                        .put("cells.ff", cells.ff())
                        .put("cells.dsp", cells.dsp()));
        return json.put("weightBits", cost.weightBits());
    }

    private void mixed(JsonObject json, MixedWidths.Outcome mixed) {
        List<JsonObject> sensitivities = new ArrayList<>();
        mixed.sensitivities()
                .forEach(s -> sensitivities.add(new JsonObject()
                        .put("layer", s.layer())
                        .put("weights", s.bits())
                        .put("accuracy", (double) s.right() / sized.samples())));
        json.put("mixed.sensitivities", sensitivities);
        json.put("mixed.greedy", assignment(mixed.greedy()));
        mixed.exact().ifPresent(exact -> json.put("mixed.exact", assignment(exact)));
        mixed.gap().ifPresent(gap -> json.put("mixed.gap", gap.doubleValue()));
        json.put("mixed.tried", mixed.tried());
    }

    private JsonObject assignment(MixedWidths.Assignment a) {
        JsonObject json = new JsonObject();
        a.bits().forEach((layer, bits) -> json.put("weights." + layer, bits.longValue()));
        return json.put("accuracy", (double) a.right() / sized.samples()).put("weightBits", a.weightBits());
    }

    private void area(JsonObject json) {
        AreaTable area = sized.pricing().area();
        json.put("area.measured", area.measured()).put("area.worstHeldOutError", area.worstHeldOutError());
        json.put(
                "area.heldOut",
                area.heldOut().stream()
                        .map(held -> new JsonObject()
                                .put("fabric", held.fabric().text())
                                .put("array", held.size())
                                .put("measured", held.measured())
                                .put("interpolated", held.interpolated())
                                .put("error", held.error()))
                        .toList());
    }
}
