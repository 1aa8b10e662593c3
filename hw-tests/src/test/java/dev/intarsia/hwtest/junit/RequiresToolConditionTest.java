package dev.intarsia.hwtest.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.hwtest.tool.MissingToolException;
import dev.intarsia.hwtest.tool.ToolProbe;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequiresToolConditionTest {

    private static final ToolProbe FOUND = new ToolProbe.Found(ExternalTool.CXX, Path.of("g++"), "g++ 12");
    private static final ToolProbe MISSING = new ToolProbe.Missing(ExternalTool.VERILATOR, "not there");

    @Test
    void runsWhereEveryToolIs() {
        assertFalse(RequiresToolCondition.decide(List.of(FOUND), true).isDisabled());
    }

    @Test
    void isSkippedWithWhatToInstallWhereAToolIsMissing() {
        var result = RequiresToolCondition.decide(List.of(FOUND, MISSING), false);
        assertTrue(result.isDisabled());
        assertEquals(
                "verilator is needed to run SystemVerilog designs: not there; install it with: apt-get install verilator",
                result.getReason().orElseThrow());
    }

    @Test
    void failsWhereAToolIsMissingOnAMachineThatMustHaveIt() {
        assertThrows(MissingToolException.class, () -> RequiresToolCondition.decide(List.of(MISSING), true));
    }
}
