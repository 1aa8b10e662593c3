package dev.intarsia.backend.java;

import dev.intarsia.ir.command.Command;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.runner.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** A generated simulator as a Maven project of its own, which carries the two jars that it runs on. */
public final class MavenProject {

    private static final String GROUP = "dev/intarsia";

    /** Maven's own libraries make a current JVM complain; an older one does not know the option. */
    private static final String JVM_OPTIONS =
            "-XX:+IgnoreUnrecognizedVMOptions --sun-misc-unsafe-memory-access=allow\n";

    private MavenProject() {}

    /**
     * All files of the project.
     *
     * @return the content of each, by its path with slashes
     * @throws IOException when the jars that this program runs from cannot be read
     */
    public static SequencedMap<String, byte[]> files(GeneratedSimulator simulator) throws IOException {
        List<RuntimeJar> jars = List.of(
                RuntimeJar.of("intarsia-simulator", CompiledSimulator.class),
                RuntimeJar.of("intarsia-ir", Command.class));
        String version = version(jars);
        String artifact = simulator.className().toLowerCase(Locale.ROOT);
        Map<String, String> values = Map.of(
                "package", simulator.packageName(),
                "artifact", artifact,
                "class", simulator.fullName(),
                "version", version,
                "title", simulator.className(),
                "summary", simulator.summary(),
                "classpath",
                        jars.stream()
                                .map(jar -> "../" + path(jar, version, "jar"))
                                .collect(Collectors.joining(" ")));
        String folder = simulator.packageName().replace('.', '/') + "/";
        SequencedMap<String, byte[]> files = new LinkedHashMap<>();
        files.put("README.md", filled("README.template.md", values));
        files.put("pom.xml", filled("pom.template.xml", values));
        files.put(".mvn/jvm.config", JVM_OPTIONS.getBytes(StandardCharsets.UTF_8));
        files.put(
                "src/main/java/" + folder + simulator.className() + ".java",
                simulator.source().getBytes(StandardCharsets.UTF_8));
        files.put("src/main/resources/" + folder + simulator.resourceName(), simulator.image());
        for (RuntimeJar jar : jars) {
            files.put(path(jar, version, "jar"), jar.content());
            files.put(path(jar, version, "pom"), pom(jar, version));
        }
        return files;
    }

    /**
     * Writes the project into a new folder; when that fails, nothing is left behind.
     *
     * @throws FileAlreadyExistsException when there is something in the way
     */
    public static void write(GeneratedSimulator simulator, Path folder) throws IOException {
        if (Files.exists(folder)) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        Path parent = folder.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path unfinished = Files.createTempDirectory(parent, "." + folder.getFileName());
        try {
            for (Map.Entry<String, byte[]> file : files(simulator).entrySet()) {
                Path path = unfinished.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            Files.move(unfinished, folder);
        } finally {
            delete(unfinished);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (var walk = Files.walk(folder)) {
            paths = walk.sorted().toList();
        }
        for (Path path : paths.reversed()) {
            Files.delete(path);
        }
    }

    private static String path(RuntimeJar jar, String version, String type) {
        return "lib/" + GROUP + "/" + jar.artifact() + "/" + version + "/" + jar.artifact() + "-" + version + "."
                + type;
    }

    private static byte[] pom(RuntimeJar jar, String version) {
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>dev.intarsia</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                </project>
                """.formatted(jar.artifact(), version).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] filled(String template, Map<String, String> values) {
        String text = new String(Resource.read(MavenProject.class, template), StandardCharsets.UTF_8);
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Another content has another version, so that Maven's cache never mixes them up. */
    private static String version(List<RuntimeJar> jars) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            jars.forEach(jar -> digest.update(jar.content()));
            return "0.1.0-" + HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
