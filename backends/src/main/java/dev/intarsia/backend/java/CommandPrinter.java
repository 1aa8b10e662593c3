package dev.intarsia.backend.java;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.TypeName;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.LaneOperation;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.simulator.machine.Commands;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/** Prints the commands of layers as calls, and gathers the constants that they share. */
final class CommandPrinter {

    private static final List<String> VARIABLES = List.of("i", "j", "k", "l", "m", "n");

    private final Names names;
    private final Addressing addressing;
    private final Map<Object, String> shared = new LinkedHashMap<>();
    private final List<FieldSpec> constants = new ArrayList<>();

    CommandPrinter(Names names, Addressing addressing) {
        this.names = names;
        this.addressing = addressing;
    }

    /** The constants that the commands printed so far use. */
    List<FieldSpec> constants() {
        return List.copyOf(constants);
    }

    /**
     * Statements that give the commands to a variable {@code device}.
     *
     * @param layer the layer's name, for its constants
     * @param likely tensors that it reads or writes
     */
    CodeBlock statements(String layer, List<Rolled> items, List<String> likely) {
        CodeBlock.Builder code = CodeBlock.builder();
        items.forEach(item -> print(code, layer, item, List.of(), likely));
        return code.build();
    }

    private void print(CodeBlock.Builder code, String layer, Rolled item, List<String> variables, List<String> likely) {
        switch (item) {
            case Rolled.Single single ->
                code.addStatement(call(layer, new Fields(single, variables, addressing, likely)));
            case Rolled.Repeated repeated -> {
                int depth = variables.size();
                String variable = depth < VARIABLES.size() ? VARIABLES.get(depth) : "i" + depth;
                List<String> inner = new ArrayList<>(variables);
                inner.addFirst(variable);
                code.beginControlFlow("for (int $1L = 0; $1L < $2L; $1L++)", variable, repeated.count());
                repeated.body().forEach(child -> print(code, layer, child, inner, likely));
                code.endControlFlow();
            }
        }
    }

    private CodeBlock call(String layer, Fields fields) {
        return switch (fields.first()) {
            case Command.Load load -> {
                String address = fields.number();
                String from = fields.address();
                String rows = fields.number() + ", " + fields.number();
                String pixels = fields.number() + ", " + fields.number();
                String bytes = fields.number();
                yield CodeBlock.of(
                        "device.load(load($L,$W$L,$W$L,$W$L,$Wrows($L),$Wpixels($L),$W$L,$W$L))",
                        TypedText.of(sync(load.sync())),
                        load.to(),
                        address,
                        from,
                        rows,
                        pixels,
                        bytes,
                        TypedText.of(padding(layer, fields, load.padding().frame())));
            }
            case Command.Multiply multiply -> {
                CodeBlock window = window(fields, multiply.window());
                String weights = fields.number() + ", " + fields.number();
                yield CodeBlock.of(
                        "device.multiply(multiply($L,$W$L,$Wweights($L),$W$L,$W$L,$W$L))",
                        TypedText.of(sync(multiply.sync())),
                        window,
                        weights,
                        fields.number(),
                        fields.number(),
                        multiply.accumulate() ? "ADD" : "SET");
            }
            case Command.Vector vector -> {
                CodeBlock operation = operation(fields, vector.operation());
                CodeBlock window = window(fields, vector.window());
                yield CodeBlock.of(
                        "device.vector(vector($L,$W$L,$W$L,$W$L,$W$L))",
                        TypedText.of(sync(vector.sync())),
                        operation,
                        window,
                        fields.number(),
                        fields.number());
            }
            case Command.Post post -> {
                String address = fields.number();
                String accumulators = fields.number();
                String count = fields.number();
                String channels = fields.number();
                String stride = fields.number();
                String parameters = fields.number();
                int zeroPoint = (int) fields.constant();
                int wordBytes = (int) fields.constant();
                String finish = finish(
                        layer, new Commands.Finish(post.form(), zeroPoint, post.clamp(), wordBytes, post.table()));
                Optional<String> kept = kept(fields);
                CodeBlock made = CodeBlock.of(
                        "post($L,$W$L,$W$L,$W$L,$Wpixels($L, $L),$W$L,$W$L,$W$L)",
                        TypedText.of(sync(post.sync())),
                        post.to(),
                        address,
                        accumulators,
                        count,
                        stride,
                        channels,
                        parameters,
                        finish);
                yield kept.isEmpty()
                        ? CodeBlock.of("device.post($L)", made)
                        : CodeBlock.of("device.post(keeping($L,$W$L))", made, kept.get());
            }
            case Command.Store store -> {
                String to = fields.address();
                String address = fields.number();
                String rows = fields.number() + ", " + fields.number();
                String pixels = fields.number() + ", " + fields.number();
                yield CodeBlock.of(
                        "device.store(store($L,$W$L,$W$L,$Wrows($L),$Wpixels($L),$W$L))",
                        TypedText.of(sync(store.sync())),
                        to,
                        address,
                        rows,
                        pixels,
                        fields.number());
            }
        };
    }

