package dev.intarsia.backend.java;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.JavaFile;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.AliasLayer;
import dev.intarsia.ir.command.CommandProgram.DeviceLayer;
import dev.intarsia.ir.command.CommandProgram.HostLayer;
import dev.intarsia.ir.command.CommandProgram.Image;
import dev.intarsia.ir.command.CommandProgram.Layer;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.machine.CommandRecorder;
import dev.intarsia.simulator.machine.Commands;
import dev.intarsia.simulator.machine.Device;
import dev.intarsia.simulator.machine.Lockstep;
import dev.intarsia.simulator.machine.Machine;
import dev.intarsia.simulator.machine.TensorMemory;
import dev.intarsia.simulator.replay.Timeline;
import dev.intarsia.simulator.runner.CompiledSimulator;
import dev.intarsia.simulator.runner.Resource;
import dev.intarsia.simulator.runner.Standalone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Prints a command program as a Java class that runs it. */
public final class JavaBackend {

    /** The package of generated simulators. */
    public static final String PACKAGE = "dev.intarsia.generated";

    private static final TypeName BYTES = ArrayTypeName.of(byte.class);
    private static final TypeName WORDS = ArrayTypeName.of(long.class);
    private static final TypeName TENSORS = ParameterizedTypeName.get(List.class, RawTensor.class);
    private static final TypeName INFERENCES = ParameterizedTypeName.get(ClassName.get(List.class), TENSORS);
    private static final TypeName PLACES = ParameterizedTypeName.get(List.class, TensorPlace.class);
    private static final TypeName COMMANDS = ParameterizedTypeName.get(List.class, Command.class);

    /** Names that generated classes have without asking. */
    private static final Set<String> RESERVED = Set.of(
            "machine",
            "memory",
            "lockstep",
            "inferences",
            "device",
            "each",
            "image",
            "tensors",
            "place",
            "recorder",
            "arguments",
            "main",
            "run",
            "inputs",
            "outputs",
            "commands",
            "show",
            "wait",
            "notify",
            "notifyAll",
            "getClass",
            "hashCode",
            "equals",
            "toString",
            "clone",
            "finalize",
            "load",
            "multiply",
            "vector",
            "post",
            "store",
            "rows",
            "pixels",
            "heights",
            "widths",
            "taps",
            "grid",
            "weights",
            "window",
            "multiplyAdd",
            "maximum",
            "total",
            "SET",
            "ADD",
            "U8",
            "I8",
            "U16",
            "I16",
            "ACTIVATION",
            "WEIGHT",
            "OUTPUT",
            "PARAMETER",
            "ACCUMULATOR",
            "TARGET",
            "UNOBSERVED");

    private final CommandProgram program;
    private final Timeline timeline;
    private final Graph graph;
    private final Names names = new Names(RESERVED);
    private final Addressing addressing;
    private final CommandPrinter commands;
    private final ResourceImage resource = new ResourceImage();
    private final List<FieldSpec> words = new ArrayList<>();
    private final CodeBlock.Builder construction = CodeBlock.builder();

    private JavaBackend(CommandProgram program, Timeline timeline) {
        this.program = program;
        this.timeline = timeline;
        this.graph = program.source().meaning().graph();
        this.addressing = new Addressing(program, names);
        this.commands = new CommandPrinter(names, addressing);
    }

    /**
     * The simulator of a program.
     *
     * @param timeline of the program's replay, for the cycles in its comments
     */
    public static GeneratedSimulator generate(CommandProgram program, Timeline timeline) {
        return new JavaBackend(program, timeline).generate();
    }

    private GeneratedSimulator generate() {
        String name = Names.type(graph.name(), "Simulator");
        List<MethodSpec> layers = new ArrayList<>();
        for (int i = 0; i < program.layers().size(); i++) {
            layers.addAll(methods(i));
        }
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .addSuperinterface(CompiledSimulator.class)
                .addJavadoc("$L\n", summary())
                .addJavadoc("\n<p>Generated by Intarsia. One method for each layer; loops have constant bounds.\n");
        type.addField(constant(Accelerator.class, "TARGET", TargetPrinter.expression(program.target())));
        program.tensors()
                .forEach(place -> type.addField(
                        constant(TensorPlace.class, addressing.tensor(place.name()), TargetPrinter.expression(place))));
        program.images().forEach(image -> type.addField(place(image)));
        type.addFields(commands.constants());
        type.addField(FieldSpec.builder(Machine.class, "machine", Modifier.PRIVATE, Modifier.FINAL)
                .initializer("new $T(TARGET, $L)", Machine.class, program.memoryBytes())
                .build());
        type.addFields(words);
        type.addMethod(constructor());
        type.addMethod(main(name));
        type.addMethod(places("inputs", graph.inputs().stream().map(Input::name).toList()));
        type.addMethod(places("outputs", graph.outputs()));
        type.addMethod(run());
        type.addMethod(runTogether());
        type.addMethod(recording());
        type.addMethods(layers);
        type.addMethod(show());
        JavaFile file = JavaFile.builder(PACKAGE, type.build())
                .indent("    ")
                .skipJavaLangImports(true)
                .addStaticImport(Commands.class, "*")
                .addStaticImport(Scratchpad.class, "*")
                .build();
        return new GeneratedSimulator(PACKAGE, name, summary(), file.toString(), resource.toByteArray());
    }

