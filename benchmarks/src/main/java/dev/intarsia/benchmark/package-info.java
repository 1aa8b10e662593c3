/**
 * How fast networks run: {@link dev.intarsia.benchmark.SimulatorBenchmark} gives simulated multiply-accumulates per second of each engine.
 *
 * {@link dev.intarsia.benchmark.PeerBenchmark} gives images per second of one network of the corpus in the simulator, in ONNX Runtime and
 * on the Verilated accelerator.
 *
 * <p>{@link dev.intarsia.benchmark.ImportBenchmark} gives the time that files of other tools take to be read.
 *
 * <p>Start it with {@code bin/benchmark}; JMH's options follow.
 */
package dev.intarsia.benchmark;
