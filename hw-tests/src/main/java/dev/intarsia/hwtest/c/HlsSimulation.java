package dev.intarsia.hwtest.c;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.backend.hls.HlsProject;
import dev.intarsia.hwtest.tool.ToolRun;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.stream.Channel;
import dev.intarsia.ir.stream.Process;
import dev.intarsia.ir.type.RawTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A compiled test bench of a network in C++ for synthesis.
 *
 * @param project what it was compiled from
 * @param folder where it is
 * @param program how it is started there
 */
public record HlsSimulation(HlsProject project, Path folder, List<String> program) {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    public HlsSimulation {
        program = List.copyOf(program);
    }

    /** Writes the files of a project. */
    public static void write(HlsProject project, Path folder) throws IOException {
        for (var file : project.files().entrySet()) {
            Path place = folder.resolve(file.getKey());
            Files.createDirectories(place.getParent());
            Files.write(place, file.getValue());
        }
    }

    /** Runs a command in a folder, whatever comes of it. */
    public static ToolRun command(List<String> command, Path folder) {
        try {
            return ToolRun.run(command, folder, LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a compiler.
     *
     * @throws CompileException when it says anything
     */
    public static void compile(List<String> command, Path folder) {
        ToolRun run = command(command, folder);
        if (!run.succeeded() || !run.output().isBlank()) {
            throw new CompileException(String.join(" ", command) + " said:\n" + run.output());
        }
    }

    /**
     * One inference.
     *
     * @param each is shown every layer's tensor
     * @return what the test bench printed: the extremes that accumulators held
     */
    public String run(List<RawTensor> inputs, TensorObserver each) {
        Graph graph = project.plan().design().program().meaning().graph();
        StringBuilder text = new StringBuilder("vector\n");
        for (int i = 0; i < inputs.size(); i++) {
            Input input = graph.inputs().get(i);
            text.append("tensor ")
                    .append(inputs.get(i).shape().elements())
                    .append(' ')
                    .append(HlsBackend.label(input.name()))
                    .append('\n');
            for (long word : inputs.get(i).toArray()) {
                text.append(word).append('\n');
            }
        }
        try {
            Path in = Files.createTempFile(folder, "in", ".txt");
            Path out = Files.createTempFile(folder, "out", ".bin");
            Files.writeString(in, text);
            List<String> command = new ArrayList<>(program);
            command.addAll(List.of("--print", in.toString(), out.toString()));
            ToolRun run = command(command, folder);
            if (!run.succeeded()) {
                throw new CompileException("the C simulation ended with " + run.exitCode() + ":\n" + run.output());
            }
            ByteBuffer words = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.nativeOrder());
            Files.delete(in);
            Files.delete(out);
            show(graph, words, each);
            return run.output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tensors come in the order in which the processes that make them run. */
    private void show(Graph graph, ByteBuffer words, TensorObserver each) {
        for (Process process : project.plan().design().processes()) {
            for (Node node : graph.nodes()) {
                Channel shown = project.plan().design().shown().get(node.name());
                if (process.outputs().contains(shown)) {
                    long[] tensor = new long[node.type().shape().withoutFirst().elements()];
                    for (int i = 0; i < tensor.length; i++) {
                        tensor[i] = words.getLong();
                    }
                    each.tensor(
                            node.name(),
                            RawTensor.owning(
                                    node.type().quantized().format(),
                                    node.type().shape().withoutFirst(),
                                    tensor));
                }
            }
        }
    }
}
