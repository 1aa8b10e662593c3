package dev.intarsia.frontend.data;

import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.diagnostic.Span;
import dev.intarsia.ir.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads a folder of PNG images, in the order of their names, with labels from a CSV: a line {@code name.png,3} for each image, and
 * possibly a heading. All images have one size, and all are grey or all are coloured.
 */
final class PngFolderReader {

    private static final String LABELS = "labels.csv";

    private final Path folder;
    private final Diagnostics diagnostics;
    private final ModelNode place;

    PngFolderReader(Path folder, Diagnostics diagnostics) {
        this.folder = folder;
        this.diagnostics = diagnostics;
        this.place = new ModelNode(folder.toString(), "");
    }

    Optional<Dataset> read(Optional<Path> labels) {
        List<Path> files;
        try (Stream<Path> list = Files.list(folder)) {
            files = list.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".png"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            diagnostics.error(place, "the folder cannot be read: " + e.getMessage(), "");
            return Optional.empty();
        }
        if (files.isEmpty()) {
            diagnostics.error(place, "the folder has no .png files", "");
            return Optional.empty();
        }
        Optional<NumericArray> samples = samples(files);
        Optional<Path> csv = labels.or(() -> Optional.of(folder.resolve(LABELS)).filter(Files::isRegularFile));
        Optional<List<Integer>> read = csv.flatMap(file -> labels(file, files));
        if (samples.isEmpty() || csv.isPresent() && read.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Dataset(
                samples.get(),
                read,
                place,
                csv.map(file -> new ModelNode(file.toString(), "")).orElse(place)));
    }

    private Optional<NumericArray> samples(List<Path> files) {
        List<NumericArray> images = new ArrayList<>();
        Shape shape = null;
        for (Path file : files) {
            Optional<NumericArray> image = PngReader.read(file, diagnostics);
            if (image.isEmpty()) {
                continue;
            }
            if (shape != null && !image.get().shape().equals(shape)) {
                diagnostics.error(
                        new ModelNode(file.toString(), ""),
                        "the image has the shape " + image.get().shape() + ", but the first one has " + shape,
                        "give all images one size and one kind of colour");
                continue;
            }
            shape = image.get().shape();
            images.add(image.get());
        }
        if (images.size() < files.size()) {
            return Optional.empty();
        }
        int imageBytes = shape.elements();
        if ((long) imageBytes * images.size() > Integer.MAX_VALUE - 8) {
            diagnostics.error(place, "the images take more than 2 GiB", "split the folder");
            return Optional.empty();
        }
        byte[] content = new byte[imageBytes * images.size()];
        for (int i = 0; i < images.size(); i++) {
            System.arraycopy(images.get(i).toBytes(), 0, content, i * imageBytes, imageBytes);
        }
        List<Integer> sizes = new ArrayList<>(shape.sizes());
        sizes.addFirst(images.size());
        return Optional.of(NumericArray.owning(NumericType.U1, new Shape(sizes), content));
    }

    private Optional<List<Integer>> labels(Path csv, List<Path> files) {
        SourceText text = SourceText.read(csv);
        Map<String, Integer> labels = new HashMap<>();
        for (int i = 0; i < text.lines().size(); i++) {
            String line = text.lines().get(i);
            String[] fields = line.split(",", -1);
            boolean heading = i == 0 && fields.length == 2 && !fields[1].strip().matches("-?[0-9]+");
            if (line.isBlank() || heading) {
                continue;
            }
            Span place = new Span(text.file(), i + 1, 1, Math.max(1, line.length()), line);
            if (fields.length != 2 || !fields[1].strip().matches("[0-9]{1,9}")) {
                diagnostics.error(place, "this is not a file's name and its label", "write image.png,3");
            } else if (labels.put(fields[0].strip(), Integer.parseInt(fields[1].strip())) != null) {
                diagnostics.error(place, "the file '" + fields[0].strip() + "' has two labels", "remove one of them");
            }
        }
        List<Integer> list = new ArrayList<>();
        for (Path file : files) {
            Integer label = labels.get(file.getFileName().toString());
            if (label == null) {
                diagnostics.error(
                        new ModelNode(csv.toString(), ""),
                        "the image " + file.getFileName() + " has no label",
                        "add the line " + file.getFileName() + ",0");
            } else {
                list.add(label);
            }
        }
        return list.size() == files.size() && !diagnostics.hasErrors() ? Optional.of(list) : Optional.empty();
    }
}
