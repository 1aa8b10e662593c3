package dev.intarsia.cli.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The compiled classes of all modules keep the house rules; and each rule is seen to fail on a class that breaks it. */
class HouseRulesTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.intarsia");

    /** Classes among the tests that break one rule each. */
    private static final Map<HouseRules, Set<Class<?>>> PLANTED = Map.ofEntries(
            Map.entry(HouseRules.IR_STANDS_ALONE, Set.of(dev.intarsia.ir.planted.UsesALibrary.class)),
            Map.entry(HouseRules.IR_USES_NO_FILE, Set.of(dev.intarsia.ir.planted.ReadsAFile.class)),
            Map.entry(HouseRules.IR_USES_NO_PROCESS, Set.of(dev.intarsia.ir.planted.StartsAProcess.class)),
            Map.entry(HouseRules.IR_USES_NO_CLOCK, Set.of(dev.intarsia.ir.planted.ReadsTheClock.class)),
            Map.entry(HouseRules.IR_USES_NO_CHANCE, Set.of(dev.intarsia.ir.planted.RollsDice.class)),
            Map.entry(HouseRules.FRONTEND_CALLS_NO_PASS, Set.of(dev.intarsia.frontend.planted.UsesTools.class)),
            Map.entry(HouseRules.SIMULATOR_USES_IR_ONLY, Set.of(dev.intarsia.simulator.planted.UsesALibrary.class)),
            Map.entry(HouseRules.BACKENDS_DO_NOT_QUANTIZE, Set.of(dev.intarsia.backend.planted.UsesTools.class)),
            Map.entry(
                    HouseRules.BACKENDS_DO_NOT_USE_EACH_OTHER,
                    Set.of(dev.intarsia.backend.planted.UsesAnother.class, dev.intarsia.backend.other.Another.class)),
            Map.entry(HouseRules.NOTHING_USES_THE_COMMAND, Set.of(dev.intarsia.ir.planted.UsesTheCommand.class)),
            Map.entry(HouseRules.NOTHING_USES_TRAINING_OR_BENCHMARKS, Set.of(dev.intarsia.ir.planted.Trains.class)));

    @Test
    void allModulesAreLookedAt() {
        Set<String> modules = HOUSE.stream()
                .map(c -> c.getPackageName().split("\\."))
                .filter(names -> names.length > 2)
                .map(names -> names[2])
                .collect(Collectors.toSet());
        assertTrue(
                modules.containsAll(Set.of("ir", "frontend", "simulator", "backend", "hwtest", "cli")),
                modules::toString);
    }

    @Test
    void everyRuleHasAPlantedViolation() {
        assertEquals(EnumSet.allOf(HouseRules.class), PLANTED.keySet());
    }

    @ParameterizedTest
    @EnumSource
    void isKept(HouseRules rule) {
        rule.rule().check(HOUSE);
    }

    @ParameterizedTest
    @EnumSource
    void canFail(HouseRules rule) {
        JavaClasses planted = new ClassFileImporter().importClasses(PLANTED.get(rule));
        assertTrue(rule.rule().evaluate(planted).hasViolation(), rule + " does not see " + PLANTED.get(rule));
    }
}
