package dev.intarsia.cli.command;

import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.hwtest.foreign.Binding;
import dev.intarsia.hwtest.foreign.BindingReader;
import dev.intarsia.hwtest.foreign.DesignBench;
import dev.intarsia.hwtest.rtl.RtlSource;
import dev.intarsia.hwtest.tool.ExternalTool;
import dev.intarsia.hwtest.tool.ToolProbe;
import dev.intarsia.hwtest.verilator.Verilator;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.ModelNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A design of the user's that is verified in place of a network. */
final class DesignOptions {

    @Option(
            names = "--rtl",
            split = ",",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Verify a design of your own: its files in SystemVerilog or Verilog.")
    private List<Path> files = List.of();

    @Option(names = "--top", paramLabel = "NAME", description = "The design's top module.")
    private String top;

    @Option(
            names = "--bind",
            paramLabel = "FILE",
            description = "Which port carries what; see docs/foreign-designs.md.")
    private Path bind;

    boolean asked() {
        return !files.isEmpty() || top != null || bind != null;
    }

    void check(CommandLine commandLine) {
        if (asked() && (files.isEmpty() || top == null || bind == null)) {
            throw new ParameterException(commandLine, "--rtl, --top and --bind belong together: give all three");
        }
    }

    /** @throws InvalidInputException with everything that is wrong with it */
    Binding binding() {
        return BindingReader.read(bind);
    }

    /** @throws InvalidInputException when a file is missing, a tool is, or the design is not the one that is bound */
    DesignBench bench(Binding binding) {
        Diagnostics diagnostics = new Diagnostics();
        List<RtlSource> sources = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            String text = SourceText.read(file).text();
            ModelNode place = new ModelNode(file.toString(), "");
            if (!name.matches(RtlSource.NAME)) {
                diagnostics.error(
                        place, "'" + name + "' is no plain file name", "use letters, digits, '_', '.' and '-'");
            } else if (!names.add(name)) {
                diagnostics.error(place, "two files are called " + name, "rename one of them");
            } else {
                sources.add(new RtlSource(name, text));
            }
        }
        for (ExternalTool tool : List.of(ExternalTool.VERILATOR, ExternalTool.CXX)) {
            if (tool.probe() instanceof ToolProbe.Missing missing) {
                diagnostics.error(new ModelNode(bind.toString(), ""), missing.hint(), "install it");
            }
        }
        diagnostics.stopOnErrors();
        return DesignBench.of(binding, top, sources, Verilator.installed());
    }

    /** The options as they were given, to be typed again. */
    String again() {
        return "--rtl " + files.stream().map(Path::toString).collect(Collectors.joining(",")) + " --top " + top
                + " --bind " + bind;
    }
}
