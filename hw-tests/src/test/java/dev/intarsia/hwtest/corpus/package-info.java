/**
 * Runs the small models of the folder {@code corpus} on every engine, and compares every word with words that come from outside.
 *
 * <p>{@link dev.intarsia.hwtest.corpus.CorpusCase} is one case as it is stored; {@code CorpusTest} runs them. {@code corpus/README.md}
 * says how to add one.
 */
package dev.intarsia.hwtest.corpus;
