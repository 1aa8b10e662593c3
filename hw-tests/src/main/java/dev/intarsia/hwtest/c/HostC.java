package dev.intarsia.hwtest.c;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.type.RawTensor;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A network in C, compiled for this machine, or for another whose programs an emulator of the user's mode runs. */
public final class HostC implements AutoCloseable {

    private static final String DRIVER = """
            #include "model.h"
            #include <stdio.h>
            #include <stdlib.h>

            static union {
                int64_t aligned;
                uint8_t bytes[@NAME@_ARENA_BYTES];
            } memory;
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

            int main(void)
            {
                uint8_t *const arena = memory.bytes;
                in = fopen("@in@", "rb");
                out = fopen("@out@", "wb");
                if (in == NULL || out == NULL) {
                    return 1;
                }
            @steps@    return fclose(out) == 0 ? 0 : 4;
            }
            """;

    private final CFolder folder;
    private final CProject project;
    private final List<String> launcher;

    /**
     * Compiles a project.
     *
     * @param compiler the command with its flags
     * @param launcher what runs the program, for example an emulator; empty for this machine
     * @param order of the bytes of a word where it runs
     * @throws CompileException when the compiler says anything
     */
    public HostC(CProject project, List<String> compiler, List<String> launcher, ByteOrder order) {
        this.project = project;
        this.folder = new CFolder(List.of(project), order);
        this.launcher = List.copyOf(launcher);
        String driver = DRIVER.replace("@NAME@", project.prefix().toUpperCase(java.util.Locale.ROOT))
                .replace("@in@", CFolder.INPUTS)
                .replace("@out@", CFolder.TENSORS)
                .replace("@steps@", CFolder.steps(project, "take", "give", false));
        folder.write("driver.c", driver.getBytes(StandardCharsets.UTF_8));
        List<String> command = new ArrayList<>(compiler);
        command.add("driver.c");
        command.addAll(project.sources());
        command.addAll(List.of("-o", "driver"));
        try {
            folder.run(command);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Compiled for this machine. */
    public HostC(CProject project, List<String> compiler) {
        this(project, compiler, List.of(), ByteOrder.nativeOrder());
    }

    /** One inference; {@code each} is shown every layer's tensor. */
    public void run(List<RawTensor> inputs, TensorObserver each) {
        runAll(List.of(inputs), inference -> each);
    }

    /** Several inferences; {@code each} gives for each of them who is shown its tensors. */
    public void runAll(List<List<RawTensor>> inputs, IntFunction<TensorObserver> each) {
        folder.writeInputs(List.of(inputs));
        List<String> command = new ArrayList<>(launcher);
        command.add("./driver");
        folder.run(command);
        folder.readTensors(
                List.of(inputs.size()),
                (project, inference, name, words) -> each.apply(inference).tensor(name, words));
    }

    /** Builds and runs the project's own self-test on this machine; returns what it prints. */
    public String selfTest(List<String> compiler) {
        List<String> command = new ArrayList<>(compiler);
        command.addAll(List.of("selftest.c", "selftest_main.c"));
        command.addAll(project.sources());
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
