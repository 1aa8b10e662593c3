package dev.intarsia.cli;

import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files that appear together, whole, or not at all. They are written beside their places under names of their own, and moved there by
 * {@link #commit}; without it, and when the command is interrupted, what was written is deleted.
 *
 * <p>Directories that had to be made for them stay.
 */
public final class OutputFile implements AutoCloseable {

    private static final Set<Path> UNFINISHED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> UNFINISHED.forEach(OutputFile::delete), "clean up"));
    }

    private record Staged(Path temporary, Path place) {}

    private final List<Staged> staged = new ArrayList<>();

    /** Writes a text as UTF-8 for a place. */
    public void write(Path place, String text) {
        write(place, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes bytes for a place.
     *
     * @throws InvalidInputException when the place cannot be written
     */
    public void write(Path place, Content content) {
        Path whole = place.toAbsolutePath();
        try {
            if (Files.isDirectory(whole)) {
                throw InvalidInputException.of(
                        new ModelNode(place.toString(), ""), "is a directory", "give the name of a file to write");
            }
            Files.createDirectories(whole.getParent());
            Path temporary = whole.resolveSibling(
                    "." + whole.getFileName() + "." + ProcessHandle.current().pid() + ".part");
            UNFINISHED.add(temporary);
            staged.add(new Staged(temporary, whole));
            try (OutputStream out = Files.newOutputStream(temporary)) {
                content.to(out);
            }
        } catch (IOException e) {
            throw InvalidInputException.of(
                    new ModelNode(place.toString(), ""),
                    "cannot be written: " + reason(e),
                    "choose another place, or make room there");
        }
    }

    /** What goes into a file. */
    @FunctionalInterface
    public interface Content {
        void to(OutputStream out) throws IOException;
    }

    /** Moves everything to its place. */
    public void commit() {
        try {
            for (Staged file : staged) {
                move(file);
                UNFINISHED.remove(file.temporary());
            }
            staged.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void move(Staged file) throws IOException {
        try {
            Files.move(file.temporary(), file.place(), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(file.temporary(), file.place(), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Deletes what was not committed. */
    @Override
    public void close() {
        for (Staged file : staged) {
            delete(file.temporary());
            UNFINISHED.remove(file.temporary());
        }
    }

    private static void delete(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            System.err.println("intarsia: could not delete " + temporary + ": " + reason(e));
        }
    }

    /** A short reason: exceptions of files often say nothing but the file's name. */
    static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException missing -> "there is no such file";
            case java.nio.file.AccessDeniedException denied -> "permission denied";
            case java.nio.file.FileAlreadyExistsException exists -> exists.getFile() + " is in the way";
            case java.nio.file.FileSystemException system when system.getReason() != null -> system.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
