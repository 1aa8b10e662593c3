package dev.intarsia.benchmark;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.inlay.RtlRunner;
import dev.intarsia.hwtest.verilator.Verilator;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.plan.Planners;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.sequence.Sequence;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.simulator.lanes.LaneProgram;
import dev.intarsia.simulator.oracle.Oracle;
import dev.intarsia.simulator.replay.Replay;
import dev.intarsia.simulator.replay.Timeline;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.runner.LayerSimulator;
import dev.intarsia.simulator.runner.ProgramRunner;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * ResNet-8 of MLPerf Tiny, 12.5 million multiply-accumulates an image, for {@code inlay16}: in the simulator, in ONNX Runtime on one
 * thread, on the Verilated accelerator. Model and picture are read from the corpus, {@code -Dintarsia.corpus=DIR}.
 */
@State(Scope.Benchmark)
public class ResNet {

    private static final Path CORPUS = Path.of(System.getProperty("intarsia.corpus", "../shared/corpus"));
    private static final Path MODEL = CORPUS.resolve("models/mlperf_tiny/pretrainedResnet_quant.tflite");
    private static final Path PICTURES = CORPUS.resolve("data/cifar10/test_exact_250.bin");

    private CommandProgram program;
    private Timeline timeline;
    private CompiledSimulator commands;
    private CompiledSimulator layers;
    private RtlRunner rtl;
    private List<RawTensor> inputs;
    private OrtSession session;
    private Map<String, OnnxTensor> unsigned;

    /** Reads, plans, and sees that ONNX Runtime's answer for the picture is ours. */
    @Setup
    public void prepare() throws IOException, OrtException {
        QuantizedGraph graph =
                FollowTypes.apply(TfliteReader.read(MODEL).graph(), ArithmeticProfile.TFLM, new Diagnostics());
        Accelerator target = TargetReader.accelerator("inlay16");
        program = Sequence.apply(Planners.standard().plan(Lower.lower(graph), target, new Diagnostics()));
        timeline = Replay.run(program);
        commands = new ProgramRunner(program, new Oracle()::run);
        layers = new LayerSimulator(program, LaneProgram.of(program.source()));
        inputs =
                List.of(picture(graph.graph().inputs().getFirst().type().shape().withoutFirst()));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(UnsignedOnnx.of(graph), options);
        }
        byte[] bytes = UnsignedOnnx.input(inputs.getFirst());
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        unsigned = Map.of(
                session.getInputNames().iterator().next(),
                OnnxTensor.createTensor(environment, buffer, new long[] {1, 3, 32, 32}, OnnxJavaType.UINT8));
        sameAnswer();
    }

    /** The first picture of the data set, whose three colours lie one behind the other. */
    private static RawTensor picture(Shape shape) throws IOException {
        byte[] record = Files.readAllBytes(PICTURES);
        int pixels = shape.size(0) * shape.size(1);
        long[] words = LongStream.range(0, shape.elements())
                .map(i -> Byte.toUnsignedLong(record[(int) (1 + i % 3 * pixels + i / 3)]) - 128)
                .toArray();
        return RawTensor.owning(IntFormat.I8, shape, words);
    }

    private void sameAnswer() throws OrtException {
        RawTensor own = simulate().getFirst();
        if (!own.equals(byCommand().getFirst())) {
            throw new IllegalStateException("layers and commands differ");
        }
        try (OrtSession.Result result = unsigned()) {
            float[] other = ((OnnxTensor) result.get(0)).getFloatBuffer().array();
            for (int i = 0; i < other.length; i++) {
                // A probability is 1/256 a step; the two roundings differ by a few steps at most.
                if (Math.abs(other[i] * 256 - 128 - own.at(i)) > 8) {
                    throw new IllegalStateException("ONNX Runtime runs another network: class " + i + " has " + other[i]
                            + " for the word " + own.at(i));
                }
            }
        }
    }

    /** Multiply-accumulates of an image. */
    long macs() {
        return timeline.macs();
    }

    /** An image in the simulator, its words a layer at a time; its cycles were counted when the program was made. */
    List<RawTensor> simulate() {
        return layers.run(inputs);
    }

    /** An image in the simulator, its words command by command. */
    List<RawTensor> byCommand() {
        return commands.run(inputs);
    }

    /** An image in ONNX Runtime. */
    OrtSession.Result unsigned() throws OrtException {
        return session.run(unsigned);
    }

    /** An image on the Verilated accelerator, which is built when it is first asked for. */
    List<RawTensor> rtl() {
        if (rtl == null) {
            rtl = new RtlRunner(program, new Oracle()::run, Verilator.installed(), false);
        }
        return rtl.run(inputs);
    }

    /** Frees what lies outside of Java's heap. */
    @TearDown
    public void close() throws OrtException {
        unsigned.values().forEach(OnnxTensor::close);
        session.close();
        if (rtl != null) {
            rtl.close();
        }
    }
}
