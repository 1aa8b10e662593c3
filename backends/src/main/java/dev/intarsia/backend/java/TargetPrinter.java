package dev.intarsia.backend.java;

import com.palantir.javapoet.CodeBlock;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.target.AccumulatorOverflow;
import dev.intarsia.ir.target.MemoryPort;
import dev.intarsia.ir.type.Shape;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prints an accelerator and the places of tensors as expressions that make them. */
final class TargetPrinter {

    private TargetPrinter() {}

    static CodeBlock expression(Accelerator target) {
        List<CodeBlock> arguments = new ArrayList<>();
        for (RecordComponent component : Accelerator.class.getRecordComponents()) {
            arguments.add(CodeBlock.of("/* $L */ $L", component.getName(), argument(value(target, component))));
        }
        return CodeBlock.of("new $T(\n$>$>$L)$<$<", Accelerator.class, CodeBlock.join(arguments, ",\n"));
    }

    private static Object value(Accelerator target, RecordComponent component) {
        try {
            return component.getAccessor().invoke(target);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record shows its fields: " + target, e);
        }
    }

    private static CodeBlock argument(Object value) {
        return switch (value) {
            case String text -> CodeBlock.of("$S", text);
            case Location place -> CodeBlock.of("new $T($S, $S)", ModelNode.class, place.describe(), "");
            case MemoryPort port ->
                CodeBlock.of(
                        "new $T($L, $L, $L)", MemoryPort.class, port.bits(), port.latencyCycles(), port.burstBytes());
            case AccumulatorOverflow overflow -> overflow(overflow);
            case Object number -> CodeBlock.of("$L", number);
        };
    }

    private static CodeBlock overflow(AccumulatorOverflow overflow) {
        return switch (overflow) {
            case AccumulatorOverflow.Wrap w -> CodeBlock.of("new $T()", AccumulatorOverflow.Wrap.class);
            case AccumulatorOverflow.SaturateEnd s -> CodeBlock.of("new $T()", AccumulatorOverflow.SaturateEnd.class);
            case AccumulatorOverflow.SaturateChunk c ->
                CodeBlock.of("new $T($L)", AccumulatorOverflow.SaturateChunk.class, c.chunk());
        };
    }

    static CodeBlock expression(TensorPlace place) {
        return CodeBlock.of(
                "new $T($S, $L, new $T($L, $L), $T.of($L))",
                TensorPlace.class,
                place.name(),
                place.address(),
                IntFormat.class,
                place.format().signed(),
                place.format().bits(),
                Shape.class,
                place.shape().sizes().stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }
}
