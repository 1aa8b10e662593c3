/**
 * Sizing a datapath: which widths a network needs, and what fewer bits cost.
 *
 * <p>{@link dev.intarsia.cli.size.WidthCertificate} is what is proved of each accumulator, and
 * {@link dev.intarsia.cli.size.CertificateChecker} checks it in another way. A {@link dev.intarsia.cli.size.SizingJob} is one quantization of
 * a network, with accumulators of every kind that the {@link dev.intarsia.cli.size.SweepSpec} asks for: its exact sums are computed once
 * for a sample, and a narrower accumulator is run only from the first layer on in which a sum does not fit. Its
 * {@link dev.intarsia.cli.size.JobResult} is a text that is kept and read back, so that an interrupted sweep goes on where it was.
 * {@link dev.intarsia.cli.size.Choice} names the points worth having.
 */
package dev.intarsia.cli.size;
