package dev.intarsia.hwtest.tflite;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.BuiltinOpResolverWithoutDefaultDelegates;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.InterpreterOptions;
import org.bytedeco.tensorflowlite.MutableOpResolver;
import org.bytedeco.tensorflowlite.TfLiteTensor;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/**
 * TensorFlow Lite running a model with its reference kernels: no delegate, no optimized kernel.
 *
 * <p>The Java binding does not know the resolver of reference kernels; the native library exports its constructor, which is called here.
 */
final class ReferenceInterpreter implements AutoCloseable {

    private static final String CONSTRUCTOR = "_ZN6tflite3ops7builtin20BuiltinRefOpResolverC1Ev";

    /** More than the resolver has; it lives as long as the JVM. */
    private static final long RESOLVER_BYTES = 4096;

    private static final MutableOpResolver RESOLVER = referenceResolver();

    private static final MutableOpResolver WHOLE = new BuiltinOpResolverWithoutDefaultDelegates();

    // The interpreter reads the model's bytes, and the model does, too: all three are kept as long as this.
    private final BytePointer bytes;
    private final FlatBufferModel model;
    private final Interpreter interpreter;

    /**
     * @param flatbuffer a whole model
     * @throws IllegalStateException when TensorFlow Lite refuses it
     */
    ReferenceInterpreter(byte[] flatbuffer) {
        this(flatbuffer, false);
    }

    /** @param whole whether the model has an operator that the resolver of reference kernels lacks: then the one of all kernels is asked */
    ReferenceInterpreter(byte[] flatbuffer, boolean whole) {
        bytes = new BytePointer(flatbuffer);
        model = FlatBufferModel.VerifyAndBuildFromBuffer(bytes, flatbuffer.length);
        if (model == null || model.isNull()) {
            throw new IllegalStateException("TensorFlow Lite cannot read the model");
        }
        interpreter = new Interpreter((Pointer) null);
        try (InterpreterOptions options = new InterpreterOptions()) {
            options.SetPreserveAllTensors(true);
            try (InterpreterBuilder builder = new InterpreterBuilder(model, whole ? WHOLE : RESOLVER, options)) {
                check("building", builder.apply(interpreter, 1));
            }
        }
        check("allocating", interpreter.AllocateTensors());
    }

    @SuppressWarnings("restricted")
    private static MutableOpResolver referenceResolver() {
        Loader.load(tensorflowlite.class);
        MemorySegment place = Arena.global().allocate(RESOLVER_BYTES, 64);
        MemorySegment constructor = SymbolLookup.loaderLookup().findOrThrow(CONSTRUCTOR);
        try {
            Linker.nativeLinker()
                    .downcallHandle(constructor, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS))
                    .invokeExact(place);
        } catch (Throwable e) {
            throw new IllegalStateException("the constructor of the reference resolver", e);
        }
        return new MutableOpResolver(new Pointer() {
            {
                address = place.address();
            }
        });
    }

    /**
     * One inference.
     *
     * @param inputs the stored bytes of each input, little-endian
     * @return the stored bytes of the one output
     */
    byte[] run(List<byte[]> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            TfLiteTensor input = interpreter.input_tensor(i);
            if (input.bytes() != inputs.get(i).length) {
                throw new IllegalArgumentException(
                        "input " + i + " has " + input.bytes() + " bytes, given " + inputs.get(i).length);
            }
            new BytePointer(input.data().data()).put(inputs.get(i));
        }
        check("invoking", interpreter.Invoke());
        TfLiteTensor output = interpreter.output_tensor(0);
        byte[] result = new byte[(int) output.bytes()];
        new BytePointer(output.data().data()).get(result);
        Reference.reachabilityFence(this);
        return result;
    }

    /** The stored bytes of every tensor of the last inference, by name; of equal names the last one. */
    Map<String, byte[]> tensors() {
        Map<String, byte[]> tensors = new HashMap<>();
        for (int i = 0; i < interpreter.tensors_size(); i++) {
            TfLiteTensor tensor = interpreter.tensor(i);
            if (tensor.name() != null && tensor.bytes() > 0 && !tensor.data().isNull()) {
                byte[] bytes = new byte[(int) tensor.bytes()];
                new BytePointer(tensor.data().data()).get(bytes);
                tensors.put(tensor.name().getString(), bytes);
            }
        }
        Reference.reachabilityFence(this);
        return tensors;
    }

    private static void check(String doing, int status) {
        if (status != 0) {
            throw new IllegalStateException(doing + " failed in TensorFlow Lite, its message is on standard error");
        }
    }

    @Override
    public void close() {
        interpreter.close();
        model.close();
        bytes.close();
    }
}
