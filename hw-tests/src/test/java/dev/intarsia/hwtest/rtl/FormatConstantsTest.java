package dev.intarsia.hwtest.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.encoding.FormatConstants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The RTL takes the bits of a command word from where the encoder puts them. {@code -Dintarsia.rewrite=true} writes the file anew. */
class FormatConstantsTest {

    private static final Path FILE = Path.of("src/main/resources/dev/intarsia/hwtest/rtl/inlay_format.sv");

    @Test
    void areThoseOfTheTable() throws IOException {
        if (Boolean.getBoolean("intarsia.rewrite")) {
            Files.writeString(FILE, FormatConstants.print());
        }
        assertEquals(FormatConstants.print(), Files.readString(FILE));
    }
}
