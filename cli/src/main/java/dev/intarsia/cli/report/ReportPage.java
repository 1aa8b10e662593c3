package dev.intarsia.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The report as one HTML page that stands alone: no script, no picture and no font from anywhere else. */
public final class ReportPage {

    private ReportPage() {}

    /** The page. */
    public static String render(Report report) {
        Markup page = new Markup();
        begin(
                page,
                report.model() + " on " + report.target(),
                "Intarsia · simulation report",
                report.model(),
                "on " + report.target());
        facts(page, report.facts());
        page.close();
        report.accuracy().ifPresent(accuracy -> AccuracyPlot.write(page, accuracy));
        if (!report.layers().isEmpty()) {
            CycleBars.write(page, report);
            BoundBars.write(page, report);
            LayerTable.write(page, report);
        }
        if (report.timeline().cycles() > 0) {
            MemoryPlot.write(page, report);
            TimelinePlot.write(page, report);
        }
        notes(page, report.notes());
        return end(page);
    }

    /** A page with its head, opened down to its header, which stays open. */
    static void begin(Markup page, String title, String kicker, String heading, String small) {
        page.open("html", "lang", "en").open("head");
        page.empty("meta", "charset", "utf-8");
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.empty("meta", "name", "color-scheme", "content", "light dark");
        page.leaf("title", title + " · Intarsia");
        page.close();
        page.open("body").open("main");
        page.open("header");
        page.leaf("p", kicker, "class", "kicker");
        page.open("h1").leaf("span", heading).leaf("small", small);
        page.close();
    }

    static void facts(Markup page, List<Report.Fact> facts) {
        page.open("dl", "class", "facts");
        for (Report.Fact fact : facts) {
            page.open("div").leaf("dt", fact.name()).leaf("dd", fact.value());
            if (!fact.note().isEmpty()) {
                page.leaf("dd", fact.note(), "class", "note");
            }
            page.close();
        }
        page.close();
    }

    static void notes(Markup page, List<String> notes) {
        if (notes.isEmpty()) {
            return;
        }
        page.open("section", "id", "notes").leaf("h2", "How to read this").open("ul");
        notes.forEach(note -> page.leaf("li", note));
        page.close().close();
    }

    /** Everything closed, as a text with the style sheet in it. */
    static String end(Markup page) {
        page.close().close().close();
        return "<!DOCTYPE html>\n" + withStyle(page.toString());
    }

    /** The style sheet is the one text that is not escaped: it is ours. */
    private static String withStyle(String page) {
        return page.replaceFirst(
                "</head>", "<style>\n" + java.util.regex.Matcher.quoteReplacement(style()) + "</style>\n  </head>");
    }

    private static String style() {
        try (InputStream css = ReportPage.class.getResourceAsStream("report.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
