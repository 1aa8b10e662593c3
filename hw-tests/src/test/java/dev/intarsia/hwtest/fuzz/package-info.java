/**
 * Model files that nobody would write: cut, damaged, or made up by a fuzzer that watches which code they reach.
 *
 * <p>An {@link dev.intarsia.hwtest.fuzz.Importer} takes the bytes of a file and says what it promises about any of them;
 * {@link dev.intarsia.hwtest.fuzz.Fuzzer} lets Jazzer look for bytes that break the promise, beginning with real files. What was once
 * found lies under {@code src/test/resources} and is read again in every run.
 */
package dev.intarsia.hwtest.fuzz;
