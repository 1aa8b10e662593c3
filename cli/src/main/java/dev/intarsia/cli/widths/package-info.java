/**
 * Widths of weights for each layer for itself: {@link dev.intarsia.cli.widths.BudgetedWidths} measures what each layer loses at each width, and chooses
 * what loses least within a {@link dev.intarsia.cli.widths.WidthBudget}. The search itself is {@link dev.intarsia.cli.widths.Narrowing}, which sizing uses too.
 */
package dev.intarsia.cli.widths;
