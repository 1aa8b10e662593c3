/**
 * The report: what a simulation found, as data, and as one HTML page that stands alone.
 *
 * <p>A {@link dev.intarsia.cli.report.Report} and its parts are plain numbers and names; they know neither the compiler nor HTML.
 * {@link dev.intarsia.cli.report.ReportPage} turns one into text: every figure is a class of its own, writes through
 * {@link dev.intarsia.cli.report.Markup}, which escapes everything, and uses percentages along the horizontal axis, so that type keeps
 * its size on a narrow page. The same report always gives the same bytes: nothing in it tells the time.
 */
package dev.intarsia.cli.report;
