package dev.intarsia.hwtest.engine;

import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.hwtest.c.HostC;
import dev.intarsia.ir.target.Microcontroller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Programs of many networks in C for this machine, so that what the networks have in common is compiled once for them all. Undefined
 * behaviour is watched for in every program, memory in those of gcc.
 */
final class HostPrograms {

    static final int BATCH = 100;
    static final int BATCHES = 3;

    private static final List<String> LEVELS = List.of("-O0", "-O1", "-O2", "-Os", "-O3");

    private static final List<String> STRICT =
            List.of("-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror");
    /** Undefined behaviour ends the program: with gcc memory is watched, too; clang's traps need no library. */
    private static final Map<String, List<String>> WATCHED = Map.of(
            "gcc", List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
            "clang", List.of("-fsanitize=undefined", "-fsanitize-trap=all"));

    /** How many networks each target, compiler and level had. */
    private final Map<String, Integer> networks = new ConcurrentSkipListMap<>();

    private final AtomicInteger layers = new AtomicInteger();
    private int batches;

    /** A compiler that takes no warning. */
    static List<String> strict(String compiler, String optimization) {
        List<String> command = new ArrayList<>(List.of(compiler));
        command.addAll(STRICT);
        command.add(optimization);
        return command;
    }

    /** The same, of programs that end where they do what C does not define. */
    static List<String> watched(String compiler, String optimization) {
        List<String> command = strict(compiler, optimization);
        command.addAll(WATCHED.get(compiler));
        return command;
    }

    /** The targets whose C is compiled here: the plain one, and those whose fast kernels have a portable meaning. */
    static List<Microcontroller> targets() {
        return List.of(
                TargetReader.microcontroller("host"),
                TargetReader.microcontroller("cortex-m4"),
                TargetReader.microcontroller("cortex-m55"));
    }

    /**
     * A batch of networks by a compiler: in plain C at every level of optimization; of the targets with kernels of their own one half at one
     * level, the other at the next, so that the batches see them all.
     */
    void checkBatch(List<NetworkDraw> drawn, String compiler) {
        List<NetworkCase> cases = drawn.stream().map(NetworkCase::of).toList();
        List<OneProgram> programs = new ArrayList<>();
        for (String level : LEVELS) {
            programs.add(new OneProgram(targets().getFirst(), compiler, level, cases));
        }
        for (Microcontroller target : targets().subList(1, targets().size())) {
            for (int half = 0; half < 2; half++) {
                programs.add(new OneProgram(
                        target,
                        compiler,
                        LEVELS.get((2 * batches + half) % LEVELS.size()),
                        cases.subList(half * BATCH / 2, (half + 1) * BATCH / 2)));
            }
        }
        check(programs);
        batches++;
    }

    /** What was compared. */
    String count() {
        return "COUNT drawn networks whose every tensor is equal on the oracle and in C, of each target, compiler and level: "
                + networks + ", " + layers + " layers";
    }

    /** Networks for a target, by a compiler at a level: one program. */
    record OneProgram(Microcontroller target, String compiler, String level, List<NetworkCase> cases) {

        String name() {
            return target.name() + " " + compiler + " " + level;
        }

        private void check() {
            try (HostC c = new HostC(NetworkCase.projects(cases, target), watched(compiler, level))) {
                NetworkCase.check(name(), cases, c::runEach);
            }
        }

        /** Which network it is that fails, when one does so by itself. */
        private AssertionError blame(Throwable failure) {
            for (NetworkCase c : cases) {
                try {
                    new OneProgram(target, compiler, level, List.of(c)).check();
                } catch (AssertionError | RuntimeException e) {
                    return new AssertionError(
                            e + Reproducer.write("generated-c", c.program().meaning(), SampleAccelerator.WIDE, null),
                            e);
                }
            }
            return new AssertionError(name() + ": no network fails alone", failure);
        }
    }

    /** As many at once as there are processors. */
    void check(List<OneProgram> programs) {
        programs.parallelStream().forEach(program -> {
            try {
                program.check();
            } catch (AssertionError | RuntimeException e) {
                throw program.blame(e);
            }
            networks.merge(program.name(), program.cases().size(), Integer::sum);
            program.cases().forEach(c -> layers.addAndGet(c.words().size()));
        });
    }
}
