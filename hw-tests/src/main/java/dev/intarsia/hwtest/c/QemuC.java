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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** Networks as the firmware of an emulated board: their words, and what each layer takes. */
public final class QemuC implements AutoCloseable {

    private static final String COUNTS = "counts.txt";

    /** Bytes behind an arena that may be read. */
    private static final int SLACK = 64;

    private static final String MAIN = """
            #include "board.h"

            int32_t in, out;
            static union {
                int64_t aligned;
                uint8_t bytes[@arena@];
            } memory;

            void take(uint8_t *at, int32_t bytes)
            {
                board_read(in, at, bytes);
            }

            void give(const uint8_t *at, int32_t bytes)
            {
                board_write(out, at, bytes);
            }

            @drivers@
            int main(void)
            {
                in = board_open("@in@", sizeof "@in@" - 1, BOARD_READ);
                out = board_open("@out@", sizeof "@out@" - 1, BOARD_WRITE);
            @calls@    board_close(out);
                return 0;
            }
            """;

    private static final String DRIVER = """
            #include "model.h"

            void take(uint8_t *at, int32_t bytes);
            void give(const uint8_t *at, int32_t bytes);
            void count_begin(void);
            void count_end(void);
            void @name@_drive(uint8_t *arena);

            void @name@_drive(uint8_t *arena)
            {
            @steps@}
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
    private final List<CProject> projects;
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
        this(List.of(project), target, more);
    }

    /**
     * Builds one firmware of several networks.
     *
     * @param projects with names of their own
     * @param target one with a board
     * @param more more arguments for the compiler
     * @throws CompileException when a compiler says anything
     */
    public QemuC(List<CProject> projects, Microcontroller target, List<String> more) {
        this.projects = List.copyOf(projects);
        this.more = List.copyOf(more);
        this.target = target;
        this.board = target.board().orElseThrow(() -> new IllegalArgumentException(target.name() + " has no board"));
        this.folder = new CFolder(projects, ByteOrder.LITTLE_ENDIAN);
        try {
            for (String file : List.of("board.h", "board.c", "count.c")) {
                folder.write(file, Resource.read(QemuC.class, file));
            }
            write(
                    "link.ld",
                    text("link.template.ld")
                            .replace("@flash@", "0x" + Long.toHexString(board.flashAt()))
                            .replace("@ram@", "0x" + Long.toHexString(board.ramAt())));
            List<String> sources = new ArrayList<>(List.of("board.c", "main.c"));
            StringBuilder drivers = new StringBuilder();
            StringBuilder calls = new StringBuilder();
            for (CProject project : projects) {
                String driver = folder.path(project, "driver.c");
                sources.add(driver);
                write(
                        driver,
                        DRIVER.replace("@name@", project.prefix())
                                .replace("@steps@", CFolder.steps(project, "take", "give", true)));
                drivers.append("void ").append(project.prefix()).append("_drive(uint8_t *arena);\n");
                calls.append("    ").append(project.prefix()).append("_drive(memory.bytes);\n");
            }
            long arena = projects.stream()
                    .mapToLong(p -> p.arena().bytes() + SLACK)
                    .max()
                    .orElseThrow();
            write(
                    "main.c",
                    MAIN.replace("@arena@", Long.toString(arena))
                            .replace("@drivers@", drivers)
                            .replace("@calls@", calls)
                            .replace("@in@", CFolder.INPUTS)
                            .replace("@out@", CFolder.TENSORS));
            build("firmware", sources);
            folder.run(List.of("gcc", "-O2", "-shared", "-fPIC", "-fvisibility=hidden", "count.c", "-o", "count.so"));
            this.plugin = folder.folder().resolve("count.so") + ",begin=" + address("count_begin") + ",end="
                    + address("count_end") + ",out=" + COUNTS;
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private void write(String file, String text) {
        folder.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private CProject only() {
        if (projects.size() != 1) {
            throw new IllegalStateException("asked of a firmware of " + projects.size() + " networks");
        }
        return projects.getFirst();
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
        return symbols("firmware");
    }

    private Map<String, String> symbols(String program) {
        Map<String, String> symbols = new LinkedHashMap<>();
        folder.run(List.of(tool("nm"), program)).lines().forEach(line -> {
            String[] parts = line.strip().split(" ");
            symbols.put(parts[parts.length - 1], parts[0]);
        });
        return symbols;
    }

    private String address(String function) {
        return symbols().get(function);
    }

    /**
     * What a layer takes.
     *
     * @param instructions exactly
     * @param cycles on a Cortex-M4 whose memory does not wait, by the static estimate of {@code count.c}; only of Thumb code
     */
    public record Cost(long instructions, long cycles) {
        static final Cost NONE = new Cost(0, 0);
    }

    /** Bytes of flash. */
    public record Flash(long code, long constants) {}

    /** What the only network takes of flash: its functions with what they call, and its constants. */
    public Flash flash() {
        CProject project = only();
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
     * One inference of the only network.
     *
     * @param each is shown every layer's tensor
     * @return what each layer takes, in the graph's order; nothing for one that has nothing to do
     */
    public List<Cost> run(List<RawTensor> inputs, TensorObserver each) {
        return runAll(List.of(inputs), inference -> each).getFirst();
    }

    /**
     * Several inferences of the only network.
     *
     * @param each gives for each inference who is shown its tensors
     * @return for each inference what each layer takes
     */
    public List<List<Cost>> runAll(List<List<RawTensor>> inputs, IntFunction<TensorObserver> each) {
        only();
        return runNetworks(
                        List.of(inputs),
                        (project, inference, name, words) ->
                                each.apply(inference).tensor(name, words))
                .getFirst();
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

    private List<List<List<Cost>>> runNetworks(List<List<List<RawTensor>>> inputs, CFolder.Observer each) {
        folder.writeInputs(inputs);
        List<String> command = emulator("firmware");
        command.addAll(List.of("-plugin", plugin));
        folder.run(command);
        folder.readTensors(inputs.stream().map(List::size).toList(), each);
        Iterator<Cost> counted = counts().iterator();
        List<List<List<Cost>>> costs = new ArrayList<>();
        for (int i = 0; i < projects.size(); i++) {
            List<List<Cost>> inferences = new ArrayList<>();
            for (int inference = 0; inference < inputs.get(i).size(); inference++) {
                inferences.add(projects.get(i).steps().stream()
                        .map(step -> step < 0 ? Cost.NONE : counted.next())
                        .toList());
            }
            costs.add(inferences);
        }
        return costs;
    }

    /**
     * What is done to a program before it runs.
     *
     * @see #selfTest(Change)
     */
    @FunctionalInterface
    public interface Change {
        /**
         * @param image the program, a file of ELF
         * @param symbols its symbols, each with its address
         */
        void change(byte[] image, Map<String, String> symbols);
    }

    /** Builds and runs the project's own self-test; returns the first layer that it calls wrong, empty if none. */
    public Optional<String> selfTest() {
        return selfTest((image, symbols) -> {});
    }

    /** The same after a change of the built program. */
    public Optional<String> selfTest(Change change) {
        write("selftest_driver.c", SELF_TEST.replace("@name@", only().prefix()).replace("@out@", CFolder.TENSORS));
        build("selftest", List.of("board.c", "selftest_driver.c", "selftest.c"));
        try {
            Path program = folder.folder().resolve("selftest");
            byte[] image = Files.readAllBytes(program);
            change.change(image, symbols("selftest"));
            Files.write(program, image);
            folder.run(emulator("selftest"));
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
        command.addAll(folder.sources());
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

    private List<Cost> counts() {
        try {
            return Files.readAllLines(folder.folder().resolve(COUNTS)).stream()
                    .map(line -> line.split(" "))
                    .map(numbers -> new Cost(Long.parseLong(numbers[0]), Long.parseLong(numbers[1])))
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
