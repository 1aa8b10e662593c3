package dev.intarsia.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

/** Which module never uses what, as rules on compiled classes. */
enum HouseRules {
    IR_STANDS_ALONE(classes()
            .that()
            .resideInAPackage("dev.intarsia.ir..")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("dev.intarsia.ir..", "java.lang..", "java.util..", "java.math..")
                            .or(arrayOfPrimitives()))
            .because("ir uses no other module and no library")),

    IR_USES_NO_FILE(noClasses()
            .that()
            .resideInAPackage("dev.intarsia.ir..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "java.io..",
                    "java.nio..",
                    "java.net..",
                    "java.util.zip..",
                    "java.util.jar..",
                    "java.util.logging.."))
            .because("ir reads and writes no file")),

    IR_USES_NO_PROCESS(noClasses()
            .that()
            .resideInAPackage("dev.intarsia.ir..")
            .should()
            .dependOnClassesThat(type(Process.class)
                    .or(type(ProcessBuilder.class))
                    .or(type(ProcessHandle.class))
                    .or(type(Runtime.class)))
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .because("ir starts no process and does not ask in which it runs")),

    IR_USES_NO_CLOCK(noClasses()
            .that()
            .resideInAPackage("dev.intarsia.ir..")
            .should()
            .dependOnClassesThat(resideInAPackage("java.time..")
                    .or(type(java.util.Date.class))
                    .or(type(java.util.Timer.class)))
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("ir knows no time: the same input gives the same output")),

    IR_USES_NO_CHANCE(noClasses()
            .that()
            .resideInAPackage("dev.intarsia.ir..")
            .should()
            .callMethod(Math.class, "random")
            .orShould()
            .callConstructor(java.util.Random.class)
            .orShould()
            .dependOnClassesThat(type(java.util.concurrent.ThreadLocalRandom.class))
            .because("ir knows no chance: the same input gives the same output")),

    FRONTEND_CALLS_NO_PASS(noClasses()
            .that()
            .resideInAPackage("dev.intarsia.frontend..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "dev.intarsia.ir.pass..",
                    "dev.intarsia.ir.quantize..",
                    "dev.intarsia.ir.plan..",
                    "dev.intarsia.ir.range..",
                    "dev.intarsia.simulator..",
                    "dev.intarsia.backend..",
                    "dev.intarsia.hwtest.."))
            .because("the frontend reads text; it calls no pass and no backend")),

    SIMULATOR_USES_IR_ONLY(noClasses()
            .that()
            .resideInAPackage("dev.intarsia.simulator..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.intarsia..")
                    .and(not(resideInAnyPackage("dev.intarsia.ir..", "dev.intarsia.simulator.."))))
            .orShould()
            .dependOnClassesThat(
                    not(resideInAnyPackage("dev.intarsia..", "java..", "javax.tools..", "jdk.incubator.vector.."))
                            .and(not(arrayOfPrimitives())))
            .because("generated simulators carry the simulator and ir jars and nothing else")),

    BACKENDS_DO_NOT_QUANTIZE(noClasses()
            .that()
            .resideInAPackage("dev.intarsia.backend..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "dev.intarsia.ir.quantize..", "dev.intarsia.frontend..", "dev.intarsia.hwtest.."))
            .because("a backend prints; it does not quantize, read or test")),

    BACKENDS_DO_NOT_USE_EACH_OTHER(slices().matching("dev.intarsia.backend.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAPackage("dev.intarsia.backend.csource.."))
            .because("a backend does not know another; the tree of C is shared by its dialects")
            .allowEmptyShould(true)),

    NOTHING_USES_THE_COMMAND(noClasses()
            .that()
            .resideInAPackage("dev.intarsia..")
            .and()
            .resideOutsideOfPackage("dev.intarsia.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.intarsia.cli..")
            .because("anything may be used without the command")),

    NOTHING_USES_TRAINING_OR_BENCHMARKS(noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.intarsia.training..", "dev.intarsia.benchmark..", "dev.intarsia.benchmarks..")
            .because("they lie outside of the house"));

    private final ArchRule rule;

    HouseRules(ArchRule rule) {
        this.rule = rule;
    }

    ArchRule rule() {
        return rule;
    }

    private static DescribedPredicate<JavaClass> arrayOfPrimitives() {
        return DescribedPredicate.describe(
                "primitives or arrays of them", c -> c.getBaseComponentType().isPrimitive());
    }
}
