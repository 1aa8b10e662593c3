/**
 * Sizing a datapath: which widths a network needs, and what fewer bits cost.
 *
 * <p>{@link dev.intarsia.cli.size.WidthCertificate} is what is proved of each layer, and
 * {@link dev.intarsia.cli.size.CertificateChecker} checks it in another way. A {@link dev.intarsia.cli.size.SweepSpec} says what to try; each
 * combination is a {@link dev.intarsia.cli.size.Datapath}. A {@link dev.intarsia.cli.size.Sweep} runs all of them on slices of the samples: a
 * forest, in which points part at the first layer in which they differ. {@link dev.intarsia.cli.size.Costs} says what points cost,
 * {@link dev.intarsia.cli.size.Choice} which are worth having, {@link dev.intarsia.cli.size.MixedWidths} searches for widths layer by layer, and
 * {@link dev.intarsia.cli.size.Steps} explains where a wider accumulator loses answers.
 */
package dev.intarsia.cli.size;
