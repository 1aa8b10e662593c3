package dev.intarsia.hwtest.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/** A model in ONNX Runtime, in this process, one thread, with inputs and outputs that are real numbers. Safe to use from several threads. */
public final class RuntimeSession implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final String input;
    private final long[] dims;

    /** With its graph as it is. */
    RuntimeSession(byte[] model, String input, long... dims) throws OrtException {
        this(model, OrtSession.SessionOptions.OptLevel.NO_OPT, input, dims);
    }

    /**
     * Any session.
     *
     * @param level what ONNX Runtime may do to the graph before it runs it
     */
    public RuntimeSession(byte[] model, OrtSession.SessionOptions.OptLevel level, String input, long... dims)
            throws OrtException {
        this.input = input;
        this.dims = dims;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(level);
            options.setIntraOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            this.session = environment.createSession(model, options);
        }
    }

    /** All outputs of one inference, row-major, by their names. */
    public Map<String, float[]> run(float[] values) throws OrtException {
        Map<String, float[]> outputs = new HashMap<>();
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), dims);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
                FloatBuffer buffer = ((OnnxTensor) output.getValue()).getFloatBuffer();
                float[] numbers = new float[buffer.remaining()];
                buffer.get(numbers);
                outputs.put(output.getKey(), numbers);
            }
        }
        return outputs;
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
