package dev.intarsia.hwtest.foreign;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.hwtest.rtl.RtlSource;
import dev.intarsia.hwtest.rtl.Verilators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A design of {@code examples/rtl}, its text and its binding, both open to change. */
record ExampleDesign(String file, String top, String text, String binding) {

    private static final Path FOLDER = Path.of(System.getProperty("intarsia.root"), "examples", "rtl");

    static ExampleDesign dotProduct() {
        return read("dot_product.sv", "dot_product");
    }

    static ExampleDesign rescale() {
        return read("rescale.v", "rescale");
    }

    private static ExampleDesign read(String file, String top) {
        try {
            return new ExampleDesign(
                    file, top, Files.readString(FOLDER.resolve(file)), Files.readString(FOLDER.resolve(top + ".bind")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** With a change in its RTL. */
    ExampleDesign with(String from, String to) {
        String changed = text.replace(from, to);
        assertNotEquals(text, changed, "nothing to change: " + from);
        return new ExampleDesign(file, top, changed, binding);
    }

    /** With a change in its binding. */
    ExampleDesign bound(String from, String to) {
        String changed = binding.replace(from, to);
        assertNotEquals(binding, changed, "nothing to change: " + from);
        return new ExampleDesign(file, top, text, changed);
    }

    Binding read() {
        return BindingReader.read(SourceText.of(top + ".bind", binding));
    }

    DesignBench bench() {
        return DesignBench.of(read(), top, List.of(new RtlSource(file, text)), Verilators.forTests());
    }
}
