package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.ir.op.AveragePool;
import dev.intarsia.ir.op.MaxPool;
import dev.intarsia.ir.op.Pad;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Window;
import java.util.List;

/** Pooling, over one or two axes. */
final class Pooling {

    static final List<OnnxOperator> ROWS = List.of(
            OnnxOperator.row("MaxPool", "max_pool", Pooling::max),
            OnnxOperator.row("AveragePool", "average_pool", Pooling::average),
            OnnxOperator.row("GlobalMaxPool", "max_pool", Pooling::globalMax));

    private Pooling() {}

    private static Window window(Application node, Flowing x) {
        return withoutEmptyWindows(
                Windows.of(node, x, Windows.kernelShape(node)).window());
    }

    /** Pooling has no dilation here, and every window has a valid tap. */
    private static Window withoutEmptyWindows(Window window) {
        if (window.dilationHeight() != 1 || window.dilationWidth() != 1) {
            throw new RefusedException("it has dilations", "pool without dilations");
        }
        if (window.padding() instanceof Padding.Explicit e
                && (Math.max(e.top(), e.bottom()) >= window.height()
                        || Math.max(e.left(), e.right()) >= window.width())) {
            throw new RefusedException("a window lies wholly in the padding", "pad less than the kernel");
        }
        return window;
    }

    private static void max(Application node) {
        node.onlyOutputs(1, "indices of the greatest are not supported: remove what reads them");
        Flowing x = node.tensor(0);
        String image = node.emitKeeping(new MaxPool(window(node, x)), Windows.image(node, x));
        node.result(Windows.back(node, x, image), x.type());
    }

    private static void average(Application node) {
        Flowing x = node.tensor(0);
        Window window = window(node, x);
        String image = Windows.image(node, x);
        if (node.number("count_include_pad", 0) != 0 && window.padding() instanceof Padding.Explicit e) {
            // Padded zeros count as elements: pad first, then there are none.
            if (node.number("ceil_mode", 0) != 0) {
                throw new RefusedException("count_include_pad together with ceil_mode", "set one of the two to 0");
            }
            image = node.emitKeeping(new Pad(e), image);
            window = new Window(
                    window.height(),
                    window.width(),
                    window.strideHeight(),
                    window.strideWidth(),
                    1,
                    1,
                    new Padding.Valid());
        }
        node.result(Windows.back(node, x, node.emitKeeping(new AveragePool(window), image)), x.type());
    }

    private static void globalMax(Application node) {
        Flowing x = node.tensor(0);
        if (x.rank() != 3 && x.rank() != 4) {
            throw new RefusedException("its operand is " + x.dims(), "one or two spatial axes are supported");
        }
        int height = x.rank() == 4 ? x.size(2) : 1;
        Window whole = new Window(height, x.size(-1), 1, 1, 1, 1, new Padding.Valid());
        String image = node.emitKeeping(new MaxPool(whole), Windows.image(node, x));
        node.result(Windows.back(node, x, image), x.type());
    }
}
