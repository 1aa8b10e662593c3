package dev.intarsia.backend.mcu;

import dev.intarsia.backend.csource.CFile;
import dev.intarsia.backend.csource.CItem;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.runner.Resource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A program that runs the network layer by layer on inputs that it makes itself, and compares a checksum of each layer's words with what
 * is expected. It names the first layer that differs.
 */
public final class SelfTest {

    /** How many inputs it tries. */
    public static final int PATTERNS = 2;

    private final Program program;
    private final CProject project;
    private final List<Map<String, RawTensor>> expected = new ArrayList<>();

    SelfTest(Program program, CProject project, McuBackend.Expectation expectation) {
        this.program = program;
        this.project = project;
        for (int pattern = 1; pattern <= PATTERNS; pattern++) {
            expected.add(expectation.apply(program, inputs(project.inputs(), pattern)));
        }
    }

    /** The inputs of a pattern: words of a xorshift generator that the pattern's number starts, the high bits of each. */
    public static List<RawTensor> inputs(List<LayerPlace> inputs, int pattern) {
        int state = pattern;
        List<RawTensor> tensors = new ArrayList<>();
        for (LayerPlace input : inputs) {
            long[] words = new long[input.shape().elements()];
            IntFormat format = input.format();
            for (int i = 0; i < words.length; i++) {
                state ^= state << 13;
                state ^= state >>> 17;
                state ^= state << 5;
                words[i] = format.min() + (Integer.toUnsignedLong(state) >>> Math.max(0, 32 - format.bits()));
            }
            tensors.add(RawTensor.owning(format, input.shape(), words));
        }
        return tensors;
    }

    /** CRC-32 of a tensor's words in row-major order, each in the least of 1, 2, 4 or 8 bytes, low byte first. */
    public static long checksum(RawTensor tensor) {
        CRC32 crc = new CRC32();
        int bytes = tensor.format().bytes();
        for (long word : tensor.toArray()) {
            for (int i = 0; i < bytes; i++) {
                crc.update((int) (word >>> (8 * i)));
            }
        }
        return crc.getValue();
    }

    CFile file() {
        String prefix = project.prefix();
        StringBuilder layers = new StringBuilder("static const layer layers[LAYERS] = {\n");
        for (int i = 0; i < project.layers().size(); i++) {
            LayerPlace place = project.layers().get(i);
            layers.append("    {\"")
                    .append(place.name().replace("\\", "/").replace("\"", "'").replaceAll("[^ -~]", "?"))
                    .append("\", ")
                    .append(project.steps().get(i))
                    .append(", ")
                    .append(fields(place))
                    .append(", {");
            for (int p = 0; p < PATTERNS; p++) {
                layers.append(p == 0 ? "" : ", ")
                        .append(String.format(
                                Locale.ROOT, "0x%08xu", checksum(expected.get(p).get(place.name()))));
            }
            layers.append("}},\n");
        }
        layers.append("};");
        StringBuilder inputs = new StringBuilder("static const port inputs[INPUTS] = {\n");
        for (LayerPlace place : project.inputs()) {
            inputs.append("    {")
                    .append(fields(place))
                    .append(", ")
                    .append(place.format().bits())
                    .append(", ")
                    .append(place.format().signed() ? 1 : 0)
                    .append("},\n");
        }
        inputs.append("};");
        List<CItem> items = new ArrayList<>();
        items.add(new CItem.Include("model.h", false));
        items.add(new CItem.Include("selftest.h", false));
        items.add(new CItem.Include("stddef.h", true));
        items.add(new CItem.Define("PATTERNS", Integer.toString(PATTERNS), ""));
        items.add(new CItem.Define("LAYERS", Integer.toString(project.layers().size()), ""));
        items.add(new CItem.Define("INPUTS", Integer.toString(project.inputs().size()), ""));
        items.add(
                new CItem.Text(new String(Resource.read(SelfTest.class, "selftest.template.c"), StandardCharsets.UTF_8)
                        .replace("@layers@", layers)
                        .replace("@inputs@", inputs)
                        .replace("@name@", prefix)));
        return new CFile(
                "selftest.c",
                "Runs " + program.meaning().graph().name() + " layer by layer on " + PATTERNS
                        + " inputs and compares a CRC-32 of every layer's words.",
                items);
    }

    private static String fields(LayerPlace place) {
        return place.offset() + ", " + place.shape().elements() + ", "
                + place.format().bytes();
    }
}
