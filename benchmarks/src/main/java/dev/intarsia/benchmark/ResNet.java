package dev.intarsia.benchmark;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.data.NumericType;
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

    /** Where the corpus lies. */
    static final Path CORPUS = Path.of(System.getProperty("intarsia.corpus", "../shared/corpus"));
    /** The network. */
    static final Path MODEL = CORPUS.resolve("models/mlperf_tiny/pretrainedResnet_quant.tflite");
    /** Multiply-accumulates of an image. */
    static final long MACS = 12_501_632;

    private static final Path PICTURES = CORPUS.resolve("data/cifar10/test_exact_250.bin");
    private static final Shape SHAPE = Shape.of(32, 32, 3);
    /** A picture's bytes, behind one of its label. */
    private static final int RECORD = 1 + 32 * 32 * 3;

    private CommandProgram program;
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
        Timeline timeline = Replay.run(program);
        commands = new ProgramRunner(program, new Oracle()::run);
        layers = new LayerSimulator(program, LaneProgram.of(program.source()));
        long[] words = new long[SHAPE.elements()];
        picture(Files.readAllBytes(PICTURES), 0, words, 0);
        inputs = List.of(RawTensor.owning(IntFormat.I8, SHAPE, words));
        if (timeline.macs() != MACS) {
            throw new IllegalStateException("the network has " + timeline.macs() + " multiply-accumulates");
        }
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

    /** All pictures of the data set, one after the other. */
    static NumericArray pictures() throws IOException {
        byte[] records = Files.readAllBytes(PICTURES);
        int count = records.length / RECORD;
        long[] words = new long[count * SHAPE.elements()];
        for (int picture = 0; picture < count; picture++) {
            picture(records, picture, words, picture * SHAPE.elements());
        }
        return NumericArray.ofWords(
                NumericType.I1, Shape.of(count, SHAPE.size(0), SHAPE.size(1), SHAPE.size(2)), words);
    }

    /** A picture's three colours lie one behind the other. */
    private static void picture(byte[] records, int picture, long[] words, int at) {
        int colours = SHAPE.size(2);
        int pixels = SHAPE.elements() / colours;
        int first = picture * RECORD + 1;
        for (int i = 0; i < SHAPE.elements(); i++) {
            words[at + i] = Byte.toUnsignedLong(records[first + i % colours * pixels + i / colours]) - 128;
        }
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