    /** Where words are kept; nothing for words that are not. */
    private static Optional<String> kept(Fields fields) {
        if (!fields.areConstant(4)) {
            return Optional.of(
                    fields.number() + ", " + fields.number() + ", " + fields.number() + ", " + fields.number());
        }
        Command.Kept kept = new Command.Kept(
                (int) fields.constant(), (int) fields.constant(), (int) fields.constant(), (int) fields.constant());
        return kept.isKept()
                ? Optional.of(
                        kept.address() + ", " + kept.columns() + ", " + kept.pixelStride() + ", " + kept.rowStride())
                : Optional.empty();
    }

    private static CodeBlock window(Fields fields, Command.Window window) {
        String address = fields.number();
        String heights = fields.number() + ", " + fields.number();
        String widths = fields.number() + ", " + fields.number();
        String taps = fields.number() + ", " + fields.number();
        String grid = fields.number() + ", " + fields.number() + ", " + fields.number() + ", " + fields.number();
        long bytes = fields.constant();
        String element = (window.signed() ? "I" : "U") + 8 * bytes;
        return CodeBlock.of(
                "window($L,$Wheights($L),$Wwidths($L),$Wtaps($L),$Wgrid($L),$W$L)",
                address,
                heights,
                widths,
                taps,
                grid,
                element);
    }

    private CodeBlock operation(Fields fields, LaneOperation operation) {
        return switch (operation) {
            case LaneOperation.MultiplyAdd m ->
                CodeBlock.of("multiplyAdd(weights($L, $L))", fields.number(), fields.number());
            case LaneOperation.Maximum m -> CodeBlock.of("maximum()");
            case LaneOperation.Total t -> CodeBlock.of("total()");
            case LaneOperation.AddRescaled a -> {
                String arguments = Stream.generate(fields::number).limit(8).collect(Collectors.joining(", "));
                yield CodeBlock.of("new $T($L,$W$L)", LaneOperation.AddRescaled.class, arguments, form(a.form()));
            }
        };
    }

