/**
 * The engines: every way to run a program of integers, as one list.
 *
 * <p>An {@link dev.intarsia.hwtest.engine.EngineKind} has the name that the command line calls it by, says which targets it takes and
 * which programs it needs from outside, and makes itself ready for a program. What comes of that, a
 * {@link dev.intarsia.hwtest.engine.RunningEngine}, takes the words of one inference after the other and shows every tensor.
 * {@link dev.intarsia.hwtest.engine.Engines} is the list; to add an engine, write its kind and add a line there.
 */
package dev.intarsia.hwtest.engine;
