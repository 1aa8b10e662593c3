package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.intarsia.backend.hls.HlsBackend;
import dev.intarsia.backend.hls.HlsProject;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.HlsSimulation;
import dev.intarsia.hwtest.junit.RequiresTool;
import dev.intarsia.hwtest.tool.ToolRun;
import dev.intarsia.ir.stream.PlanFoldings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is written for real networks through g++ and clang as C++14 and as C++17, with the classes of both vendors: none says a word. With
 * {@code -Dintarsia.ap_types=DIR} or {@code -Dintarsia.ac_types=DIR}, the folder of a vendor's own open headers, the same sources with those, and
 * the words that they give.
 */
class HlsCompilersTest {

    private static final List<String> WARNINGS = List.of("-Wall", "-Wextra", "-Werror");

    private static int silent;

    static Stream<Arguments> models() {
        return HlsModels.NAMES.stream()
                .flatMap(name -> TargetReader.fpgas().stream().map(target -> Arguments.of(name, target)));
    }

    @AfterAll
    static void count() {
        System.out.println("COUNT compilations of real networks in C++ for synthesis without a warning: " + silent);
    }

    private static HlsProject project(String name, String target) throws IOException {
        return HlsBackend.generate(
                PlanFoldings.plan(HlsModels.named(name).program(), TargetReader.fpga(target)), CEngine::words);
    }

    private static List<List<String>> compilers() {
        return Stream.of("g++", "clang++")
                .flatMap(compiler -> Stream.of("c++14", "c++17").map(s -> List.of(compiler, "-std=" + s)))
                .toList();
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    @ParameterizedTest
    @MethodSource("models")
    @RequiresTool({"g++", "clang"})
    void compilersSayNothing(String name, String target, @TempDir Path folder) throws IOException {
        HlsModels.assume(name);
        HlsProject project = project(name, target);
        HlsSimulation.write(project, folder);
        compilers().parallelStream().forEach(compiler -> {
            List<String> common = joined(joined(compiler, WARNINGS), List.of("-fsyntax-only", "-Iinclude", "-I."));
            String source = project.prefix() + ".cpp";
            HlsSimulation.compile(joined(common, List.of("-DINTARSIA_TAP", "testbench.cpp", source)), folder);
            HlsSimulation.compile(joined(common, List.of("-DINTARSIA_BOUNDED", "bounded.cpp", source)), folder);
            HlsSimulation.compile(joined(common, List.of(source)), folder);
            synchronized (HlsCompilersTest.class) {
                silent += 3;
            }
        });
    }

    /**
     * The compiler that a project is built with, beside those that only read it. When g++ optimizes, it says of classes in AMD's header that
     * they may be read before they are written, and being a system header does not keep it from that.
     */
    private static List<String> built(String target) {
        return target.equals("ac")
                ? List.of("clang++", "-std=c++17", "-O1")
                : List.of("g++", "-std=c++14", "-O1", "-Wno-uninitialized", "-Wno-maybe-uninitialized");
    }

    @ParameterizedTest
    @MethodSource("models")
    @RequiresTool({"g++", "clang"})
    void vendorsHeadersGiveTheSameWords(String name, String target, @TempDir Path folder) throws IOException {
        String property = "intarsia." + (target.equals("ac") ? "ac_types" : "ap_types");
        String headers = System.getProperty(property);
        assumeTrue(headers != null, "-D" + property + "=DIR runs it");
        if (!name.equals("fashion")) {
            HlsModels.assume(name);
        }
        HlsProject project = project(name, target);
        HlsSimulation.write(project, folder);
        // The vendor's first; those that are not among them are ours.
        List<String> include = List.of("-isystem", headers, "-isystem", "include", "-I.", "-DINTARSIA_TAP");
        List<String> sources = List.of("testbench.cpp", project.prefix() + ".cpp");
        for (List<String> compiler : compilers()) {
            HlsSimulation.compile(
                    joined(joined(joined(compiler, WARNINGS), List.of("-fsyntax-only")), joined(include, sources)),
                    folder);
            silent++;
        }
        HlsSimulation.compile(
                joined(joined(joined(built(target), WARNINGS), include), joined(sources, List.of("-o", "testbench"))),
                folder);
        ToolRun run = HlsSimulation.command(new ArrayList<>(List.of("./testbench", "golden.txt")), folder);
        assertTrue(run.succeeded() && run.output().contains(" 0 differ"), run.output());
        System.out.println("COUNT words of " + name + " with the vendor's headers of " + target + ": "
                + run.output()
                        .lines()
                        .filter(l -> l.contains("compared"))
                        .findFirst()
                        .orElseThrow());
    }
}
