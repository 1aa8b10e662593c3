/**
 * All engines on one corpus: random small networks, random schedules and random small accelerators, and the example that ships. Every
 * tensor of every engine has the oracle's words.
 *
 * <p>A {@link dev.intarsia.hwtest.engine.NetworkDraw} is a handful of small numbers that shrink; {@link
 * dev.intarsia.hwtest.engine.DrawnNetwork} makes a quantized graph of any such numbers.
 */
package dev.intarsia.hwtest.engine;
