package dev.intarsia.frontend.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import dev.intarsia.ir.type.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetReaderTest {

    private static final NumericArray X =
            NumericArray.ofWords(NumericType.U1, Shape.of(3, 1, 2), new long[] {1, 2, 3, 4, 250, 255});
    private static final NumericArray Y = NumericArray.ofWords(NumericType.I8, Shape.of(3), new long[] {0, 2, 1});

    @TempDir
    Path folder;

    private Path npz(NumericArray... arrays) throws IOException {
        SequencedMap<String, NumericArray> named = new LinkedHashMap<>();
        List<String> names = List.of("x", "y");
        for (int i = 0; i < arrays.length; i++) {
            named.put(names.get(i), arrays[i]);
        }
        return Files.write(folder.resolve("d.npz"), NpzWriter.npz(named));
    }

    private String refusal(Path path, Optional<Path> labels) {
        return assertThrows(InvalidInputException.class, () -> DatasetReader.read(path, labels))
                .getMessage()
                .replace(folder + "/", "");
    }

    @Test
    void archiveWithLabels() throws IOException {
        Dataset data = DatasetReader.read(npz(X, Y), Optional.empty());
        assertEquals(3, data.size());
        assertEquals(Shape.of(1, 2), data.shape());
        assertEquals(List.of(0, 2, 1), data.labels().orElseThrow());
        assertEquals(RawTensor.of(IntFormat.U8, Shape.of(1, 2), 250, 255), data.words(2));
        assertEquals(RealTensor.of(Shape.of(1, 2), 3, 4), data.reals(1));
        Dataset part = data.select(List.of(2, 0));
        assertEquals(List.of(1, 0), part.labels().orElseThrow());
        assertEquals(data.words(2), part.words(0));
        assertEquals(data.words(1), data.range(1, 3).words(0));
    }

    @Test
    void arrayWithLabelsInAFileOfTheirOwn() throws IOException {
        Path x = Files.write(folder.resolve("x.npy"), NpzWriter.npy(X));
        Path y = Files.write(folder.resolve("y.npy"), NpzWriter.npy(Y));
        assertEquals(Optional.empty(), DatasetReader.read(x, Optional.empty()).labels());
        assertEquals(
                List.of(0, 2, 1), DatasetReader.read(x, Optional.of(y)).labels().orElseThrow());
    }

    @Test
    void idxPairZippedAndPlain() throws IOException {
        byte[] images = HexFormat.of().parseHex("00000803000000020000000100000003" + "0102030405ff");
        byte[] labels = HexFormat.of().parseHex("0000080100000002" + "0901");
        Path plain = Files.write(folder.resolve("t10k-images-idx3-ubyte"), images);
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels);
        Path zipped = Files.write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(images));
        Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), gzip(labels));
        for (Path path : List.of(plain, zipped)) {
            Dataset data = DatasetReader.read(path, Optional.empty());
            assertEquals(Shape.of(1, 3), data.shape());
            assertEquals(List.of(9, 1), data.labels().orElseThrow());
            assertEquals(RawTensor.of(IntFormat.U8, Shape.of(1, 3), 4, 5, 255), data.words(1));
        }
        for (int length = 0; length < images.length; length++) {
            Files.write(plain, Arrays.copyOf(images, length));
            assertFalse(refusal(plain, Optional.empty()).isEmpty());
        }
        byte[] archive = gzip(images);
        for (int length = 0; length < archive.length; length++) {
            Files.write(zipped, Arrays.copyOf(archive, length));
            assertFalse(refusal(zipped, Optional.empty()).isEmpty());
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    private void png(String name, int kind, int... samples) throws IOException {
        BufferedImage image = new BufferedImage(2, 1, kind);
        image.getRaster().setPixels(0, 0, 2, 1, samples);
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    @Test
    void folderOfGreyImages() throws IOException {
        png("b.png", BufferedImage.TYPE_BYTE_GRAY, 7, 255);
        png("a.png", BufferedImage.TYPE_BYTE_GRAY, 0, 128);
        Files.writeString(folder.resolve("labels.csv"), "file,label\nb.png,3\na.png, 1\n");
        Dataset data = DatasetReader.read(folder, Optional.empty());
        assertEquals(Shape.of(1, 2, 1), data.shape());
        assertEquals(List.of(1, 3), data.labels().orElseThrow());
        assertArrayEquals(new long[] {0, 128}, data.words(0).toArray());
        assertArrayEquals(new long[] {7, 255}, data.words(1).toArray());
    }

    @Test
    void folderOfColouredImages() throws IOException {
        png("a.png", BufferedImage.TYPE_INT_RGB, 1, 2, 3, 250, 251, 252);
        Dataset data = DatasetReader.read(folder, Optional.empty());
        assertEquals(Shape.of(1, 2, 3), data.shape());
        assertArrayEquals(new long[] {1, 2, 3, 250, 251, 252}, data.words(0).toArray());
    }

    @Test
    void folderWithEveryMistake() throws IOException {
        png("a.png", BufferedImage.TYPE_BYTE_GRAY, 0, 128);
        png("b.png", BufferedImage.TYPE_INT_RGB, 1, 2, 3, 4, 5, 6);
        png("c.png", BufferedImage.TYPE_INT_ARGB, 1, 2, 3, 255, 4, 5, 6, 7);
        Files.writeString(folder.resolve("d.png"), "no image");
        Files.writeString(folder.resolve("labels.csv"), "a.png,1\na.png,2\nb.png,x\nc.png,0\nd.png,0\n");
        assertEquals("""
                b.png: error: the image has the shape [1, 2, 3], but the first one has [1, 2, 1]
                  help: give all images one size and one kind of colour
                c.png: error: the image has 4 channels of 8 bits
                  help: save it as 8-bit grey or as 8-bit red, green and blue, without transparency
                d.png: error: this is not an intact PNG image: I/O error reading PNG header!
                  help: save it again
                labels.csv:2:1: error: the file 'a.png' has two labels
                    a.png,2
                    ^~~~~~~
                  help: remove one of them
                labels.csv:3:1: error: this is not a file's name and its label
                    b.png,x
                    ^~~~~~~
                  help: write image.png,3
                labels.csv: error: the image b.png has no label
                  help: add the line b.png,0
                """, refusal(folder, Optional.empty()));
    }

    @Test
    void labelsOutOfRange() throws IOException {
        Dataset data = DatasetReader.read(npz(X, Y), Optional.empty());
        Diagnostics fine = new Diagnostics();
        data.checkLabels(3, fine);
        assertFalse(fine.hasErrors());
        Diagnostics diagnostics = new Diagnostics();
        data.checkLabels(1, diagnostics);
        assertEquals("""
                d.npz, array 'y': error: the label of sample 1 is 2, but the model has 1 classes; 1 more is out of range
                  help: labels are whole numbers from 0 to 0
                """, diagnostics.found().getFirst().render().replace(folder + "/", ""));
    }

    @Test
    void wrongArchives() throws IOException {
        NumericArray negative = NumericArray.ofWords(NumericType.I1, Shape.of(3), new long[] {0, -1, 1});
        assertEquals("""
                d.npz, array 'y': error: the label of sample 1 is -1
                  help: labels are whole numbers from 0
                """, refusal(npz(X, negative), Optional.empty()));
        assertEquals("""
                d.npz, array 'y': error: the labels are u1[3, 1, 2], but there are 3 samples
                  help: store one whole number for each sample: [3]
                """, refusal(npz(X, X), Optional.empty()));
        assertEquals("""
                d.npz: error: there is no array 'x'
                  help: its arrays: ; name the samples x and the labels y
                """, refusal(npz(), Optional.empty()));
        NumericArray nan = NumericArray.ofSingles(Shape.of(2, 2), new float[] {0, 1, 2, Float.NaN});
        assertEquals("""
                d.npz, array 'x': error: sample 1 holds NaN
                  help: samples are finite numbers of float32
                """, refusal(npz(nan), Optional.empty()));
    }

    @Test
    void otherFiles() throws IOException {
        assertEquals(
                "none.npz: error: there is no such file or folder\n",
                refusal(folder.resolve("none.npz"), Optional.empty()));
        Path other = Files.writeString(folder.resolve("data.txt"), "1 2 3 4");
        assertEquals("""
                data.txt: error: this is not a data set
                  help: data sets are .npz with x and y, .npy, IDX files, or folders of .png
                """, refusal(other, Optional.empty()));
        assertEquals("""
                y.npy: error: there is no such file
                """, refusal(npz(X), Optional.of(folder.resolve("y.npy"))));
    }
}
