package dev.intarsia.hwtest.c;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.Measured;
import dev.intarsia.backend.mcu.SelfTest;
import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.ir.target.Microcontroller;
import java.util.List;
import java.util.Optional;

/**
 * Builds projects with the compiler of their target and counts what one inference, of the self-test's first input, takes on its emulated board.
 *
 * @param target one with a board
 */
public record BoardMeter(Microcontroller target) implements Measured.Meter {

    /** The programs from outside that building and running for a target takes. */
    public static List<ExternalTool> tools(Microcontroller target) {
        return ExternalTool.ALL.stream()
                .filter(tool -> tool.executables().contains(target.compiler())
                        || tool.executables()
                                .contains(target.board().orElseThrow().emulator())
                        || tool.equals(ExternalTool.GCC))
                .toList();
    }

    @Override
    public Optional<Measured> apply(CProject project) {
        try (QemuC board = new QemuC(project, target, List.of())) {
            List<Long> instructions = board.run(SelfTest.inputs(project.inputs(), 1), (name, words) -> {}).stream()
                    .map(QemuC.Cost::instructions)
                    .toList();
            QemuC.Flash flash = board.flash();
            return Optional.of(new Measured(flash.code(), flash.constants(), instructions));
        }
    }
}
