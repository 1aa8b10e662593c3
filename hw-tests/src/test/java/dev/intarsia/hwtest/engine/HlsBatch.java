package dev.intarsia.hwtest.engine;

import dev.intarsia.backend.hls.HlsProject;
import dev.intarsia.hwtest.c.HlsSimulation;
import dev.intarsia.hwtest.tool.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Projects of C++ for synthesis with the same classes, all compiled in one program, each in a namespace of its own: a compiler then reads what they
 * share once.
 */
final class HlsBatch {

    private final List<HlsProject> projects;
    private final Path folder;

    /** Writes the projects into a folder. */
    HlsBatch(List<HlsProject> projects, Path folder) throws IOException {
        this.projects = List.copyOf(projects);
        this.folder = folder;
        for (int i = 0; i < projects.size(); i++) {
            HlsSimulation.write(projects.get(i), folder.resolve("p" + i));
        }
        Files.writeString(folder.resolve("testbench.cpp"), source("testbench"));
        Files.writeString(folder.resolve("bounded.cpp"), source("bounded"));
    }

    private String source(String program) {
        boolean shows = program.equals("testbench");
        StringBuilder text = new StringBuilder();
        for (String header : List.of("cstdio", "cstdlib", "cstring", "map", "string", "vector")) {
            text.append("#include <").append(header).append(">\n");
        }
        text.append("#include \"p0/processes.h\"\n#include \"p0/rounding.h\"\n");
        if (shows) {
            text.append("static void (*shown)(const char *, long, long long);\n");
            text.append("void show_word(const char *tensor, long at, long long word) { shown(tensor, at, word); }\n");
        }
        text.append("#define main program\n");
        TreeSet<String> guards = new TreeSet<>(List.of("WEIGHTS_H"));
        projects.forEach(p -> guards.add(p.prefix().toUpperCase(java.util.Locale.ROOT) + "_H"));
        for (int i = 0; i < projects.size(); i++) {
            guards.forEach(guard -> text.append("#undef ").append(guard).append('\n'));
            text.append("namespace p").append(i).append(" {\n");
            text.append("#include \"p" + i + "/" + projects.get(i).prefix() + ".cpp\"\n");
            text.append("#include \"p" + i + "/" + program + ".cpp\"\n}\n");
        }
        text.append("#undef main\nint main(int argc, char **argv)\n{\n    switch (std::atoi(argv[1])) {\n");
        for (int i = 0; i < projects.size(); i++) {
            text.append("    case ").append(i).append(": ");
            text.append(shows ? "shown = p" + i + "::show_word; " : "");
            text.append("return p").append(i).append("::program(argc - 1, argv + 1);\n");
        }
        return text.append("    }\n    return 5;\n}\n").toString();
    }

    /** Compiles the test benches. */
    void compileTestbench(List<String> compiler) {
        compile(compiler, "testbench", "-DINTARSIA_TAP");
    }

    /** Compiles the programs with streams of bounded depth. */
    void compileBounded(List<String> compiler) {
        compile(compiler, "bounded", "-DINTARSIA_BOUNDED");
    }

    private void compile(List<String> compiler, String program, String definition) {
        List<String> command = new ArrayList<>(compiler);
        command.addAll(List.of(definition, "-Ip0/include", "-I.", program + ".cpp", "-o", program));
        HlsSimulation.compile(command, folder);
    }

    /** The test bench of one. */
    HlsSimulation simulation(int project) {
        return new HlsSimulation(projects.get(project), folder, List.of("./testbench", Integer.toString(project)));
    }

    /** Runs one with streams of bounded depth. */
    ToolRun bounded(int project) {
        return HlsSimulation.command(List.of("./bounded", Integer.toString(project)), folder);
    }
}