    private String summary() {
        return String.format(
                Locale.ROOT,
                "%s on %s: %,d cycles and %,d multiply-accumulates for one inference, %.1f %% of the array in use.",
                graph.name(),
                program.target().name(),
                timeline.cycles(),
                timeline.macs(),
                100 * timeline.utilization());
    }

    /** An image's address, and the call that puts it there. */
    private FieldSpec place(Image image) {
        ResourceImage.Stretch stretch = resource.add(image);
        construction.addStatement(
                "machine.place($L, $T.bytes(image, $L, $L))",
                addressing.image(image),
                Resource.class,
                stretch.at(),
                stretch.count());
        return constant(int.class, addressing.image(image), CodeBlock.of("$L", image.address()));
    }

    private static FieldSpec constant(Class<?> type, String name, CodeBlock value) {
        return FieldSpec.builder(type, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(value)
                .build();
    }

    private MethodSpec constructor() {
        return MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PUBLIC)
                .addJavadoc("Takes the content of the resource beside this class.\n")
                .addParameter(BYTES, "image")
                .addCode(construction.build())
                .build();
    }

    private static MethodSpec main(String name) {
        return MethodSpec.methodBuilder("main")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addParameter(ArrayTypeName.of(String.class), "arguments")
                .addStatement(
                        "$T.exit($T.run(() -> new $L($T.read($L.class, $S)), arguments))",
                        System.class,
                        Standalone.class,
                        name,
                        Resource.class,
                        name,
                        name + ".bin")
                .build();
    }

    private MethodSpec places(String method, List<String> tensors) {
        CodeBlock list = tensors.stream()
                .map(tensor -> CodeBlock.of("$L", addressing.tensor(tensor)))
                .collect(CodeBlock.joining(", "));
        return publicMethod(method, PLACES)
                .addStatement("return $T.of($L)", List.class, list)
                .build();
    }

    private MethodSpec run() {
        MethodSpec.Builder run = publicMethod("run", TENSORS)
                .addParameter(TENSORS, "tensors")
                .addParameter(TensorObserver.class, "each");
        for (int i = 0; i < graph.inputs().size(); i++) {
            run.addStatement(
                    "machine.write($L, tensors.get($L))",
                    addressing.tensor(graph.inputs().get(i).name()),
                    i);
        }
        for (Layer layer : program.layers()) {
            switch (layer) {
                case DeviceLayer device -> run.addStatement("$L(machine)", names.variable(device.node()));
                case HostLayer host -> run.addStatement("$L(machine)", names.variable(host.node()));
                case AliasLayer alias -> {}
            }
            run.addStatement("show($L, each)", addressing.tensor(layer.node()));
        }
        CodeBlock results = graph.outputs().stream()
                .map(output -> CodeBlock.of("machine.read($L)", addressing.tensor(output)))
                .collect(CodeBlock.joining(", "));
        return run.addStatement("return $T.of($L)", List.class, results).build();
    }

    private MethodSpec runTogether() {
        MethodSpec.Builder run = publicMethod("runTogether", INFERENCES)
                .addParameter(INFERENCES, "inferences")
                .addStatement("$1T lockstep = machine.lockstep(inferences.size())", Lockstep.class)
                .beginControlFlow("for (int i = 0; i < inferences.size(); i++)")
                .addStatement("lockstep.write(i, inputs(), inferences.get(i))")
                .endControlFlow();
        for (Layer layer : program.layers()) {
            switch (layer) {
                case DeviceLayer device -> run.addStatement("$L(lockstep)", names.variable(device.node()));
                case HostLayer host -> run.addStatement("lockstep.onHost(this::$L)", names.variable(host.node()));
                case AliasLayer alias -> {}
            }
        }
        return run.addStatement("return lockstep.read(outputs())").build();
    }

