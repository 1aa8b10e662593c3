package dev.intarsia.benchmark;

import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.replay.Timeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Whole inferences on one thread, loads, post-processing and stores included; {@code gigaMacs} is simulated GMAC/s. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class SimulatorBenchmark {

    /** Generated Java. */
    @Benchmark
    public List<RawTensor> generated(Network network, Macs macs) {
        macs.add(network);
        return network.generated().run(network.inputs());
    }

    /** The same calls made from the command program. */
    @Benchmark
    public List<RawTensor> runner(Network network, Macs macs) {
        macs.add(network);
        return network.runner().run(network.inputs());
    }

    /** The interpreter of kernels, which shows every tensor. */
    @Benchmark
    public Map<String, RawTensor> oracle(Network network, Macs macs) {
        macs.add(network);
        Map<String, RawTensor> tensors = new HashMap<>();
        new Oracle().run(network.program().source(), network.inputs(), tensors::put);
        return tensors;
    }

    /** The cycles of one inference, which are counted once per program. */
    @Benchmark
    public Timeline replay(Network network) {
        return Replay.run(network.program());
    }
}
