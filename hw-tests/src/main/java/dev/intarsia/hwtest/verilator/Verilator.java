package dev.intarsia.hwtest.verilator;

import dev.intarsia.hwtest.rtl.RtlDesign;
import dev.intarsia.hwtest.rtl.RtlSource;
import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.hwtest.tool.ToolProbe;
import dev.intarsia.hwtest.tool.ToolRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds designs, and keeps what it has built.
 *
 * <p>Instances are immutable; several threads, and several processes on the same cache, may build at once.
 *
 * @param verilator found with its version
 * @param compiler the C++ compiler, found with its version
 * @param cacheFolder where built libraries stay; it may be deleted at any time between runs
 */
public record Verilator(ToolProbe.Found verilator, ToolProbe.Found compiler, Path cacheFolder) {

    private static final Duration TOOL_LIMIT = Duration.ofMinutes(10);

    private static final List<String> TRANSLATE =
            List.of("-O3", "--x-assign", "unique", "--x-initial", "unique", "--no-timing", "--assert", "-Wno-fatal");
    private static final List<String> COMPILE =
            List.of("-std=c++17", "-O1", "-fPIC", "-fvisibility=hidden", "-fno-gnu-unique", "-w");

    public Verilator {
        cacheFolder = cacheFolder.toAbsolutePath();
    }

    /**
     * With the tools on the PATH and the cache in {@link #defaultCacheFolder()}.
     *
     * @throws dev.intarsia.hwtest.tool.MissingToolException if Verilator or the compiler is missing
     */
    public static Verilator installed() {
        return installed(defaultCacheFolder());
    }

    /**
     * With the tools on the PATH.
     *
     * @throws dev.intarsia.hwtest.tool.MissingToolException if Verilator or the compiler is missing
     */
    public static Verilator installed(Path cacheFolder) {
        return new Verilator(
                ExternalTool.VERILATOR.probe().orThrow(),
                ExternalTool.CXX.probe().orThrow(),
                cacheFolder);
    }

    /** {@code intarsia/verilated} in the user's cache folder ({@code XDG_CACHE_HOME}, or else {@code ~/.cache}). */
    public static Path defaultCacheFolder() {
        Path caches = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
        return caches.resolve("intarsia").resolve("verilated");
    }

    /**
     * What {@code verilator --lint-only -Wall} says about a design.
     *
     * @return its messages as it prints them; empty if the design is clean
     */
    public String lint(RtlDesign design) {
        try {
            Path folder = Files.createTempDirectory("intarsia-lint");
            try {
                writeSources(design, folder);
                return run(folder, verilatorCommand(design, List.of("--lint-only", "-Wall", "--no-timing")))
                        .output()
                        .strip();
            } finally {
                BuildCache.delete(folder);
            }
        } catch (IOException e) {
            throw new VerilatorException(design, "lint", e);
        }
    }

    /**
     * The design as a library in this process, built now or taken from the cache.
     *
     * @throws VerilatorException if Verilator refuses the design, with its messages
     */
    public VerilatedDesign build(RtlDesign design) {
        try {
            BuildCache cache = new BuildCache(cacheFolder);
            Path library = cache.get(
                    design.top(), ".so", ingredients(describe(design)), scratch -> compile(design, scratch, cache));
            return VerilatedDesign.load(design, library);
        } catch (IOException e) {
            throw new VerilatorException(design, "files", e);
        }
    }

