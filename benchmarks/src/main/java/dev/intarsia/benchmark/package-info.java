/**
 * How fast networks run: {@link dev.intarsia.benchmark.SimulatorBenchmark} gives simulated multiply-accumulates per second of each engine.
 *
 * <p>Start it with {@code bin/benchmark}; JMH's options follow.
 */
package dev.intarsia.benchmark;
