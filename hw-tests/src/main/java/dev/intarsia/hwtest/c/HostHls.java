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

/** A network in C++ for synthesis in a folder of its own, as C simulation. Closing it deletes the folder. */
public final class HostHls implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final HlsProject project;
    private final Path folder;

    /**
     * Compiles a project's test bench.
     *
     * @param compiler the command with its flags
     * @throws CompileException when the compiler says anything
     */
    public HostHls(HlsProject project, List<String> compiler) {
        this.project = project;
        try {
            this.folder = Files.createTempDirectory("intarsia-hls");
            for (var file : project.files().entrySet()) {
                Path place = folder.resolve(file.getKey());
                Files.createDirectories(place.getParent());
                Files.write(place, file.getValue());
            }
            compile(compiler, "testbench", "-DINTARSIA_TAP");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Compiles one of the project's programs. */
    public void compile(List<String> compiler, String program, String definition) {
        List<String> command = new ArrayList<>(compiler);
        command.addAll(List.of(definition, "-Iinclude", "-I.", program + ".cpp", project.prefix() + ".cpp"));
        command.addAll(List.of("-o", program));
        ToolRun run = command(command);
        if (!run.succeeded() || !run.output().isBlank()) {
            throw new CompileException(String.join(" ", command) + " said:\n" + run.output());
        }
    }

    /** Runs a command in the project's folder, whatever comes of it. */
    public ToolRun command(List<String> command) {
        try {
            return ToolRun.run(command, folder, LIMIT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder that it is in. */
    public Path folder() {
        return folder;
    }

    /** One inference; {@code each} is shown every layer's tensor. */
    public void run(List<RawTensor> inputs, TensorObserver each) {
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
            ToolRun run = command(List.of("./testbench", "--print", in.toString(), out.toString()));
            if (!run.succeeded()) {
                throw new CompileException("the C simulation ended with " + run.exitCode() + ":\n" + run.output());
            }
            ByteBuffer words = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.nativeOrder());
            Files.delete(in);
            Files.delete(out);
            show(graph, words, each);
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

    @Override
    public void close() {
        try (var walk = Files.walk(folder)) {
            for (Path path : walk.sorted().toList().reversed()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
