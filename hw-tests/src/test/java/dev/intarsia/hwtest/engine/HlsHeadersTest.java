package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.tool.ToolRun;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.simulator.runner.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The headers that stand in for the vendors': every word of 12 bits through each of the seven roundings and each overflow, signed and unsigned,
 * under the names of both vendors, and the runtime's roundings, against the formulas of {@code ir.arithmetic}.
 */
class HlsHeadersTest {

    /** Dropped fraction bits, and the bits that are left. */
    private static final int DROPPED = 5;

    private static final int LEFT = 5;

    private static final List<String> AP =
            List.of("AP_TRN", "AP_TRN_ZERO", "AP_RND", "AP_RND_MIN_INF", "AP_RND_INF", "AP_RND_ZERO", "AP_RND_CONV");
    private static final List<String> OVERFLOWS = List.of("WRAP", "SAT", "SAT_ZERO", "SAT_SYM");

    private static final Map<String, List<String>> FILES = Map.of(
            "include",
            List.of(
                    "exact_int.h",
                    "exact_fixed.h",
                    "dataflow.h",
                    "ap_int.h",
                    "ap_fixed.h",
                    "hls_stream.h",
                    "ac_int.h",
                    "ac_fixed.h",
                    "ac_channel.h"),
            "runtime",
            List.of("rounding.h", "processes.h", "simulation.h"),
            "vitis",
            List.of("words.h"),
            "ac",
            List.of("words.h"));

    private static List<Rounding> roundings() {
        return List.of(
                Rounding.FLOOR,
                Rounding.TOWARD_ZERO,
                Rounding.HALF_UP,
                Rounding.HALF_DOWN,
                Rounding.HALF_AWAY,
                Rounding.HALF_TOWARD_ZERO,
                Rounding.HALF_EVEN);
    }

    private static String program(String vendor) {
        StringBuilder text = new StringBuilder();
        text.append("#include <").append(vendor).append("_fixed.h>\n#include \"rounding.h\"\n#include <cstdio>\n");
        text.append("int main()\n{\n");
        for (int q = 0; q < AP.size(); q++) {
            String rounding = AP.get(q).replace("AP_", vendor.toUpperCase(Locale.ROOT) + "_");
            for (String overflow : OVERFLOWS) {
                String mode = rounding + ", " + vendor.toUpperCase(Locale.ROOT) + "_" + overflow;
                for (boolean signed : new boolean[] {true, false}) {
                    String from = vendor.equals("ap") ? "ap_fixed<12, 6>" : "ac_fixed<12, 6, true>";
                    String to = vendor.equals("ap")
                            ? (signed ? "ap_fixed" : "ap_ufixed") + "<5, 4, " + mode + ">"
                            : "ac_fixed<5, 4, " + signed + ", " + mode + ">";
                    text.append("    for (int i = -2048; i < 2048; i++) {\n        const ")
                            .append(to)
                            .append(" y(")
                            .append(from)
                            .append("::of(i));\n        std::printf(\"%d\\n\", y.bits().to_int());\n    }\n");
                }
            }
        }
        for (Rounding rounding : roundings()) {
            text.append("    for (int i = -2048; i < 2048; i += 3) {\n        for (int n = 0; n < 16; n++) {\n")
                    .append("            std::printf(\"%d\\n\", (fx_shift_")
                    .append(rounding.text())
                    .append("<word_s<14> >(word_s<12>(i), n)).to_int());\n        }\n")
                    .append("        for (int d = 1; d < 20; d++) {\n            std::printf(\"%d\\n\", (fx_divide_")
                    .append(rounding.text())
                    .append("<word_s<14> >(word_s<12>(i), word_u<5>(d))).to_int());\n        }\n    }\n");
        }
        return text.append("    return 0;\n}\n").toString();
    }

    private static long overflow(long value, String mode, IntFormat to) {
        return switch (mode) {
            case "WRAP" -> Overflow.WRAP.narrow(value, to);
            case "SAT" -> Overflow.SATURATE.narrow(value, to);
            case "SAT_SYM" -> Overflow.SATURATE_SYMMETRIC.narrow(value, to);
            case "SAT_ZERO" -> to.contains(value) ? value : 0;
            default -> throw new IllegalArgumentException(mode);
        };
    }

    private static String expected() {
        StringBuilder text = new StringBuilder();
        for (Rounding rounding : roundings()) {
            for (String overflow : OVERFLOWS) {
                for (boolean signed : new boolean[] {true, false}) {
                    for (int i = -2048; i < 2048; i++) {
                        long rounded = rounding.shiftRight(i, DROPPED);
                        text.append(overflow(rounded, overflow, new IntFormat(signed, LEFT)))
                                .append('\n');
                    }
                }
            }
        }
        for (Rounding rounding : roundings()) {
            for (int i = -2048; i < 2048; i += 3) {
                for (int n = 0; n < 16; n++) {
                    text.append(rounding.shiftRight(i, n)).append('\n');
                }
                for (int d = 1; d < 20; d++) {
                    text.append(rounding.divide(i, d)).append('\n');
                }
            }
        }
        return text.toString();
    }

    @Test
    @RequiresTool({"g++", "clang"})
    void roundingsAndOverflowsAreTheFormulas(@TempDir Path folder) throws IOException {
        for (var files : FILES.entrySet()) {
            for (String file : files.getValue()) {
                Path place = folder.resolve(files.getKey()).resolve(file);
                Files.createDirectories(place.getParent());
                Files.write(place, Resource.read(HlsBackend.class, files.getKey() + "/" + file));
            }
        }
        String expected = expected();
        for (String vendor : List.of("ap", "ac")) {
            Files.writeString(folder.resolve("check.cpp"), program(vendor));
            List<String> command = new ArrayList<>(
                    vendor.equals("ap") ? List.of("g++", "-std=c++14") : List.of("clang++", "-std=c++17"));
            command.addAll(List.of("-O1", "-Wall", "-Wextra", "-Werror", "-Iinclude", "-Iruntime"));
            command.addAll(List.of("-I" + (vendor.equals("ap") ? "vitis" : "ac"), "check.cpp", "-o", "check"));
            ToolRun compiled = ToolRun.run(command, folder, Duration.ofMinutes(5));
            assertTrue(compiled.succeeded(), compiled.output());
            ToolRun run = ToolRun.run(List.of("sh", "-c", "./check > words.txt"), folder, Duration.ofMinutes(5));
            assertTrue(run.succeeded(), run.output());
            assertEquals(expected, Files.readString(folder.resolve("words.txt")), vendor);
        }
        System.out.println("COUNT words of headers for synthesis that are the formulas': "
                + 2 * expected.lines().count());
    }
}