    /** Everything that a built file depends on besides {@code own}. */
    private List<String> ingredients(List<String> own) {
        return Stream.of(
                        List.of(verilator.version(), verilator.path().toString()),
                        List.of(compiler.version(), compiler.path().toString()),
                        TRANSLATE,
                        COMPILE,
                        own)
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> describe(RtlDesign design) throws IOException {
        List<String> texts =
                new ArrayList<>(List.of(resource("runtime.cpp"), resource("shim.cpp"), design.top(), design.clock()));
        design.parameters().forEach((name, value) -> texts.addAll(List.of(name, value.toString())));
        for (RtlSource source : design.sources()) {
            texts.addAll(List.of(source.fileName(), source.text()));
        }
        return texts;
    }

    private Path compileRuntime(RtlDesign design, Path scratch) throws IOException {
        Path source = Files.writeString(scratch.resolve("runtime.cpp"), resource("runtime.cpp"));
        Path object = scratch.resolve("runtime.o");
        runCompiler(design, scratch, List.of("-c", source.toString(), "-o", object.toString()));
        return object;
    }

    private Path compile(RtlDesign design, Path scratch, BuildCache cache) throws IOException {
        writeSources(design, scratch);
        runVerilator(design, scratch, List.of("--xml-only", "--xml-output", "ports.xml", "-Wno-fatal", "--no-timing"));
        PortTable ports = PortListing.read(scratch.resolve("ports.xml"), design.clock());

        List<String> translate = new ArrayList<>(List.of("--cc", "--prefix", "Vdesign", "--Mdir", "cpp"));
        translate.addAll(TRANSLATE);
        runVerilator(design, scratch, translate);

        Path runtime = cache.get(
                "runtime",
                ".o",
                ingredients(List.of(resource("runtime.cpp"))),
                folder -> compileRuntime(design, folder));
        Path cpp = scratch.resolve("cpp");
        Files.writeString(cpp.resolve("shim.cpp"), resource("shim.cpp").replace("@PORTS@", ports.asMacroBody()));
        Path library = scratch.resolve("design.so");
        List<String> arguments = new ArrayList<>(List.of("-shared", "-Wl,-Bsymbolic", "-pthread"));
        arguments.add(onePlace(cpp).toString());
        arguments.addAll(List.of(runtime.toString(), "-o", library.toString()));
        runCompiler(design, cpp, arguments);
        return library;
    }

    /** One file that includes all others, so that the runtime's headers are read once. */
    private static Path onePlace(Path cpp) throws IOException {
        try (Stream<Path> files = Files.list(cpp)) {
            List<String> includes = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".cpp"))
                    .sorted()
                    .map(name -> "#include \"" + name + "\"")
                    .toList();
            return Files.write(cpp.resolve("all.cc"), includes);
        }
    }

    private static void writeSources(RtlDesign design, Path folder) throws IOException {
        for (RtlSource source : design.sources()) {
            Files.writeString(folder.resolve(source.fileName()), source.text());
        }
    }

    private void runVerilator(RtlDesign design, Path folder, List<String> arguments) throws IOException {
        ToolRun run = run(folder, verilatorCommand(design, arguments));
        if (!run.succeeded()) {
            throw new VerilatorException(design, "Verilator refuses it", run.output());
        }
    }

    private List<String> verilatorCommand(RtlDesign design, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(verilator.path().toString()));
        command.addAll(arguments);
        command.addAll(List.of("--top-module", design.top()));
        design.parameters().forEach((name, value) -> command.add("-G" + name + "=" + value));
        design.sources().stream()
                .filter(source -> !source.isHeader())
                .forEach(source -> command.add(source.fileName()));
        return command;
    }

    private void runCompiler(RtlDesign design, Path folder, List<String> arguments) throws IOException {
        Path include = verilatorRoot(folder).resolve("include");
        List<String> command = new ArrayList<>(List.of(compiler.path().toString()));
        command.addAll(COMPILE);
        command.addAll(List.of(
                "-I", include.toString(), "-I", include.resolve("vltstd").toString()));
        command.addAll(arguments);
        ToolRun run = run(folder, command);
        if (!run.succeeded()) {
            throw new VerilatorException(design, "the C++ compiler refuses what Verilator wrote", run.output());
        }
    }

    private Path verilatorRoot(Path folder) throws IOException {
        ToolRun run = run(folder, List.of(verilator.path().toString(), "--getenv", "VERILATOR_ROOT"));
        return Path.of(run.output().strip());
    }

    private static ToolRun run(Path folder, List<String> command) throws IOException {
        return ToolRun.run(command, folder, TOOL_LIMIT);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Verilator.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
