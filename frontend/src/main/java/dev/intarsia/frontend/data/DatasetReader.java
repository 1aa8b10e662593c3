package dev.intarsia.frontend.data;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Reads data sets: {@code .npz} with {@code x} and, where there are labels, {@code y}; {@code .npy} with labels in a file of their own;
 * IDX files, gzipped or not; a folder of PNG images with a CSV of labels.
 */
public final class DatasetReader {

    private final Path path;
    private final Optional<Path> labels;
    private final Diagnostics diagnostics = new Diagnostics();

    private DatasetReader(Path path, Optional<Path> labels) {
        this.path = path;
        this.labels = labels;
    }

    /**
     * Reads a data set.
     *
     * @param labels the file of labels, where it is not found by itself: {@code .npy} or IDX, or for a folder a CSV of names and labels
     * @throws InvalidInputException with everything that is wrong
     */
    public static Dataset read(Path path, Optional<Path> labels) {
        DatasetReader reader = new DatasetReader(path, labels);
        Optional<Dataset> dataset = reader.read();
        reader.diagnostics.stopOnErrors();
        return dataset.orElseThrow();
    }

    private Optional<Dataset> read() {
        String name = path.toString();
        if (Files.isDirectory(path)) {
            return new PngFolderReader(path, diagnostics).read(labels);
        }
        if (!Files.exists(path)) {
            diagnostics.error(place(path), "there is no such file or folder", "");
            return Optional.empty();
        }
        if (name.endsWith(".npz")) {
            return archive();
        }
        if (name.endsWith(".npy")) {
            return samples(NpyReader.read(path, place(path), diagnostics));
        }
        if (IdxReader.isIdx(path)) {
            return samples(IdxReader.read(path, diagnostics));
        }
        diagnostics.error(
                place(path),
                "this is not a data set",
                "data sets are .npz with x and y, .npy, IDX files, or folders of .png");
        return Optional.empty();
    }

    private Optional<Dataset> archive() {
        Optional<SequencedMap<String, NumericArray>> arrays = NpzReader.read(path, diagnostics);
        if (arrays.isEmpty()) {
            return Optional.empty();
        }
        NumericArray x = arrays.get().get("x");
        if (x == null) {
            diagnostics.error(
                    place(path),
                    "there is no array 'x'",
                    "its arrays: " + String.join(", ", arrays.get().keySet())
                            + "; name the samples x and the labels y");
            return Optional.empty();
        }
        if (labels.isPresent()) {
            return samples(Optional.of(x));
        }
        ModelNode y = new ModelNode(path.toString(), "array 'y'");
        Optional<NumericArray> found = Optional.ofNullable(arrays.get().get("y"));
        return dataset(x, found, new ModelNode(path.toString(), "array 'x'"), y);
    }

    private Optional<Dataset> samples(Optional<NumericArray> samples) {
        Optional<Path> file = labels.or(() -> IdxReader.labelsBeside(path));
        Optional<NumericArray> found = file.flatMap(this::labelArray);
        if (samples.isEmpty() || file.isPresent() && found.isEmpty()) {
            return Optional.empty();
        }
        return dataset(samples.get(), found, place(path), place(file.orElse(path)));
    }

    private Optional<NumericArray> labelArray(Path file) {
        if (Files.isRegularFile(file) && IdxReader.isIdx(file)) {
            return IdxReader.read(file, diagnostics);
        }
        return NpyReader.read(file, place(file), diagnostics);
    }

    private Optional<Dataset> dataset(
            NumericArray x, Optional<NumericArray> y, Location samplePlace, Location labelPlace) {
        if (x.shape().rank() < 1) {
            diagnostics.error(samplePlace, "the samples are a single number", "give them an axis over the samples");
            return Optional.empty();
        }
        if (!checkFinite(x, samplePlace)) {
            return Optional.empty();
        }
        if (y.isEmpty()) {
            return Optional.of(new Dataset(x, Optional.empty(), samplePlace, labelPlace));
        }
        return labels(y.get(), x.shape().size(0), labelPlace)
                .map(list -> new Dataset(x, Optional.of(list), samplePlace, labelPlace));
    }

    private boolean checkFinite(NumericArray x, Location place) {
        if (!x.type().isReal()) {
            return true;
        }
        for (int i = 0; i < x.elements(); i++) {
            if (!Float.isFinite((float) x.number(i))) {
                int sample = i / (x.elements() / x.shape().size(0));
                diagnostics.error(
                        place, "sample " + sample + " holds " + x.number(i), "samples are finite numbers of float32");
                return false;
            }
        }
        return true;
    }

    private Optional<List<Integer>> labels(NumericArray y, int samples, Location place) {
        if (y.type().isReal() || y.elements() != samples || y.shape().size(0) != samples) {
            diagnostics.error(
                    place,
                    "the labels are " + y + ", but there are " + samples + " samples",
                    "store one whole number for each sample: [" + samples + "]");
            return Optional.empty();
        }
        List<Integer> list = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            if (y.word(i) < 0 || y.word(i) > Integer.MAX_VALUE) {
                diagnostics.error(
                        place, "the label of sample " + i + " is " + y.word(i), "labels are whole numbers from 0");
                return Optional.empty();
            }
            list.add((int) y.word(i));
        }
        return Optional.of(list);
    }

    private static ModelNode place(Path file) {
        return new ModelNode(file.toString(), "");
    }
}
