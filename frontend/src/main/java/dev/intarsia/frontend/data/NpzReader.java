package dev.intarsia.frontend.data;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads NumPy's {@code .npz}: a zip of {@code .npy} members, each an array of the member's name.
 *
 * <p>No size is trusted: a member may inflate to no more than its compressed bytes can, and its array has to take exactly the bytes that
 * the member has. Checksums are compared.
 */
public final class NpzReader {

    private static final String SUFFIX = ".npy";

    private NpzReader() {}

    /** Reads all arrays. Empty when the file or any array in it is damaged, which has then been reported. */
    public static Optional<SequencedMap<String, NumericArray>> read(Path path, Diagnostics diagnostics) {
        ModelNode file = new ModelNode(path.toString(), "");
        SequencedMap<String, NumericArray> arrays = new LinkedHashMap<>();
        boolean whole = true;
        try {
            if (!Files.isRegularFile(path)) {
                diagnostics.error(file, Files.exists(path) ? "this is not a file" : "there is no such file", "");
                return Optional.empty();
            }
            long fileBytes = Files.size(path);
            try (ZipFile zip = new ZipFile(path.toFile())) {
                for (ZipEntry entry : List.copyOf(Collections.list(zip.entries()))) {
                    whole &= readMember(zip, entry, fileBytes, path, arrays, diagnostics);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            diagnostics.error(
                    file,
                    "this is not an intact .npz archive: " + e.getMessage(),
                    "save it again with numpy.savez, or copy it again");
            return Optional.empty();
        }
        return whole ? Optional.of(arrays) : Optional.empty();
    }

    private static boolean readMember(
            ZipFile zip,
            ZipEntry entry,
            long fileBytes,
            Path path,
            SequencedMap<String, NumericArray> arrays,
            Diagnostics diagnostics) {
        String member = entry.getName();
        String name = member.endsWith(SUFFIX) ? member.substring(0, member.length() - SUFFIX.length()) : member;
        ModelNode place = new ModelNode(path.toString(), "array '" + name + "'");
        if (!member.endsWith(SUFFIX)) {
            diagnostics.error(place, "the archive's member " + member + " is not an array", "remove it");
            return false;
        }
        if (arrays.containsKey(name)) {
            diagnostics.error(place, "the archive holds this array twice", "remove one of them");
            return false;
        }
        long inflated = entry.getSize();
        if (inflated < 0
                || entry.getCompressedSize() > fileBytes
                || inflated / ByteSource.LARGEST_INFLATION > entry.getCompressedSize()) {
            diagnostics.error(
                    place,
                    "the array claims to be " + inflated + " bytes long, which its " + entry.getCompressedSize()
                            + " compressed bytes cannot hold",
                    "save it again with numpy.savez");
            return false;
        }
        try (CheckedInputStream stream = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
            Optional<NumericArray> array = NpyReader.read(new ByteSource(stream, inflated, true), place, diagnostics);
            if (array.isPresent() && stream.getChecksum().getValue() != entry.getCrc()) {
                diagnostics.error(place, "the array's checksum is wrong: the file is damaged", "copy it again");
                return false;
            }
            array.ifPresent(a -> arrays.put(name, a));
            return array.isPresent();
        } catch (IOException e) {
            diagnostics.error(place, "the array cannot be inflated: " + e.getMessage(), "copy the file again");
            return false;
        }
    }
}
