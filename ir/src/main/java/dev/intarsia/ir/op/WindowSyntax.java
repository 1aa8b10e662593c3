package dev.intarsia.ir.op;

import dev.intarsia.ir.graph.Attribute;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.OpSyntax.Arguments;
import dev.intarsia.ir.graph.OpSyntax.Kind;
import dev.intarsia.ir.graph.OpSyntax.Parameter;
import java.util.ArrayList;
import java.util.List;

/** How the attributes of window operators are written and read. */
final class WindowSyntax {

    /** The greatest size that may be written: what lies beyond is a slip of the pen, and reaches stay inside an int. */
    private static final int LARGEST = 16_384;

    static final Parameter STRIDE = new Parameter("stride", Kind.WHOLE_NUMBERS, List.of(), number(1));
    static final Parameter PADDING =
            new Parameter("padding", Kind.WORD_OR_NUMBERS, List.of("same", "valid"), new AttributeValue.Word("valid"));
    static final Parameter DILATION = new Parameter("dilation", Kind.WHOLE_NUMBERS, List.of(), number(1));
    static final Parameter KERNEL = new Parameter("kernel", Kind.WHOLE_NUMBERS, List.of(), null);

    /** A pool says its stride: some libraries take 1 for it when it is not written, others the kernel. */
    static final Parameter POOL_STRIDE = new Parameter("stride", Kind.WHOLE_NUMBERS, List.of(), null);

    private WindowSyntax() {}

    static Sliding sliding(Arguments arguments) {
        int[] stride = sizes(arguments, "stride");
        int[] dilation = sizes(arguments, "dilation");
        return new Sliding(stride[0], stride[1], dilation[0], dilation[1], padding(arguments));
    }

    static Window pool(Arguments arguments) {
        int[] kernel = sizes(arguments, "kernel");
        int[] stride = sizes(arguments, "stride");
        return new Window(kernel[0], kernel[1], stride[0], stride[1], 1, 1, padding(arguments));
    }

    /** Refuses a pool whose windows might have no valid tap, or one with dilation. */
    static void checkPool(Window window) {
        if (window.padding() instanceof Padding.Explicit e
                && (Math.max(e.top(), e.bottom()) >= window.height()
                        || Math.max(e.left(), e.right()) >= window.width())) {
            throw new IllegalArgumentException("padding is smaller than the kernel: every window has a valid tap");
        }
        if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
            throw new IllegalArgumentException("pooling has no dilation");
        }
    }

    static Padding padding(Arguments arguments) {
        return switch (arguments.value("padding")) {
            case AttributeValue.Word(String word) when word.equals("same") -> new Padding.Same();
            case AttributeValue.Word(String word) when word.equals("valid") -> new Padding.Valid();
            case AttributeValue.Word(String word) ->
                throw new IllegalArgumentException(
                        "padding is same, valid or [top, bottom, left, right], found " + word);
            case AttributeValue.WholeNumbers n -> explicit(arguments);
            case AttributeValue.WholeNumber n -> explicit(arguments);
            case AttributeValue.RealNumber r ->
                throw new IllegalArgumentException("padding is same, valid or [top, bottom, left, right], found " + r);
        };
    }

    static Padding.Explicit explicit(Arguments arguments) {
        List<Long> sides = arguments.wholes("padding", 4);
        sides.forEach(side -> inside("padding", side, 0));
        return new Padding.Explicit(
                sides.get(0).intValue(),
                sides.get(1).intValue(),
                sides.get(2).intValue(),
                sides.get(3).intValue());
    }

    private static int[] sizes(Arguments arguments, String name) {
        return arguments.wholes(name, 2).stream()
                .mapToInt(size -> inside(name, size, 1))
                .toArray();
    }

    static int inside(String name, long number, int least) {
        if (number < least || number > LARGEST) {
            throw new IllegalArgumentException(name + " is from " + least + " to " + LARGEST + ", found " + number);
        }
        return (int) number;
    }

    static List<Attribute> attributes(Sliding sliding) {
        List<Attribute> written = new ArrayList<>();
        if (sliding.strideHeight() != 1 || sliding.strideWidth() != 1) {
            written.add(pair("stride", sliding.strideHeight(), sliding.strideWidth()));
        }
        addPadding(written, sliding.padding());
        if (sliding.dilationHeight() != 1 || sliding.dilationWidth() != 1) {
            written.add(pair("dilation", sliding.dilationHeight(), sliding.dilationWidth()));
        }
        return written;
    }

    static List<Attribute> attributes(Window pool) {
        List<Attribute> written = new ArrayList<>();
        written.add(pair("kernel", pool.height(), pool.width()));
        written.add(pair("stride", pool.strideHeight(), pool.strideWidth()));
        addPadding(written, pool.padding());
        return written;
    }

    static Attribute sides(Padding.Explicit e) {
        return new Attribute(
                "padding",
                new AttributeValue.WholeNumbers(
                        List.of((long) e.top(), (long) e.bottom(), (long) e.left(), (long) e.right())));
    }

    private static void addPadding(List<Attribute> written, Padding padding) {
        switch (padding) {
            case Padding.Valid v -> {}
            case Padding.Same s -> written.add(new Attribute("padding", new AttributeValue.Word("same")));
            case Padding.Explicit e -> written.add(sides(e));
        }
    }

    private static Attribute pair(String name, int vertical, int horizontal) {
        return new Attribute(
                name,
                vertical == horizontal
                        ? number(vertical)
                        : new AttributeValue.WholeNumbers(List.of((long) vertical, (long) horizontal)));
    }

    static AttributeValue number(long value) {
        return new AttributeValue.WholeNumber(value);
    }
}
