package dev.intarsia.simulator.compile;

import dev.intarsia.ir.command.Command;
import dev.intarsia.simulator.runner.CompiledSimulator;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a generated simulator and loads it, without touching the file system. Warnings are errors. */
public final class InMemoryCompiler {

    private static final List<String> OPTIONS =
            List.of("-Xlint:all", "-Werror", "-proc:none", "--release", "25", "-classpath");

    private InMemoryCompiler() {}

    /**
     * Makes a simulator of its source.
     *
     * @param className its full name
     * @param source its text
     * @param image the bytes that its constructor takes
     * @throws CompilationException when this is a Java runtime without a compiler, or the source has an error or warning
     */
    public static CompiledSimulator simulator(String className, String source, byte[] image) {
        return simulators(className, source, image).get();
    }

    /**
     * Compiles once, and makes as many simulators as are asked for: one for each thread.
     *
     * @throws CompilationException as {@link #simulator} does
     */
    public static Supplier<CompiledSimulator> simulators(String className, String source, byte[] image) {
        Class<?> type = compile(className, source);
        return () -> {
            try {
                return (CompiledSimulator) type.getConstructor(byte[].class).newInstance((Object) image);
            } catch (ReflectiveOperationException | ClassCastException e) {
                throw new CompilationException(className + " is no simulator with a constructor for its image", e);
            }
        };
    }

    private static Class<?> compile(String className, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new CompilationException("this Java runtime (" + System.getProperty("java.home")
                    + ") has no compiler: run on a JDK 25 or later, or use the runner, which compiles nothing");
        }
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        try (Classes classes = new Classes(compiler.getStandardFileManager(messages, null, StandardCharsets.UTF_8))) {
            List<String> options = new ArrayList<>(OPTIONS);
            options.add(classPath());
            boolean ok = compiler.getTask(
                            null, classes, messages, options, null, List.of(new SourceText(className, source)))
                    .call();
            if (!ok) {
                throw new CompilationException(messages.getDiagnostics().stream()
                        .map(InMemoryCompiler::text)
                        .collect(Collectors.joining("\n", className + " does not compile:\n", "")));
            }
            return new Loader(classes.compiled).loadClass(className);
        } catch (IOException | ClassNotFoundException e) {
            throw new CompilationException(className + " cannot be compiled in memory", e);
        }
    }

    private static String text(Diagnostic<? extends JavaFileObject> message) {
        return message.getLineNumber() + ": " + message.getMessage(null);
    }

    /** The jars or folders of the two modules that generated code uses. */
    private static String classPath() {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> type : List.of(CompiledSimulator.class, Command.class)) {
            try {
                places.add(Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            } catch (URISyntaxException e) {
                throw new CompilationException("the place of " + type + " is no path", e);
            }
        }
        return String.join(File.pathSeparator, places);
    }

    private static final class SourceText extends SimpleJavaFileObject {
        private final String text;

        SourceText(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class ClassBytes extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        ClassBytes(String className) {
            super(URI.create("bytes:///" + className.replace('.', '/') + ".class"), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ClassBytes> compiled = new HashMap<>();

        Classes(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            return compiled.computeIfAbsent(className, ClassBytes::new);
        }
    }

    private static final class Loader extends ClassLoader {
        private final Map<String, ClassBytes> compiled;

        Loader(Map<String, ClassBytes> compiled) {
            super(CompiledSimulator.class.getClassLoader());
            this.compiled = compiled;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            ClassBytes type = compiled.get(name);
            if (type == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = type.bytes.toByteArray();
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
