package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.McuBackend;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.QemuC;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.target.Microcontroller;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The example as firmware on the emulated board of every target that ships: every tensor is the oracle's. */
@RequiresTool({"gcc", "arm-none-eabi-gcc", "qemu-system-arm", "riscv64-unknown-elf-gcc", "qemu-system-riscv32"})
class FirmwareTest {

    /** Of weights that are made wrong where they are bytes. */
    private static final int BYTES = 64;

    /** A target with the example's project and its firmware. */
    private record Board(Microcontroller target, CProject project, QemuC firmware) {}

    private static final List<Board> BOARDS = new ArrayList<>();

    private static FashionExample example;
    private static Program program;

    /** As many firmwares at once as there are processors, here and in the tests. */
    @BeforeAll
    static void build() {
        example = FashionExample.read();
        program = Lower.lower(example.quantized(8));
        BOARDS.addAll(targets().parallelStream()
                .map(target -> {
                    CProject project = McuBackend.generate(program, target, CEngine::words);
                    return new Board(
                            target, project, new QemuC(project, target, List.of("-Wall", "-Wextra", "-Werror")));
                })
                .toList());
    }

    @AfterAll
    static void close() {
        BOARDS.forEach(board -> board.firmware().close());
    }

    static List<Microcontroller> targets() {
        return TargetReader.microcontrollers().stream()
                .map(TargetReader::microcontroller)
                .filter(t -> t.board().isPresent())
                .toList();
    }

    @Test
    void everyTensorIsTheOracles() {
        RawTensor image = example.images(1).getFirst();
        Map<String, RawTensor> expected = new LinkedHashMap<>();
        new Oracle().run(program, List.of(image), expected::put);
        BOARDS.parallelStream().forEach(board -> {
            String target = board.target().name();
            QemuC firmware = board.firmware();
            Map<String, RawTensor> found = new LinkedHashMap<>();
            List<QemuC.Cost> costs = firmware.run(List.of(image), found::put);
            assertEquals(expected.keySet(), found.keySet(), target);
            expected.forEach((tensor, words) -> Agreement.equal(target, tensor, words, found.get(tensor)));
            System.out.println("FIGURE instructions of the example on " + target + ": "
                    + costs.stream().mapToLong(QemuC.Cost::instructions).sum() + ", flash " + firmware.flash()
                    + ", RAM "
                    + board.project().arena().bytes());
            assertEquals(Optional.empty(), firmware.selfTest(), target);
            assertTrue(usesNoFloatingPoint(firmware), () -> target + ": " + firmware.symbols());
        });
    }

    /** No routine of the compiler's for floating point is linked, and nothing of libm. */
    private static boolean usesNoFloatingPoint(QemuC firmware) {
        return firmware.symbols().keySet().stream()
                .noneMatch(name -> name.matches("__aeabi_[fd](?!iv0).*|__[a-z]+[sd]f[23]|sqrtf?|expf?|powf?|roundf?"));
    }

    @Test
    void theSelfTestNamesTheLayerWhoseWeightIsWrong() {
        String layer = "conv2";
        BOARDS.parallelStream().forEach(board -> {
            CProject wrong = wrong(board.project(), layer);
            try (QemuC firmware = new QemuC(wrong, board.target(), List.of())) {
                assertEquals(
                        Optional.of(layer), firmware.selfTest(), board.target().name());
            }
        });
    }

    /** A project with other weights of a layer. */
    static CProject wrong(CProject project, String layer) {
        SequencedMap<String, byte[]> files = new LinkedHashMap<>(project.files());
        String weights = new String(files.get("weights.c"), StandardCharsets.UTF_8);
        files.put("weights.c", corrupted(weights, layer).getBytes(StandardCharsets.UTF_8));
        return new CProject(
                project.prefix(),
                files,
                project.inputs(),
                project.layers(),
                project.steps(),
                project.outputs(),
                project.arena(),
                project.constants(),
                project.sources());
    }

    @Test
    void theSelfTestNamesTheLayerWhoseInstructionIsWrong() {
        String layer = "conv2";
        BOARDS.parallelStream().forEach(board -> {
            Microcontroller target = board.target();
            // The first instruction of the layer's function becomes a return: bx lr, or ret in its short form.
            byte[] wrong = target.board().orElseThrow().emulator().contains("riscv")
                    ? new byte[] {(byte) 0x82, (byte) 0x80}
                    : new byte[] {0x70, 0x47};
            Optional<String> named = board.firmware().selfTest((image, symbols) -> {
                int at = fileOffset(image, Long.parseLong(symbols.get(layer), 16));
                assertNotEquals(wrong[0], image[at], "the instruction is another one");
                System.arraycopy(wrong, 0, image, at, wrong.length);
            });
            assertEquals(Optional.of(layer), named, target.name());
        });
    }

    /** Where in a file of ELF of 32 bits, low byte first, the byte of an address lies. */
    private static int fileOffset(byte[] image, long address) {
        ByteBuffer elf = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        int headers = elf.getInt(28);
        int size = elf.getShort(42);
        for (int i = 0; i < elf.getShort(44); i++) {
            int header = headers + i * size;
            long from = address - Integer.toUnsignedLong(elf.getInt(header + 8));
            if (elf.getInt(header) == 1 && from >= 0 && from < elf.getInt(header + 16)) {
                return elf.getInt(header + 4) + (int) from;
            }
        }
        throw new AssertionError("no segment of the program has address " + address);
    }

    /**
     * The constants of a layer with other numbers from the 12th on: a word; of bytes as many as four vectors have, so that some of them meet an
     * activation and a channel that are not always zero.
     */
    private static String corrupted(String weights, String layer) {
        int start = weights.indexOf("/* " + layer + ":");
        int at = weights.indexOf('{', start);
        for (int i = 0; i < 11; i++) {
            at = weights.indexOf(',', at + 1);
        }
        String result = weights;
        for (int i = 0; i < BYTES; i++) {
            int end = result.indexOf(',', at + 1);
            String old = result.substring(at + 1, end).strip();
            String other = old.endsWith("u") ? " 16909060u" : old.equals("77") ? " -77" : " 77";
            result = result.substring(0, at + 1) + other + result.substring(end);
            if (old.endsWith("u")) {
                return result;
            }
            at = result.indexOf(',', at + 1);
        }
        return result;
    }
}
