package dev.intarsia.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.simulator.replay.Cause;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportPageTest {

    /** The page is also well-formed XML, so the JDK's own parser can look into it. */
    private static Document parse(String page) throws Exception {
        String withoutDoctype = page.substring(page.indexOf('\n') + 1);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(withoutDoctype)));
    }

    private static List<Element> all(Document page, String path) throws Exception {
        NodeList found = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, page, XPathConstants.NODESET);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static double percent(String text) {
        assertTrue(text.endsWith("%"), text);
        return Double.parseDouble(text.substring(0, text.length() - 1));
    }

    @Test
    void everySectionIsThere() throws Exception {
        Document page = parse(ReportPage.render(SampleReport.report()));
        assertEquals(
                List.of("accuracy", "cycles", "bound", "layers", "memory", "timeline", "notes"),
                all(page, "//section").stream().map(s -> s.getAttribute("id")).toList());
        assertEquals(6, all(page, "//section[@id='accuracy']//circle").size());
        assertEquals(6, all(page, "//section[@id='layers']//tbody/tr").size());
        assertEquals(3, all(page, "//section[@id='memory']//svg").size());
        assertEquals(3, all(page, "//section[@id='timeline']//svg").size());
    }

    @Test
    void stackedCausesAreAsLongAsTheCyclesOfTheirLayer() throws Exception {
        Report report = SampleReport.report();
        List<Element> bars = all(parse(ReportPage.render(report)), "//section[@id='cycles']//svg");
        long longest =
                report.layers().stream().mapToLong(LayerCycles::cycles).max().orElseThrow();
        for (int i = 0; i < bars.size(); i++) {
            double end = 0;
            NodeList shares = bars.get(i).getElementsByTagName("rect");
            for (int s = 0; s < shares.getLength(); s++) {
                Element share = (Element) shares.item(s);
                assertEquals(end, percent(share.getAttribute("x")), 0.003, "each share begins where the last one ends");
                end += percent(share.getAttribute("width"));
            }
            assertEquals(100.0 * report.layers().get(i).cycles() / longest, end, 0.005);
        }
        assertEquals(report.layers().size(), bars.size());
    }

    @Test
    void nothingComesFromElsewhereAndNothingRuns() {
        String page = ReportPage.render(SampleReport.report());
        assertFalse(page.contains("<script"));
        assertFalse(
                page.contains("http:") || page.contains("https:") || page.contains("url(") || page.contains("@import"));
    }

    @Test
    void sameReportSameBytes() {
        assertEquals(ReportPage.render(SampleReport.report()), ReportPage.render(SampleReport.report()));
    }

    @Test
    void namesAreText() throws Exception {
        String name = "</title></head><script>alert('&\"')</script>";
        Report sample = SampleReport.report();
        List<LayerCycles> layers =
                List.of(new LayerCycles(name, name, 0, 10, Map.of(Cause.BUSY, 10L), 5, 5, name + "\u0000\u0001\ud800"));
        Report report = new Report(
                name,
                name,
                List.of(new Report.Fact(name, name, name)),
                sample.accuracy(),
                layers,
                List.of(new MemoryUse(name, 10, List.of(new MemoryUse.Level(0, 4)))),
                new UnitTimeline(
                        10,
                        List.of(0L),
                        List.of(new UnitTimeline.Track(name, List.of(new UnitTimeline.Interval(0, 3))))),
                List.of(name));
        Document page = parse(ReportPage.render(report));
        assertEquals(List.of(), all(page, "//script"));
        assertEquals(name, all(page, "//h1/span").getFirst().getTextContent());
        assertEquals(name, all(page, "//tbody/tr/th").getFirst().getTextContent());
    }

    @Test
    void withoutLabelsWithoutLayersThereIsStillAPage() throws Exception {
        Report empty = new Report(
                "m",
                "t",
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                new UnitTimeline(0, List.of(), List.of()),
                List.of());
        assertEquals(List.of(), all(parse(ReportPage.render(empty)), "//section"));
    }

    @Test
    void causesHaveToAddUp() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new LayerCycles("a", "", 0, 10, Map.of(Cause.BUSY, 9L), 0, 0, ""));
    }

    @Test
    void peaksAreKeptWhenTimeIsDividedIntoFewerStretches() {
        List<MemoryUse.Level> levels =
                List.of(new MemoryUse.Level(0, 10), new MemoryUse.Level(500_000, 99), new MemoryUse.Level(500_001, 10));
        long[] peaks = MemoryPlot.peaks(levels, 1_000_000);
        assertEquals(400, peaks.length);
        assertEquals(99, peaks[200]);
        assertEquals(10, peaks[199]);
        assertEquals(10, peaks[201]);
    }

    @Test
    void onlyInvisibleGapsAreClosed() {
        List<UnitTimeline.Interval> visible = TimelinePlot.visible(
                List.of(
                        new UnitTimeline.Interval(0, 100),
                        new UnitTimeline.Interval(101, 200),
                        new UnitTimeline.Interval(900, 1_000)),
                100_000);
        assertEquals(List.of(new UnitTimeline.Interval(0, 200), new UnitTimeline.Interval(900, 1_000)), visible);
    }

    @Test
    void ticksAreRound() {
        assertEquals(List.of(0.0, 5_000.0, 10_000.0, 15_000.0), new Axis(0, 16_354).ticks(6));
        assertEquals(List.of(0.0, 100.0, 200.0), new Axis(0, 250).ticks(3));
        assertEquals(5, new Axis(0.8, 1).ticks(5).size(), "0.80, 0.85, 0.90, 0.95, 1.00");
        assertEquals(List.of(0.0, 1.0), new Axis(0, 1).ticks(1));
    }
}
