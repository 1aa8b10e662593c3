package dev.intarsia.frontend.data;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.type.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads one PNG image: its stored samples of 8 bits, {@code [h, w, 1]} for grey and {@code [h, w, 3]} for red, green and blue. */
final class PngReader {

    private PngReader() {}

    /** Reads a file. Empty when it is damaged or of another kind, which has then been reported. */
    static Optional<NumericArray> read(Path file, Diagnostics diagnostics) {
        ModelNode place = new ModelNode(file.toString(), "");
        try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
            ImageReader reader = readers.next();
            reader.setInput(stream, true, true);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels / 8 > Files.size(file) * ByteSource.LARGEST_INFLATION) {
                diagnostics.error(
                        place, "the image claims to have " + pixels + " pixels, which the file cannot hold", "");
                return Optional.empty();
            }
            return samples(reader.read(0), place, diagnostics);
        } catch (IOException | RuntimeException e) {
            // The reader of the JDK answers some damaged files with unchecked exceptions of many types.
            diagnostics.error(place, "this is not an intact PNG image: " + e.getMessage(), "save it again");
            return Optional.empty();
        }
    }

    private static Optional<NumericArray> samples(BufferedImage image, ModelNode place, Diagnostics diagnostics) {
        Raster raster = image.getRaster();
        boolean palette = image.getColorModel() instanceof IndexColorModel;
        int channels = palette ? 3 : raster.getNumBands();
        if (channels != 1 && channels != 3
                || !palette && raster.getSampleModel().getSampleSize(0) != 8) {
            diagnostics.error(
                    place,
                    "the image has " + channels + " channels of "
                            + raster.getSampleModel().getSampleSize(0) + " bits",
                    "save it as 8-bit grey or as 8-bit red, green and blue, without transparency");
            return Optional.empty();
        }
        byte[] content = new byte[image.getHeight() * image.getWidth() * channels];
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                for (int c = 0; c < channels; c++) {
                    content[at++] = (byte) (palette ? image.getRGB(x, y) >> (8 * (2 - c)) : raster.getSample(x, y, c));
                }
            }
        }
        Shape shape = Shape.of(image.getHeight(), image.getWidth(), channels);
        return Optional.of(NumericArray.owning(NumericType.U1, shape, content));
    }
}