    private String padding(String layer, Fields fields, boolean frame) {
        if (!fields.areConstant(6)) {
            String[] numbers = new String[6];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = fields.number();
            }
            return "new @Surround(" + String.join(", ", numbers) + ", " + frame + ")";
        }
        Surround padding = new Surround(
                (int) fields.constant(),
                (int) fields.constant(),
                (int) fields.constant(),
                (int) fields.constant(),
                (int) fields.constant(),
                (int) fields.constant(),
                frame);
        if (padding.equals(Surround.NONE)) {
            return "@Surround.NONE";
        }
        return share(
                List.of(layer, padding),
                layer + (frame ? " frame" : " padding"),
                Surround.class,
                "Rows above and below, pixels left and right, and the word there"
                        + (frame ? ", around what is there already." : "."),
                CodeBlock.of(
                        "new $T($L, $L, $L, $L, $L, $L)" + (frame ? ".asFrame()" : ""),
                        Surround.class,
                        padding.top(),
                        padding.bottom(),
                        padding.left(),
                        padding.right(),
                        padding.word(),
                        padding.wordBytes()));
    }

    private String finish(String layer, Commands.Finish finish) {
        if (finish.table().isPresent()) {
            return share(
                    List.of(layer, finish),
                    layer + " finish",
                    Commands.Finish.class,
                    "The table, then what makes a place in it: the requantizer, the addend and the bounds.",
                    CodeBlock.of(
                            "$T.inTable($L, $L, $L, new $T($L, $L))",
                            Commands.Finish.class,
                            finish.table().getAsInt(),
                            form(finish.form()),
                            finish.zeroPoint(),
                            Clamp.class,
                            longLiteral(finish.clamp().low()),
                            longLiteral(finish.clamp().high())));
        }
        return share(
                List.of(layer, finish),
                layer + " finish",
                Commands.Finish.class,
                "The requantizer, then the zero point, the bounds and the bytes of a word.",
                CodeBlock.of(
                        "new $T($L, $L, new $T($L, $L), $L)",
                        Commands.Finish.class,
                        form(finish.form()),
                        finish.zeroPoint(),
                        Clamp.class,
                        longLiteral(finish.clamp().low()),
                        longLiteral(finish.clamp().high()),
                        finish.wordBytes()));
    }

    /** The constant of a requantizer. */
    String form(MultiplyShift form) {
        return share(
                form,
                "requantizer " + form.text(),
                MultiplyShift.class,
                "",
                CodeBlock.of(
                        "new $T($L, $L, $T.$L)",
                        MultiplyShift.class,
                        form.multiplierBits(),
                        form.doubleRounding(),
                        Rounding.class,
                        form.rounding()));
    }

    private String sync(Sync sync) {
        if (sync.waits().isEmpty() && sync.gives().isEmpty()) {
            return "@Sync.NONE";
        }
        String name = (words("after", sync.waits()) + " " + words("then", sync.gives())).strip();
        return share(
                sync,
                name,
                Sync.class,
                "",
                CodeBlock.of("new $T($L, $L)", Sync.class, units(sync.waits()), units(sync.gives())));
    }

    private static String words(String word, Set<Unit> units) {
        return units.isEmpty()
                ? ""
                : units.stream().sorted().map(Unit::name).collect(Collectors.joining(" ", word + " ", ""));
    }

    private static CodeBlock units(Set<Unit> units) {
        CodeBlock list = units.stream()
                .sorted()
                .map(unit -> CodeBlock.of("$T.$L", Unit.class, unit))
                .collect(CodeBlock.joining(", "));
        return CodeBlock.of("$T.of($L)", Set.class, list);
    }

    /** The name of a constant for a thing, which is made once. */
    String share(Object thing, String subject, TypeName type, String javadoc, CodeBlock value) {
        return shared.computeIfAbsent(thing, key -> {
            String name = names.constant("shared " + subject + " " + constants.size(), subject);
            FieldSpec.Builder field = FieldSpec.builder(type, name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL);
            if (!javadoc.isEmpty()) {
                field.addJavadoc(javadoc);
            }
            constants.add(field.initializer(value).build());
            return name;
        });
    }

    private String share(Object thing, String subject, Class<?> type, String javadoc, CodeBlock value) {
        return share(thing, subject, TypeName.get(type), javadoc, value);
    }

    static String longLiteral(long value) {
        if (value == Long.MIN_VALUE) {
            return "Long.MIN_VALUE";
        }
        return value > Integer.MAX_VALUE || value < Integer.MIN_VALUE ? value + "L" : Long.toString(value);
    }
}
