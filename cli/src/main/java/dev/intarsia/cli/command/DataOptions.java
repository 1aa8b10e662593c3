package dev.intarsia.cli.command;

import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.frontend.data.DatasetReader;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Samples to run. */
final class DataOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "D",
            description = "Samples: .npz with x and y, .npy, IDX files, or a folder of .png.")
    private Path data;

    @Option(names = "--labels", paramLabel = "L", description = "Labels, where they are not with the samples.")
    private Path labels;

    @Option(
            names = "--calibration",
            paramLabel = "C",
            description = "Samples to calibrate with; without them a part of D is held out.")
    private Path calibration;

    @Option(names = "--limit", paramLabel = "N", description = "Run the first N samples only.")
    private Integer limit;

    @Option(
            names = "--channels-first",
            description = "Samples are stored as channels, height, width: the order of most .onnx files.")
    private boolean channelsFirst;

    Dataset data() {
        return ordered(DatasetReader.read(data, Optional.ofNullable(labels)));
    }

    Optional<Dataset> calibration() {
        return Optional.ofNullable(calibration).map(file -> ordered(DatasetReader.read(file, Optional.empty())));
    }

    private Dataset ordered(Dataset stored) {
        return channelsFirst ? stored.channelsLast() : stored;
    }

    /** The first samples only, if that was asked for. */
    Dataset limited(Dataset scored) {
        if (limit == null) {
            return scored;
        }
        if (limit < 1) {
            throw new ParameterException(command.commandLine(), "--limit is at least 1, found " + limit);
        }
        return scored.range(0, Math.min(limit, scored.size()));
    }
}
