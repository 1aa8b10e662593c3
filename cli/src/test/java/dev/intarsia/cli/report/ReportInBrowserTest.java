package dev.intarsia.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.cli.doctor.Checkup;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report as a browser shows it: headless Chromium lays it out, measures it and paints it. */
class ReportInBrowserTest {

    /** Says what the browser made of the page. Only the test adds it: the report itself has no script. */
    private static final String MEASURE = """
            <script>
            const visible = [...document.querySelectorAll('rect')].filter(r => { const b = r.getBoundingClientRect(); return b.width > 0.5 && b.height > 0.5; });
            const body = document.body.dataset;
            body.width = innerWidth;
            body.contentWidth = document.documentElement.scrollWidth;
            body.sections = document.querySelectorAll('section').length;
            body.shapes = visible.length;
            body.smallest = Math.min(...[...document.querySelectorAll('main *')].filter(e => e.childElementCount == 0 && e.textContent.trim()).map(e => parseFloat(getComputedStyle(e).fontSize)));
            </script>
            """;

    @TempDir
    static Path folder;

    private static String chromium;

    @BeforeAll
    static void findBrowser() {
        chromium = Checkup.probe("chromium").orThrow().path().toString();
    }

    private static String browse(Path page, int width, String... more) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory(folder, "profile");
        List<String> command = new ArrayList<>(List.of(
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + profile,
                "--window-size=" + width + ",2800"));
        command.addAll(Arrays.asList(more));
        command.add(page.toUri().toString());
        Path output = folder.resolve("dom.html");
        Process browser = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertTrue(browser.waitFor(60, TimeUnit.SECONDS), "the browser takes longer than a minute");
            assertEquals(0, browser.exitValue());
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static Path page(String more) throws IOException {
        String html = ReportPage.render(SampleReport.report()).replace("</body>", more + "</body>");
        return Files.writeString(Files.createTempFile(folder, "report", ".html"), html);
    }

    private static Map<String, Double> measured(String dom) {
        Matcher attribute = Pattern.compile("data-([a-z-]+)=\"([0-9.]+)\"")
                .matcher(dom.substring(dom.indexOf("<body"), dom.indexOf('>', dom.indexOf("<body"))));
        Map<String, Double> values = new HashMap<>();
        while (attribute.find()) {
            values.put(attribute.group(1), Double.valueOf(attribute.group(2)));
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {1200, 600})
    void isLaidOutWithinThePage(int width) throws Exception {
        Map<String, Double> page = measured(browse(page(MEASURE), width, "--dump-dom"));
        assertEquals(width, page.get("width").intValue());
        assertTrue(page.get("content-width") <= width, () -> "wider than the page: " + page);
        assertEquals(7, page.get("sections").intValue());
        assertTrue(page.get("shapes") >= 50, () -> "too few visible shapes: " + page);
        assertTrue(page.get("smallest") >= 12, () -> "type too small to read: " + page);
    }

    @Test
    void isPaintedInLightAndDark() throws Exception {
        BufferedImage light = picture("light", "--blink-settings=preferredColorScheme=1");
        BufferedImage dark = picture("dark", "--blink-settings=preferredColorScheme=0");
        assertNotEquals(light.getRGB(2, 2), dark.getRGB(2, 2), "the paper's colour");
        assertTrue(brightness(light.getRGB(2, 2)) > 200);
        assertTrue(brightness(dark.getRGB(2, 2)) < 60);
        for (BufferedImage picture : List.of(light, dark)) {
            Map<Integer, Integer> colours = new HashMap<>();
            for (int y = 0; y < picture.getHeight(); y++) {
                for (int x = 0; x < picture.getWidth(); x++) {
                    colours.merge(picture.getRGB(x, y), 1, Integer::sum);
                }
            }
            int pixels = picture.getWidth() * picture.getHeight();
            int paper = colours.get(picture.getRGB(2, 2));
            assertTrue(paper < 0.95 * pixels, "nearly blank");
            assertTrue(
                    colours.values().stream().filter(count -> count > 1_000).count() >= 8,
                    "too few colours for the figures");
        }
    }

    private static BufferedImage picture(String name, String scheme) throws Exception {
        Path picture = folder.resolve(name + ".png");
        browse(page(""), 1200, scheme, "--screenshot=" + picture);
        return ImageIO.read(picture.toFile());
    }

    private static int brightness(int rgb) {
        return ((rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255)) / 3;
    }
}
