package dev.intarsia.hwtest.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.frontend.tflite.SupportedOperator;
import dev.intarsia.frontend.tflite.TfliteReader;
import dev.intarsia.hwtest.tflite.LayerKind.Width;
import dev.intarsia.ir.quantize.QuantizationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.tensorflowlite.global.tensorflowlite;
import org.junit.jupiter.api.Test;

/**
 * The table of operators in the documentation says what is read and what {@link ReferenceKernelsTest} compares. {@code -Dintarsia.rewrite=true}
 * writes it anew.
 */
class SupportedOperatorsTest {

    private static final String BEGIN = "<!-- table:tflite -->\n";
    private static final String END = "<!-- end -->";

    @Test
    void tableIsUpToDate() throws IOException {
        Path page = Path.of(System.getProperty("intarsia.root"), "docs", "tflite.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        String renewed = text.substring(0, begin) + table() + text.substring(text.indexOf(END, begin));
        if (Boolean.getBoolean("intarsia.rewrite")) {
            Files.writeString(page, renewed);
        } else {
            assertEquals(renewed, text, "docs/tflite.md is stale: run this test with -Dintarsia.rewrite=true");
        }
    }

    /** The numbers of operators are those that TensorFlow Lite's library has. */
    @Test
    void numbersAreTensorFlowLites() throws ReflectiveOperationException {
        for (SupportedOperator operator : TfliteReader.operators()) {
            String constant = Arrays.stream(tensorflowlite.class.getFields())
                    .map(java.lang.reflect.Field::getName)
                    .filter(name -> name.startsWith("kTfLiteBuiltin"))
                    .filter(name -> name.substring("kTfLiteBuiltin".length())
                            .toUpperCase(Locale.ROOT)
                            .equals(operator.name().replace("_", "")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("TensorFlow Lite has no operator " + operator.name()));
            assertEquals(tensorflowlite.class.getField(constant).getInt(null), operator.number(), operator.name());
        }
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| operator |");
        StringBuilder line = new StringBuilder("|---|");
        for (Width width : Width.values()) {
            table.append(' ').append(width.text()).append(" |");
            line.append("---|");
        }
        table.append('\n').append(line).append('\n');
        Map<Width, Set<Integer>> compared = new EnumMap<>(Width.class);
        for (Width width : Width.values()) {
            compared.put(width, compared(width));
        }
        for (SupportedOperator operator : TfliteReader.operators()) {
            table.append("| `").append(operator.name()).append("` |");
            for (Width width : Width.values()) {
                table.append(' ')
                        .append(compared.get(width).contains(operator.number()) ? "compared" : "")
                        .append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    /** The operators that the tests of kernels and of conversions compare with TensorFlow Lite in a width. */
    private static Set<Integer> compared(Width width) {
        Stream<Integer> conversion = width == Width.FLOAT32 ? Stream.of() : Stream.of(ConversionKernelsTest.DEQUANTIZE);
        Stream<Integer> layers = LayerKind.with(width).stream()
                .filter(LayerKind::isImported)
                .map(kind -> width == Width.FLOAT32 ? kind.realLayer(1) : kind.layer(1, QuantizationSettings.int8()))
                .map(layer -> layer.operator().builtin());
        return Stream.concat(conversion, layers).collect(Collectors.toSet());
    }
}
