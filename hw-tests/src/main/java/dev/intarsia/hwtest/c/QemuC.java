package dev.intarsia.hwtest.c;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.runner.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A network as the firmware of an emulated board: its words, and the instructions of each layer, exactly. */
public final class QemuC implements AutoCloseable {

    private static final String COUNTS = "counts.txt";
    private static final String DRIVER = """
            #include "board.h"
            #include "model.h"

            static union {
                int64_t aligned;
                uint8_t bytes[@NAME@_ARENA_BYTES];
            } arena;
            static int32_t in, out;

            static void take(uint8_t *at, int32_t bytes)
            {
                board_read(in, at, bytes);
            }

            static void give(const uint8_t *at, int32_t bytes)
            {
                board_write(out, at, bytes);
            }

            int main(void)
            {
                in = board_open("@in@", sizeof "@in@" - 1, BOARD_READ);
                out = board_open("@out@", sizeof "@out@" - 1, BOARD_WRITE);
            @steps@    board_close(out);
                return 0;
            }
            """;

    private static final String SELF_TEST = """
            #include "board.h"
            #include "selftest.h"

            int main(void)
            {
                const char *wrong = @name@_selftest(@name@_static());
                int32_t out = board_open("@out@", sizeof "@out@" - 1, BOARD_WRITE);
                int32_t length = 0;
                wrong = wrong == 0 ? "-" : wrong;
                while (wrong[length] != 0) {
                    length++;
                }
                board_write(out, wrong, length);
                board_close(out);
                return 0;
            }
            """;

    private final List<String> more;
    private final CFolder folder;
    private final CProject project;
    private final Microcontroller target;
    private final Microcontroller.Board board;
    private final String plugin;

    /**
     * Builds the firmware.
     *
     * @param target one with a board
     * @param more more arguments for the compiler
     * @throws CompileException when a compiler says anything
     */
    public QemuC(CProject project, Microcontroller target, List<String> more) {
        this.project = project;
        this.more = List.copyOf(more);
        this.target = target;
        this.board = target.board().orElseThrow(() -> new IllegalArgumentException(target.name() + " has no board"));
        this.folder = new CFolder(project, ByteOrder.LITTLE_ENDIAN);
        try {
            for (String file : List.of("board.h", "board.c", "count.c")) {
                folder.write(file, Resource.read(QemuC.class, file));
            }
            folder.write(
                    "link.ld",
                    text("link.template.ld")
                            .replace("@flash@", "0x" + Long.toHexString(board.flashAt()))
                            .replace("@ram@", "0x" + Long.toHexString(board.ramAt()))
                            .getBytes(StandardCharsets.UTF_8));
            folder.write(
                    "driver.c",
                    DRIVER.replace("@NAME@", project.prefix().toUpperCase(java.util.Locale.ROOT))
                            .replace("@in@", CFolder.INPUTS)
                            .replace("@out@", CFolder.TENSORS)
                            .replace("@steps@", CFolder.steps(project, "take", "give", true))
                            .getBytes(StandardCharsets.UTF_8));
            build("firmware", List.of("board.c", "driver.c"));
            folder.run(List.of("gcc", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "count.c", "-o", "count.so"));
            this.plugin = folder.folder().resolve("count.so") + ",begin=" + address("count_begin") + ",end="
                    + address("count_end") + ",out=" + COUNTS;
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private List<String> compiler(List<String> more) {
        List<String> command = new ArrayList<>(List.of(target.compiler()));
        command.addAll(List.of(target.flags().split(" ")));
        command.addAll(List.of("-std=gnu99", "-ffreestanding", "-ffunction-sections", "-fdata-sections"));
        command.addAll(more);
        return command;
    }

    private static String text(String resource) {
        return new String(Resource.read(QemuC.class, resource), StandardCharsets.UTF_8);
    }

    private String tool(String name) {
        return target.compiler().replaceAll("gcc$", name);
    }

    /** All symbols of the firmware, each with its address in hexadecimal digits. */
    public Map<String, String> symbols() {
        Map<String, String> symbols = new LinkedHashMap<>();
        folder.run(List.of(tool("nm"), "firmware")).lines().forEach(line -> {
            String[] parts = line.strip().split(" ");
            symbols.put(parts[parts.length - 1], parts[0]);
        });
        return symbols;
    }

    private String address(String function) {
        return symbols().get(function);
    }

    /** Bytes of flash. */
    public record Flash(long code, long constants) {}

    /** What the network takes of flash: its functions with what they call, and its constants. */
    public Flash flash() {
        List<String> command = compiler(
                List.of("-nostdlib", "-nostartfiles", "-Wl,--gc-sections", "-Wl,--unresolved-symbols=ignore-all"));
        command.addAll(List.of("-Wl,-e," + project.prefix() + "_run", "-Wl,-u," + project.prefix() + "_init"));
        command.addAll(project.sources());
        command.addAll(List.of("-lgcc", "-o", "network"));
        folder.run(command);
        long code = 0;
        long constants = 0;
        for (String line :
                folder.run(List.of(tool("size"), "-A", "network")).lines().toList()) {
            String[] parts = line.strip().split(" +");
            if (parts.length == 3 && parts[0].startsWith(".text")) {
                code += Long.parseLong(parts[1]);
            } else if (parts.length == 3 && parts[0].contains("rodata")) {
                constants += Long.parseLong(parts[1]);
            }
        }
        return new Flash(code, constants);
    }

    /**
     * One inference.
     *
     * @param each is shown every layer's tensor
     * @return the instructions of each layer, in the graph's order; 0 for one that has nothing to do
     */
    public List<Long> run(List<RawTensor> inputs, TensorObserver each) {
        folder.writeInputs(inputs);
        List<String> command = emulator("firmware");
        command.addAll(List.of("-plugin", plugin));
        folder.run(command);
        folder.readTensors(each);
        List<Long> counted = counts();
        List<Long> layers = new ArrayList<>();
        int next = 0;
        for (int step : project.steps()) {
            layers.add(step < 0 ? 0 : counted.get(next++));
        }
        return layers;
    }

    /** Builds and runs the project's own self-test; returns the first layer that it calls wrong, empty if none. */
    public Optional<String> selfTest() {
        folder.write(
                "selftest_driver.c",
                SELF_TEST
                        .replace("@name@", project.prefix())
                        .replace("@out@", CFolder.TENSORS)
                        .getBytes(StandardCharsets.UTF_8));
        build("selftest", List.of("board.c", "selftest_driver.c", "selftest.c"));
        folder.run(emulator("selftest"));
        try {
            String wrong = Files.readString(folder.folder().resolve(CFolder.TENSORS));
            return wrong.equals("-") ? Optional.empty() : Optional.of(wrong);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void build(String program, List<String> sources) {
        List<String> command = compiler(more);
        command.addAll(List.of("-nostdlib", "-nostartfiles", "-Wl,--gc-sections", "-T", "link.ld"));
        command.addAll(sources);
        command.addAll(project.sources());
        command.addAll(List.of("-lgcc", "-o", program));
        folder.run(command);
    }

    private List<String> emulator(String program) {
        List<String> command = new ArrayList<>(List.of(board.emulator(), "-M", board.machine()));
        if (board.emulator().contains("riscv")) {
            command.addAll(List.of("-bios", "none"));
        }
        command.addAll(List.of("-nographic", "-monitor", "none", "-serial", "none"));
        command.addAll(List.of("-semihosting-config", "enable=on,target=native"));
        command.addAll(List.of("-kernel", program));
        return command;
    }

    private List<Long> counts() {
        try {
            return Files.readAllLines(folder.folder().resolve(COUNTS)).stream()
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
