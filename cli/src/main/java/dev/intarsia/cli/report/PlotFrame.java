package dev.intarsia.cli.report;

import java.util.List;
import java.util.function.DoubleFunction;

/**
 * What surrounds the area of a plot. Tick labels are HTML beside the SVG, placed in percent, so that they keep their size and their
 * place at every width of the page.
 */
final class PlotFrame {

    private PlotFrame() {}

    /** Labels along the left side. */
    static void verticalTicks(Markup page, Axis axis, int most, DoubleFunction<String> label) {
        page.open("div", "class", "y-ticks", "aria-hidden", "true");
        for (double tick : axis.ticks(most)) {
            page.leaf("span", label.apply(tick), "style", "bottom: " + Markup.percent(axis.share(tick)));
        }
        page.close();
    }

    /** Labels along the bottom. */
    static void horizontalTicks(Markup page, Axis axis, List<Double> ticks, DoubleFunction<String> label) {
        page.open("div", "class", "x-ticks", "aria-hidden", "true");
        for (double tick : ticks) {
            double share = axis.share(tick);
            String end = share > 0.97 ? " last" : share < 0.03 ? " first" : "";
            page.leaf("span", label.apply(tick), "class", "tick" + end, "style", "left: " + Markup.percent(share));
        }
        page.close();
    }

    /** Horizontal hairlines at the ticks of the vertical axis. */
    static void grid(Markup page, Axis axis, int most) {
        for (double tick : axis.ticks(most)) {
            String y = Markup.percent(1 - axis.share(tick));
            page.empty("line", "class", "hairline", "x1", "0", "x2", "100%", "y1", y, "y2", y);
        }
    }

    /** A colour and its meaning. */
    static void legend(Markup page, List<String> styles, List<String> labels) {
        page.open("ul", "class", "legend");
        for (int i = 0; i < styles.size(); i++) {
            page.open("li");
            page.leaf("i", "", "class", "swatch " + styles.get(i));
            page.leaf("span", labels.get(i)).close();
        }
        page.close();
    }

    /** What a tick of an axis of cycles is called: in thousands on a long axis. */
    static DoubleFunction<String> cycles(Axis axis) {
        return axis.high() < 10_000
                ? cycle -> Numbers.grouped(Math.round(cycle))
                : cycle -> cycle == 0 ? "0" : Markup.trim(cycle / 1000) + " k";
    }
}
