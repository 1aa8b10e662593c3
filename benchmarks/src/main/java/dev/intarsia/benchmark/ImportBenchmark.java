package dev.intarsia.benchmark;

import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.onnx.OnnxReader;
import dev.intarsia.frontend.tflite.TfliteReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long a file of another tool takes to become a model, once the code is warm: reading it from disk is part of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ImportBenchmark {

    /** The file below the corpus' models. */
    @Param("mlperf_tiny/ad01_fp32.tflite")
    public String model;

    @Benchmark
    public ReadModel read() {
        return read(ResNet.CORPUS.resolve("models").resolve(model));
    }

    /** The model of a file, by its name's end. */
    static ReadModel read(Path file) {
        return file.toString().endsWith(".onnx") ? OnnxReader.read(file) : TfliteReader.read(file);
    }
}
