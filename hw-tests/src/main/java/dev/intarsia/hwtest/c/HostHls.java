package dev.intarsia.hwtest.c;

import dev.intarsia.backend.hls.HlsProject;
import dev.intarsia.hwtest.tool.ToolRun;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.type.RawTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A network in C++ for synthesis in a folder of its own, as C simulation. Closing it deletes the folder. */
public final class HostHls implements AutoCloseable {

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
            HlsSimulation.write(project, folder);
            compile(compiler, "testbench", "-DINTARSIA_TAP");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Compiles one of the project's programs; our headers come after those that the compiler is given. */
    public void compile(List<String> compiler, String program, String definition) {
        List<String> command = new ArrayList<>(compiler);
        command.addAll(List.of(definition, "-Iinclude", "-I.", program + ".cpp", project.prefix() + ".cpp"));
        command.addAll(List.of("-o", program));
        HlsSimulation.compile(command, folder);
    }

    /** Runs a command in the project's folder, whatever comes of it. */
    public ToolRun command(List<String> command) {
        return HlsSimulation.command(command, folder);
    }

    /** The folder that it is in. */
    public Path folder() {
        return folder;
    }

    /** One inference, as {@link HlsSimulation#run}. */
    public String run(List<RawTensor> inputs, TensorObserver each) {
        return new HlsSimulation(project, folder, List.of("./testbench")).run(inputs, each);
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
