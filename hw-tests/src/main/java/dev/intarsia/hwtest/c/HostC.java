package dev.intarsia.hwtest.c;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.type.RawTensor;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Networks in C, compiled for this machine, or for another whose programs an emulator of the user's mode runs. */
public final class HostC implements AutoCloseable {

    private static final String MAIN = """
            #include <stddef.h>
            #include <stdint.h>
            #include <stdio.h>
            #include <stdlib.h>

            typedef void (*layer)(uint8_t *arena);
            static FILE *in, *out;

            static void take(uint8_t *at, size_t bytes)
            {
                if (fread(at, 1, bytes, in) != bytes) {
                    exit(2);
                }
            }

            static void give(const uint8_t *at, size_t bytes)
            {
                if (fwrite(at, 1, bytes, out) != bytes) {
                    exit(3);
                }
            }

            @drivers@
            int main(void)
            {
                in = fopen("@in@", "rb");
                out = fopen("@out@", "wb");
                if (in == NULL || out == NULL) {
                    return 1;
                }
            @calls@    return fclose(out) == 0 ? 0 : 4;
            }
            """;

    /** Each network has an arena of its own, so that checks of memory find what goes over its end. */
    private static final String DRIVER = """
            extern const layer @name@_layers[];

            static void @name@_drive(void)
            {
                static union {
                    int64_t aligned;
                    uint8_t bytes[@bytes@];
                } memory;
                uint8_t *const arena = memory.bytes;
            @steps@}

            """;

    private final CFolder folder;
    private final List<CProject> projects;
    private final List<String> launcher;

    /**
     * Compiles one program of several networks.
     *
     * @param projects with names of their own
     * @param compiler the command with its flags
     * @param launcher what runs the program, for example an emulator; empty for this machine
     * @param order of the bytes of a word where it runs
     * @throws CompileException when the compiler says anything
     */
    public HostC(List<CProject> projects, List<String> compiler, List<String> launcher, ByteOrder order) {
        this.projects = List.copyOf(projects);
        this.folder = new CFolder(projects, order);
        this.launcher = List.copyOf(launcher);
        try {
            StringBuilder drivers = new StringBuilder();
            StringBuilder calls = new StringBuilder();
            for (CProject project : projects) {
                drivers.append(DRIVER.replace("@name@", project.prefix())
                        .replace(
                                "@bytes@",
                                Long.toString(Math.max(1, project.arena().bytes())))
                        .replace("@steps@", CFolder.steps(project, "take", "give", false)));
                calls.append("    ").append(project.prefix()).append("_drive();\n");
            }
            String driver = MAIN.replace("@in@", CFolder.INPUTS)
                    .replace("@out@", CFolder.TENSORS)
                    .replace("@drivers@", drivers)
                    .replace("@calls@", calls);
            folder.write("driver.c", driver.getBytes(StandardCharsets.UTF_8));
            List<String> command = new ArrayList<>(compiler);
            command.add("driver.c");
            command.addAll(folder.sources());
            command.addAll(List.of("-o", "driver"));
            folder.run(command);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Several networks, compiled for this machine. */
    public HostC(List<CProject> projects, List<String> compiler) {
        this(projects, compiler, List.of(), ByteOrder.nativeOrder());
    }

    /** Compiled for this machine. */
    public HostC(CProject project, List<String> compiler) {
        this(List.of(project), compiler);
    }

    private CProject only() {
        if (projects.size() != 1) {
            throw new IllegalStateException("asked of a program of " + projects.size() + " networks");
        }
        return projects.getFirst();
    }

    /** One inference of the only network; {@code each} is shown every layer's tensor. */
    public void run(List<RawTensor> inputs, TensorObserver each) {
        runAll(List.of(inputs), inference -> each);
    }

    /** Several inferences of the only network; {@code each} gives for each of them who is shown its tensors. */
    public void runAll(List<List<RawTensor>> inputs, IntFunction<TensorObserver> each) {
        only();
        runNetworks(
                List.of(inputs),
                (project, inference, name, words) -> each.apply(inference).tensor(name, words));
    }

    /**
     * One inference of every network.
     *
     * @param inputs of each network
     * @param each gives for each network who is shown its tensors
     */
    public void runEach(List<List<RawTensor>> inputs, IntFunction<TensorObserver> each) {
        runNetworks(
                inputs.stream().map(List::of).toList(),
                (project, inference, name, words) -> each.apply(project).tensor(name, words));
    }

    private void runNetworks(List<List<List<RawTensor>>> inputs, CFolder.Observer each) {
        folder.writeInputs(inputs);
        List<String> command = new ArrayList<>(launcher);
        command.add("./driver");
        folder.run(command);
        folder.readTensors(inputs.stream().map(List::size).toList(), each);
    }

    /** Builds and runs the only project's own self-test on this machine; returns what it prints. */
    public String selfTest(List<String> compiler) {
        List<String> command = new ArrayList<>(compiler);
        command.addAll(List.of("selftest.c", "selftest_main.c"));
        command.addAll(only().sources());
        command.addAll(List.of("-o", "selftest"));
        folder.run(command);
        return folder.run(List.of("./selftest"));
    }

    /**
     * Runs a command in the project's folder.
     *
     * @return what it printed
     * @throws CompileException when it fails
     */
    public String command(String... words) {
        return folder.run(List.of(words));
    }

    @Override
    public void close() {
        folder.close();
    }
}
