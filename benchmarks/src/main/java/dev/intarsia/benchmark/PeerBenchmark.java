package dev.intarsia.benchmark;

import ai.onnxruntime.OrtException;
import dev.intarsia.ir.type.RawTensor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Images of ResNet-8 a second on one thread: the simulator, ONNX Runtime, the Verilated accelerator. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"
        })
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
public class PeerBenchmark {

    /** The simulator, words a layer at a time. */
    @Benchmark
    public List<RawTensor> simulator(ResNet network, ThreadTime time) {
        return network.simulate();
    }

    /** The simulator, words command by command. */
    @Benchmark
    public List<RawTensor> commands(ResNet network, ThreadTime time) {
        return network.byCommand();
    }

    /** ONNX Runtime: unsigned activations, signed weights. */
    @Benchmark
    public void onnxRuntime(ResNet network, ThreadTime time) throws OrtException {
        network.unsigned().close();
    }

    /** The accelerator in SystemVerilog, run by Verilator in process. */
    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @Measurement(iterations = 2, time = 1)
    public List<RawTensor> rtl(ResNet network, ThreadTime time) {
        return network.rtl();
    }
}