    private static MethodSpec.Builder publicMethod(String name, TypeName result) {
        return MethodSpec.methodBuilder(name)
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(result);
    }

    private MethodSpec recording() {
        MethodSpec.Builder method =
                publicMethod("commands", COMMANDS).addStatement("$1T recorder = new $1T()", CommandRecorder.class);
        for (Layer layer : program.layers()) {
            if (layer instanceof DeviceLayer device) {
                method.addStatement("$L(recorder)", names.variable(device.node()));
            }
        }
        return method.addStatement("return recorder.commands()").build();
    }

    private static MethodSpec show() {
        return MethodSpec.methodBuilder("show")
                .addModifiers(Modifier.PRIVATE)
                .addParameter(TensorPlace.class, "place")
                .addParameter(TensorObserver.class, "each")
                .beginControlFlow("if (each != UNOBSERVED)")
                .addStatement("each.tensor(place.name(), machine.read(place))")
                .endControlFlow()
                .build();
    }

    private List<MethodSpec> methods(int index) {
        Layer layer = program.layers().get(index);
        return switch (layer) {
            case DeviceLayer device ->
                deviceMethods(device, timeline.layers().get(index).cycles());
            case HostLayer host -> List.of(hostMethod(host));
            case AliasLayer alias -> List.of();
        };
    }

    private List<MethodSpec> deviceMethods(DeviceLayer layer, long cycles) {
        List<String> likely = new ArrayList<>(List.of(layer.node()));
        graph.node(layer.node()).ifPresent(node -> likely.addAll(node.operands()));
        List<List<Rolled>> parts = Parts.of(Reroll.of(layer.commands()));
        List<MethodSpec> methods = new ArrayList<>();
        String name = names.variable(layer.node());
        MethodSpec.Builder whole = method(name)
                .addJavadoc(
                        "$L: $L, $L cycles ($L).\n",
                        layer.node(),
                        layer.summary(),
                        String.format(Locale.ROOT, "%,d", cycles),
                        layer.location().citation())
                .addParameter(Device.class, "device");
        if (parts.size() == 1) {
            return List.of(whole.addCode(commands.statements(layer.node(), parts.getFirst(), likely))
                    .build());
        }
        for (int i = 0; i < parts.size(); i++) {
            String part = names.variable(layer.node() + " part " + (i + 1));
            whole.addStatement("$L(device)", part);
            methods.add(method(part)
                    .addParameter(Device.class, "device")
                    .addCode(commands.statements(layer.node(), parts.get(i), likely))
                    .build());
        }
        methods.addFirst(whole.build());
        return methods;
    }

    private MethodSpec hostMethod(HostLayer layer) {
        KernelPrinter printer = new KernelPrinter(commands);
        MethodSpec.Builder method = method(names.variable(layer.node()))
                .addJavadoc(
                        "$L: $L, on the host ($L).\n",
                        layer.node(),
                        layer.summary(),
                        layer.location().citation())
                .addParameter(TensorMemory.class, "memory");
        for (Buffer input : layer.kernel().inputs()) {
            method.addStatement(
                    "$T $L = memory.words($L)", WORDS, printer.variable(input), addressing.tensor(input.name()));
        }
        for (Parameter parameter : layer.kernel().parameters()) {
            String field =
                    names.variable(layer.node() + " " + parameter.buffer().name());
            ResourceImage.Stretch stretch = resource.addWords(parameter.words());
            words.add(FieldSpec.builder(WORDS, field, Modifier.PRIVATE, Modifier.FINAL)
                    .build());
            construction.addStatement(
                    "$L = $T.words(image, $L, $L)", field, Resource.class, stretch.at(), stretch.count());
            boolean scalar = parameter.buffer().shape().rank() == 0;
            method.addStatement(
                    "$T $L = this.$L$L",
                    scalar ? TypeName.LONG : WORDS,
                    printer.variable(parameter.buffer()),
                    field,
                    scalar ? "[0]" : "");
        }
        method.addCode(printer.body(layer.kernel()));
        for (Buffer output : layer.kernel().outputs()) {
            method.addStatement("memory.write($L, $L)", addressing.tensor(output.name()), printer.variable(output));
        }
        return method.build();
    }

    private static MethodSpec.Builder method(String name) {
        return MethodSpec.methodBuilder(name).addModifiers(Modifier.PRIVATE);
    }
}
