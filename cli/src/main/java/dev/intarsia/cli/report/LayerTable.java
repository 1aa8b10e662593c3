package dev.intarsia.cli.report;

import dev.intarsia.simulator.replay.Cause;

/** The numbers behind the two figures of cycles. */
final class LayerTable {

    private LayerTable() {}

    static void write(Markup page, Report report) {
        page.open("section", "id", "layers").leaf("h2", "Layers");
        page.open("div", "class", "scroll").open("table").open("thead").open("tr");
        page.leaf("th", "layer", "scope", "col").leaf("th", "what it computes", "scope", "col");
        for (String column : new String[] {"MACs", "cycles", "busy", "ideal bound", "whole-tile", "plan ÷ bound"}) {
            page.leaf("th", column, "scope", "col", "class", "number");
        }
        page.close().close().open("tbody");
        report.layers().forEach(layer -> row(page, layer));
        page.close().open("tfoot").open("tr");
        long macs = report.layers().stream().mapToLong(LayerCycles::macs).sum();
        long busy = CycleBars.total(report, Cause.BUSY);
        long ideal = report.layers().stream().mapToLong(LayerCycles::idealBound).sum();
        long tile = report.layers().stream().mapToLong(LayerCycles::tileBound).sum();
        page.leaf("th", "all", "scope", "row").leaf("td", "");
        numbers(page, macs, report.cycles(), busy, ideal, tile);
        page.close().close().close().close().close();
    }

    private static void row(Markup page, LayerCycles layer) {
        page.open("tr").leaf("th", layer.name(), "scope", "row").leaf("td", layer.summary());
        numbers(
                page,
                layer.macs(),
                layer.cycles(),
                layer.causes().getOrDefault(Cause.BUSY, 0L),
                layer.idealBound(),
                layer.tileBound());
        page.close();
    }

    private static void numbers(Markup page, long macs, long cycles, long busy, long ideal, long tile) {
        cell(page, macs == 0 ? "–" : Numbers.grouped(macs));
        cell(page, cycles == 0 ? "–" : Numbers.grouped(cycles));
        cell(page, cycles == 0 ? "–" : Numbers.wholePercent((double) busy / cycles));
        cell(page, ideal == 0 ? "–" : Numbers.grouped(ideal));
        cell(page, tile == 0 ? "–" : Numbers.grouped(tile));
        cell(page, tile == 0 ? "–" : Numbers.times((double) cycles / tile));
    }

    private static void cell(Markup page, String number) {
        page.leaf("td", number, "class", "number");
    }
}
