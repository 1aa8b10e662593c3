package dev.intarsia.cli.command;

import dev.intarsia.cli.Pipeline;
import dev.intarsia.frontend.model.ReadModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sizes that a model file leaves open. */
final class ShapeOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--shape",
            paramLabel = "NAME=N,N,...",
            description =
                    "The shape of an input whose sizes an .onnx file leaves open, the batch included; may repeat.")
    private List<String> shapes = List.of();

    /** The model of a file, with these shapes. */
    ReadModel read(Path model) {
        Map<String, List<Integer>> byName = new LinkedHashMap<>();
        for (String shape : shapes) {
            int equals = shape.lastIndexOf('=');
            List<Integer> sizes = new ArrayList<>();
            for (String size : shape.substring(equals + 1).split(",", -1)) {
                if (equals < 1 || !size.matches("[1-9][0-9]{0,8}")) {
                    throw new ParameterException(
                            command.commandLine(),
                            "a shape is an input's name and its sizes, as in --shape image=1,28,28; found '" + shape
                                    + "'");
                }
                sizes.add(Integer.parseInt(size));
            }
            byName.put(shape.substring(0, equals), sizes);
        }
        return Pipeline.read(model, byName);
    }
}
