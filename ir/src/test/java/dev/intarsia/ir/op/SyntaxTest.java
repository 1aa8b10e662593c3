package dev.intarsia.ir.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.AttributeValue.RealNumber;
import dev.intarsia.ir.graph.AttributeValue.WholeNumber;
import dev.intarsia.ir.graph.AttributeValue.WholeNumbers;
import dev.intarsia.ir.graph.AttributeValue.Word;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.OpSyntax;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How operators are written and read. */
class SyntaxTest {

    private static final List<Op> EXAMPLES = List.of(
            new Conv2d(Sliding.unit(new Padding.Valid()), 1),
            new Conv2d(new Sliding(2, 1, 1, 3, new Padding.Same()), 4),
            new DepthwiseConv2d(Sliding.strided(2, new Padding.Explicit(0, 1, 2, 3))),
            new Dense(),
            new Add(),
            new MaxPool(new Window(2, 3, 2, 2, 1, 1, new Padding.Same())),
            new AveragePool(new Window(3, 3, 1, 2, 1, 1, new Padding.Explicit(1, 1, 1, 1))),
            new GlobalAveragePool(),
            new Relu(),
            new Relu6(),
            new Clip(-0.1, 6),
            new BatchNorm(0.001),
            new BatchNorm(1e-5),
            new Reshape(Shape.of(1, 4, 7)),
            new Flatten(),
            new Transpose(List.of(0, 3, 1, 2)),
            new Pad(new Padding.Explicit(1, 2, 3, 4)),
            new Softmax(),
            new Quantize(),
            new Quantize(Rounding.HALF_EVEN),
            new Dequantize(),
            new Softmax(1),
            new TransposeConv2d(2, 1, 1, 3, 1, 0, 9, 8, 2),
            new TransposeConv2d(1, 1, 1, 1, 0, 0, 3, 3, 1),
            Resize.nearest(4, 5, true, false),
            Resize.bilinear(4, 5, false, true),
            new Resize(
                    Resampling.Method.CUBIC,
                    Resampling.Coordinates.ASYMMETRIC,
                    Resampling.Nearest.CEIL,
                    3,
                    4,
                    1.5,
                    0.25,
                    -0.5),
            new Sub(),
            new Mul(),
            new Maximum(),
            new Minimum(),
            new Concat(-1),
            new Concat(2),
            Slice.along(1, 2, 3),
            new Slice(List.of(1, 2), List.of(3, 0), List.of(2, 2), List.of(-2, 1)),
            new Gather(1, List.of(2, 0)),
            new Tile(List.of(1, 2)),
            new Expand(Shape.of(1, 4)),
            new PadAxes(List.of(0, 1), List.of(0, 2), PadAxes.Border.CONSTANT, -1),
            new PadAxes(List.of(0, 1), List.of(0, 2), PadAxes.Border.EDGE, 0),
            new PRelu(),
            new LogSoftmax(-1),
            new Dense(Activations.SYMMETRIC),
            new Hardmax(1),
            new LocalResponseNorm(1, 2, 1, 0.25, 0.5),
            new MatMul(),
            new Where(),
            new MultiThreshold(2, -1),
            new ArgReduce(true, 1, true, false),
            new ArgReduce(false, -1, false, true),
            new Elementwise(Function.ELU, List.of(0.5)));

    private static List<Op> examples() {
        List<Op> examples = new ArrayList<>(EXAMPLES);
        for (Function function : Function.values()) {
            examples.add(new Elementwise(function));
        }
        for (BinaryFunction function : BinaryFunction.values()) {
            examples.add(new Binary(function));
        }
        for (Reduction reduction : Reduction.values()) {
            examples.add(new Reduce(reduction, List.of(1, 2), reduction == Reduction.MAX));
        }
        return examples;
    }

    @Test
    void whatIsWrittenReadsBackAsTheSameOperator() {
        for (Op op : examples()) {
            OpSyntax syntax = Operators.named(op.mnemonic()).orElseThrow();
            Map<String, AttributeValue> written = new HashMap<>();
            op.attributes().forEach(attribute -> written.put(attribute.name(), attribute.value()));
            assertEquals(op, make(syntax, written));
        }
    }

    @Test
    void everyOperatorHasAnExample() {
        Set<String> mnemonics = new HashSet<>();
        examples().forEach(op -> mnemonics.add(op.mnemonic()));
        Operators.ALL.forEach(syntax -> assertTrue(mnemonics.contains(syntax.mnemonic()), syntax.mnemonic()));
        assertEquals(Operators.ALL.size(), mnemonics.size());
    }

    @Test
    void standardsAreNotWritten() {
        for (Op op : examples()) {
            OpSyntax syntax = Operators.named(op.mnemonic()).orElseThrow();
            for (Attribute attribute : op.attributes()) {
                OpSyntax.Parameter parameter = syntax.parameters().stream()
                        .filter(p -> p.name().equals(attribute.name()))
                        .findFirst()
                        .orElseThrow();
                assertTrue(!attribute.value().equals(parameter.standard()), op + " writes " + attribute);
            }
        }
    }

    @Test
    void contradictionsAreRefusedInTheUsersWords() {
        refuses("conv2d", Map.of("stride", new WholeNumber(0)), "stride is from 1 to 16384, found 0");
        refuses("conv2d", Map.of("stride", new WholeNumbers(List.of(1L, 2L, 3L))), "stride has 2 numbers, found 3");
        refuses(
                "conv2d",
                Map.of("padding", new Word("full")),
                "padding is same, valid or [top, bottom, left, right], found full");
        refuses("conv2d", Map.of("groups", new WholeNumber(0)), "groups is from 1 to 16384, found 0");
        refuses(
                "max_pool",
                Map.of(
                        "kernel",
                        new WholeNumber(2),
                        "stride",
                        new WholeNumber(2),
                        "padding",
                        new WholeNumbers(List.of(2L, 0L, 0L, 0L))),
                "padding is smaller than the kernel: every window has a valid tap");
        refuses(
                "clamp",
                Map.of("low", new RealNumber(1), "high", new RealNumber(0)),
                "low is at most high, found 1.0 and 0.0");
        refuses("batch_norm", Map.of("epsilon", new RealNumber(-1)), "epsilon is a number from 0, found -1.0");
        refuses(
                "reshape",
                Map.of("shape", new WholeNumbers(List.of(1L, 0L))),
                "every axis of a shape has at least one element, found 0");
        refuses("reshape", Map.of("shape", new Word("flat")), "shape is a list of whole numbers, found flat");
    }

    private static void refuses(String mnemonic, Map<String, AttributeValue> written, String message) {
        OpSyntax syntax = Operators.named(mnemonic).orElseThrow();
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> make(syntax, written))
                        .getMessage());
    }

    private static Op make(OpSyntax syntax, Map<String, AttributeValue> written) {
        Map<String, AttributeValue> all = new HashMap<>(written);
        for (OpSyntax.Parameter parameter : syntax.parameters()) {
            if (!parameter.required()) {
                all.putIfAbsent(parameter.name(), parameter.standard());
            }
        }
        return syntax.make().apply(new OpSyntax.Arguments(all));
    }
}
