package dev.intarsia.backend.java;

import dev.intarsia.simulator.compile.InMemoryCompiler;
import dev.intarsia.simulator.runner.CompiledSimulator;
import java.util.function.Supplier;

/**
 * The source of a simulator and the words that it needs.
 *
 * @param packageName its package
 * @param className its simple name
 * @param summary one line for people: model, target, cycles
 * @param source its text
 * @param image the content of its resource, which its constructor takes
 */
public record GeneratedSimulator(String packageName, String className, String summary, String source, byte[] image) {

    /** The class' full name. */
    public String fullName() {
        return packageName + "." + className;
    }

    /** The name of the resource beside the class. */
    public String resourceName() {
        return className + ".bin";
    }

    /**
     * Compiles it in memory.
     *
     * @throws dev.intarsia.simulator.compile.CompilationException when this Java has no compiler
     */
    public CompiledSimulator compile() {
        return InMemoryCompiler.simulator(fullName(), source, image);
    }

    /**
     * Compiles it in memory, once, for as many threads as ask.
     *
     * @throws dev.intarsia.simulator.compile.CompilationException when this Java has no compiler
     */
    public Supplier<CompiledSimulator> compileForThreads() {
        return InMemoryCompiler.simulators(fullName(), source, image);
    }
}
