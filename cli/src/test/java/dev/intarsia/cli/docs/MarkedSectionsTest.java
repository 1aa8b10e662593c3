package dev.intarsia.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkedSectionsTest {

    private static final String TEXT = "a\n<!-- table:x -->\nold\n<!-- end -->\nb\n<!-- table:y -->\n<!-- end -->\n";

    @Test
    void onlyWhatIsMarkedChanges() {
        assertEquals(
                "a\n<!-- table:x -->\n| $1 |\n<!-- end -->\nb\n<!-- table:y -->\nnew\n<!-- end -->\n",
                MarkedSections.renewed(TEXT, Map.of("x", "| $1 |\n", "y", "new\n")));
    }

    @Test
    void sectionsAndTablesBelongTogether() {
        assertThrows(IllegalArgumentException.class, () -> MarkedSections.renewed(TEXT, Map.of("x", "")));
        assertThrows(
                IllegalArgumentException.class, () -> MarkedSections.renewed(TEXT, Map.of("x", "", "y", "", "z", "")));
    }
}
