package dev.intarsia.training;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Labelled grey images of one size.
 *
 * @param pixels unsigned bytes [n, h, w], 0 = background
 * @param labels classes 0 to 9 [n]
 */
public record FashionData(byte[] pixels, byte[] labels) {

    /** Rows and columns of an image. */
    public static final int SIDE = 28;

    /** Bytes of an image. */
    public static final int IMAGE_BYTES = SIDE * SIDE;

    /** Where Debian's package {@code dataset-fashion-mnist} puts the four files. */
    public static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");

    private static final int IDX_BYTES_RANK_1 = 0x0801;
    private static final int IDX_BYTES_RANK_3 = 0x0803;

    public FashionData {
        if (pixels.length != labels.length * IMAGE_BYTES) {
            throw new IllegalArgumentException(pixels.length + " pixels do not make " + labels.length + " images");
        }
    }

    /** The 60,000 training images in the order of the file. */
    public static FashionData training(Path folder) throws IOException {
        return read(folder, "train");
    }

    /** The 10,000 test images in the order of the file. */
    public static FashionData test(Path folder) throws IOException {
        return read(folder, "t10k");
    }

    /** Number of images. */
    public int count() {
        return labels.length;
    }

    /** The first {@code n} images, unselected. */
    public FashionData first(int n) {
        return new FashionData(Arrays.copyOf(pixels, n * IMAGE_BYTES), Arrays.copyOf(labels, n));
    }

    private static FashionData read(Path folder, String set) throws IOException {
        return new FashionData(
                idx(folder.resolve(set + "-images-idx3-ubyte.gz"), IDX_BYTES_RANK_3),
                idx(folder.resolve(set + "-labels-idx1-ubyte.gz"), IDX_BYTES_RANK_1));
    }

    /** The elements of a gzipped IDX file: big-endian magic number and extents, then the elements. */
    private static byte[] idx(Path file, int magic) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(
                    file + " is missing: install Debian's dataset-fashion-mnist, or name the folder of its files");
        }
        try (var in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
            int found = in.readInt();
            if (found != magic) {
                throw new IOException("%s: magic number %08x, expected %08x".formatted(file, found, magic));
            }
            int size = 1;
            for (int axis = 0; axis < (magic & 0xff); axis++) {
                size = Math.multiplyExact(size, in.readInt());
            }
            byte[] elements = in.readNBytes(size);
            if (elements.length != size) {
                throw new IOException(file + ": " + elements.length + " elements, its header says " + size);
            }
            return elements;
        }
    }
}
