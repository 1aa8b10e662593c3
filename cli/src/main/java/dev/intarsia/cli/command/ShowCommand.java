package dev.intarsia.cli.command;

import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.Levels;
import dev.intarsia.cli.ModelFiles;
import dev.intarsia.cli.Pipeline;
import dev.intarsia.cli.Streams;
import dev.intarsia.cli.Voice;
import dev.intarsia.cli.json.JsonObject;
import dev.intarsia.frontend.model.ReadModel;
import dev.intarsia.frontend.target.TargetReader;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.target.Accelerator;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A level of a model as text. */
@Command(
        name = "show",
        description = "Print a level of a model as text.",
        footer = "intarsia show examples/fashion/fashion.inta --level graph --layer conv1")
public final class ShowCommand extends Subcommand {

    /** How far down to go. */
    enum Level {
        GRAPH,
        QUANTIZED,
        KERNEL,
        SCHEDULE,
        COMMANDS
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = ModelFiles.DESCRIPTION)
    private Path model;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            defaultValue = "graph",
            description = "graph, quantized, kernel, schedule or commands (default: ${DEFAULT-VALUE}).")
    private Level level;

    @Option(
            names = "--target",
            paramLabel = "T",
            description = "An .accel file, or inlay8, inlay16, inlay32; needed for schedule and commands.")
    private String target;

    @Option(names = "--layer", paramLabel = "NAME", description = "Only this layer.")
    private String layer;

    @Option(
            names = "--calibration",
            paramLabel = "C",
            description = "Samples to calibrate with; needed below graph for a model of real numbers.")
    private Path calibration;

    @Mixin
    private QuantizationOptions quantization;

    @Mixin
    private PlannerOption planning;

    public ShowCommand(Streams streams) {
        super(streams);
    }

    @Override
    ExitStatus run(Voice voice) {
        if (target == null && (level == Level.SCHEDULE || level == Level.COMMANDS)) {
            throw new ParameterException(spec.commandLine(), "the level " + text(level) + " needs --target T");
        }
        Optional<Accelerator> accelerator = Optional.ofNullable(target).map(TargetReader::accelerator);
        ReadModel read = level == Level.GRAPH ? quantization.file(model) : quantization.read(model, voice);
        String text = switch (level) {
            case GRAPH -> Levels.graph(read, layerOf(read.graph()));
            case QUANTIZED -> {
                QuantizedGraph graph = quantized(read, accelerator);
                yield Levels.quantized(graph, layerOf(graph.graph()));
            }
            case KERNEL -> {
                QuantizedGraph graph = quantized(read, accelerator);
                yield Levels.kernels(Pipeline.lower(graph), layerOf(graph.graph()));
            }
            case SCHEDULE -> {
                QuantizedGraph graph = quantized(read, accelerator);
                yield Levels.schedules(compiled(graph, accelerator), layerOf(graph.graph()));
            }
            case COMMANDS -> {
                QuantizedGraph graph = quantized(read, accelerator);
                yield Levels.commands(compiled(graph, accelerator), layerOf(graph.graph()));
            }
        };
        voice.result(text.stripTrailing());
        voice.result(new JsonObject()
                .put("model", read.graph().name())
                .put("level", text(level))
                .put("text", text));
        return ExitStatus.DONE;
    }

    private static String text(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }

    private Pipeline.Compiled compiled(QuantizedGraph graph, Optional<Accelerator> accelerator) {
        return Pipeline.compile(Pipeline.lower(graph), accelerator.orElseThrow(), planning.planner());
    }

    private QuantizedGraph quantized(ReadModel read, Optional<Accelerator> accelerator) {
        return quantization.quantized(read, model, Optional.ofNullable(calibration), accelerator);
    }

    private Optional<String> layerOf(Graph graph) {
        if (layer != null && graph.node(layer).isEmpty()) {
            throw InvalidInputException.of(
                    new ModelNode(model.toString(), ""),
                    "there is no layer '" + layer + "' at the level " + text(level),
                    "its layers: " + graph.nodes().stream().map(Node::name).collect(Collectors.joining(", ")));
        }
        return Optional.ofNullable(layer);
    }
}
