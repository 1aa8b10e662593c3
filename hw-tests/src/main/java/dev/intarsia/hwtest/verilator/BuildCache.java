package dev.intarsia.hwtest.verilator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of built files, each named by the hash of everything that it was built from.
 *
 * <p>A file is made in a folder of its own and then renamed into place, so a reader sees a whole file or none, and two
 * processes that build the same file at the same time do the work twice and agree.
 *
 * @param folder made when first needed
 */
record BuildCache(Path folder) {

    private static final String BUILDING = "building-";
    private static final Duration ABANDONED_AFTER = Duration.ofHours(6);

    /** Makes a file; everything that it puts into {@code scratch} is deleted afterwards. */
    @FunctionalInterface
    interface Build {
        /** Returns the file that is to be kept, inside {@code scratch}. */
        Path in(Path scratch) throws IOException;
    }

    /**
     * The file built from {@code ingredients}, from the cache if it is there.
     *
     * @param name the beginning of the file's name, for people
     * @param extension the end of the file's name, with its dot
     */
    Path get(String name, String extension, List<String> ingredients, Build build) throws IOException {
        Path file = folder.resolve(name + "-" + hash(ingredients) + extension);
        if (Files.isRegularFile(file)) {
            return file;
        }
        Files.createDirectories(folder);
        deleteAbandoned();
        Path scratch = Files.createTempDirectory(folder, BUILDING);
        try {
            Files.move(build.in(scratch), file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(scratch);
        }
        return file;
    }

    /** Hash of a list of texts; no two lists share their bytes, because every text comes with its length. */
    static String hash(List<String> ingredients) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String ingredient : ingredients) {
                byte[] bytes = ingredient.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Deletes what processes left behind that were ended while they built. */
    private void deleteAbandoned() throws IOException {
        Instant limit = Instant.now().minus(ABANDONED_AFTER);
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (entry.getFileName().toString().startsWith(BUILDING)
                        && Files.exists(entry)
                        && Files.getLastModifiedTime(entry).toInstant().isBefore(limit)) {
                    delete(entry);
                }
            }
        }
    }

    static void delete(Path tree) throws IOException {
        try (Stream<Path> entries = Files.walk(tree)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }
}
