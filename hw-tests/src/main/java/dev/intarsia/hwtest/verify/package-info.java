/**
 * Holds engines against each other, word by word.
 *
 * <p>A {@link dev.intarsia.hwtest.verify.Verification} runs {@linkplain dev.intarsia.hwtest.verify.Participant engines} on the same
 * vectors and compares every tensor of every sample with the reference's. What it gives, a
 * {@link dev.intarsia.hwtest.verify.Verdict}, counts the words and holds the first {@link dev.intarsia.hwtest.verify.Difference}: in
 * the order of samples, then of the graph, then of the tensor. A {@link dev.intarsia.hwtest.verify.WordTrace} says how that word
 * should have come about, and {@link dev.intarsia.hwtest.verify.Shrink} makes the case small. A
 * {@link dev.intarsia.hwtest.verify.GoldenPack} keeps a model, vectors and all words as files, and is read back as a reference.
 *
 * <p>The command {@code verify} and the JUnit extension are thin layers on this package.
 */
package dev.intarsia.hwtest.verify;
