package dev.intarsia.frontend.onnx;

import static dev.intarsia.frontend.onnx.OnnxOperator.row;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.op.Resampling;
import dev.intarsia.ir.op.Resize;
import dev.intarsia.ir.op.TransposeConv2d;
import dev.intarsia.ir.type.Real;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators that change the size of an image. */
final class ImageRows {

    static final List<OnnxOperator> ROWS = List.of(
            row("Resize", "resize", ImageRows::resize),
            row("Upsample", "resize", ImageRows::upsample),
            row("ConvTranspose", "transpose_conv2d", ImageRows::convTranspose),
            row("DepthToSpace", "reshape, transpose", ImageRows::depthToSpace),
            row("SpaceToDepth", "reshape, transpose", ImageRows::spaceToDepth));

    private ImageRows() {}

    private static void resize(Application node) {
        if (node.number("antialias", 0) != 0 || node.number("exclude_outside", 0) != 0) {
            throw new RefusedException("it asks for antialias or exclude_outside", "resize without");
        }
        if (!node.word("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw new RefusedException("it keeps the aspect ratio", "give both sizes");
        }
        Flowing x = node.tensor(0);
        if (x.rank() != 4) {
            throw new RefusedException("its operand is " + x.dims(), "images of two spatial axes are supported");
        }
        boolean old = node.opset() < 11;
        Optional<OnnxTensor> scales = node.knownIfGiven(old ? 1 : 2, "scales").filter(t -> t.elements() > 0);
        Optional<List<Long>> sizes = node.has(3) ? Optional.of(node.knownWholes(3, "sizes")) : Optional.empty();
        List<Integer> axes = node.wholes("axes")
                .map(list ->
                        list.stream().map(axis -> Application.axis(axis, 4)).toList())
                .orElse(AxisOrder.identity(4));
        double[] factor = {1, 1, 1, 1};
        int[] to = x.dims().stream().mapToInt(Integer::intValue).toArray();
        for (int i = 0; i < axes.size(); i++) {
            int axis = axes.get(i);
            if (sizes.isPresent() && i < sizes.get().size()) {
                to[axis] = Windows.inside("a size", sizes.get().get(i), 1);
                factor[axis] = 0;
            } else if (scales.isPresent() && i < scales.get().elements()) {
                factor[axis] = scales.get().number(i);
                to[axis] = Windows.inside("a size", (long) Math.floor((float) factor[axis] * x.size(axis)), 1);
            } else {
                throw new RefusedException("neither sizes nor scales are given", "export the model again");
            }
        }
        if (to[0] != x.size(0) || to[1] != x.size(1)) {
            throw new RefusedException("it resizes batch or channels", "resize the spatial axes");
        }
        boolean wholeSizes = List.of(2, 3).stream().allMatch(axis -> factor[axis] * x.size(axis) == to[axis])
                || factor[2] == 0 && factor[3] == 0;
        if (!wholeSizes && node.word("coordinate_transformation_mode", "").equals("align_corners")) {
            throw new RefusedException(
                    "it aligns corners by scales that give no whole sizes, on which engines disagree",
                    "give sizes instead of scales");
        }
        String standard = old ? "asymmetric" : "half_pixel";
        resized(
                node,
                x,
                new Resize(
                        method(node.word("mode", "nearest")),
                        coordinates(node.word("coordinate_transformation_mode", standard)),
                        nearest(node.word("nearest_mode", old ? "floor" : "round_prefer_floor")),
                        to[2],
                        to[3],
                        factor[2],
                        factor[3],
                        node.real("cubic_coeff_a", -0.75)));
    }

    private static void upsample(Application node) {
        Flowing x = node.tensor(0);
        OnnxTensor scales = node.known(1, "scales");
        if (x.rank() != 4 || scales.elements() != 4 || scales.number(0) != 1 || scales.number(1) != 1) {
            throw new RefusedException("it resizes " + x.dims(), "images of two spatial axes are supported");
        }
        resized(
                node,
                x,
                new Resize(
                        method(node.word("mode", "nearest")),
                        Resampling.Coordinates.ASYMMETRIC,
                        Resampling.Nearest.FLOOR,
                        Windows.inside("a size", (long) (scales.number(2) * x.size(2)), 1),
                        Windows.inside("a size", (long) (scales.number(3) * x.size(3)), 1),
                        scales.number(2),
                        scales.number(3),
                        -0.75));
    }

    private static void resized(Application node, Flowing x, Resize resize) {
        String image = Windows.image(node, x);
        node.result(Windows.back(node, x, node.emitKeeping(resize, image)), x.type());
    }

    private static Resampling.Method method(String mode) {
        return switch (mode) {
            case "nearest" -> Resampling.Method.NEAREST;
            case "linear", "bilinear" -> Resampling.Method.LINEAR;
            case "cubic" -> Resampling.Method.CUBIC;
            default -> throw new RefusedException("the mode is " + mode, "nearest, linear and cubic are supported");
        };
    }

    private static Resampling.Coordinates coordinates(String mode) {
        return switch (mode) {
            case "asymmetric" -> Resampling.Coordinates.ASYMMETRIC;
            case "half_pixel" -> Resampling.Coordinates.HALF_PIXEL;
            case "pytorch_half_pixel" -> Resampling.Coordinates.PYTORCH_HALF_PIXEL;
            case "align_corners" -> Resampling.Coordinates.ALIGN_CORNERS;
            case "half_pixel_symmetric" -> Resampling.Coordinates.HALF_PIXEL_SYMMETRIC;
            default -> throw new RefusedException("coordinates are counted as " + mode, "resize the whole image");
        };
    }

    private static Resampling.Nearest nearest(String mode) {
        return switch (mode) {
            case "floor" -> Resampling.Nearest.FLOOR;
            case "ceil" -> Resampling.Nearest.CEIL;
            case "round_prefer_floor" -> Resampling.Nearest.ROUND_PREFER_FLOOR;
            case "round_prefer_ceil" -> Resampling.Nearest.ROUND_PREFER_CEIL;
            default -> throw new RefusedException("the nearest is found by " + mode, "export the model again");
        };
    }

    private static void convTranspose(Application node) {
        Flowing x = node.tensor(0);
        List<Integer> dims = node.dims(1);
        if (x.rank() != 3 && x.rank() != 4 || dims.size() != x.rank()) {
            throw new RefusedException(
                    "its operands are " + x.dims() + " and " + dims, "one or two spatial axes are supported");
        }
        int axes = x.rank() - 2;
        int groups = Windows.inside("group", node.whole("group", 1), 1);
        List<Integer> strides = Windows.sizes(node, "strides", axes, 1);
        List<Integer> dilations = Windows.sizes(node, "dilations", axes, 1);
        List<Integer> cut = new ArrayList<>();
        List<Integer> to = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            extent(node, i, axes, x, dims, strides.get(i), dilations.get(i), cut, to);
        }
        String image = Windows.image(node, x);
        List<String> operands = new ArrayList<>(List.of(image, weights(node, dims, groups)));
        if (node.has(2)) {
            operands.add(Weights.plain(node, 2, "bias"));
        }
        boolean row = axes == 1;
        TransposeConv2d op = new TransposeConv2d(
                row ? 1 : strides.get(0),
                strides.getLast(),
                row ? 1 : dilations.get(0),
                dilations.getLast(),
                row ? 0 : cut.get(0),
                cut.getLast(),
                row ? 1 : to.get(0),
                to.getLast(),
                groups);
        node.result(Windows.back(node, x, node.emit(op, Real.REAL, operands)), x.type());
    }

    /** What is cut off in front of an axis of the result, and its size. */
    private static void extent(
            Application node,
            int i,
            int axes,
            Flowing x,
            List<Integer> dims,
            int stride,
            int dilation,
            List<Integer> cut,
            List<Integer> to) {
        int extra = Windows.inside(
                "output_padding",
                Windows.wholes(node, "output_padding", 1, axes, 0).get(i),
                0);
        long full = (long) stride * (x.size(2 + i) - 1) + extra + (long) dilation * (dims.get(2 + i) - 1) + 1;
        Optional<List<Long>> shape = node.wholes("output_shape");
        if (shape.filter(list -> list.size() < axes).isPresent()) {
            throw new RefusedException(
                    "output_shape is " + shape.get() + " for " + axes + " spatial axes", "export the model again");
        }
        Optional<Long> wanted = shape.map(list -> list.get(list.size() - axes + i));
        String automatic = node.word("auto_pad", "NOTSET");
        boolean same = automatic.startsWith("SAME");
        if (same && wanted.isEmpty()) {
            wanted = Optional.of((long) x.size(2 + i) * stride);
        }
        if (wanted.isPresent()) {
            long total = Math.max(0, full - wanted.get());
            long before = automatic.equals("SAME_UPPER") ? total / 2 : total - total / 2;
            cut.add(Windows.inside("what is cut off", before, 0));
            to.add(Windows.inside("a size", wanted.get(), 1));
        } else {
            List<Long> pads = Windows.wholes(node, "pads", 2, axes, 0);
            cut.add(Windows.inside("pads", pads.get(i), 0));
            to.add(Windows.inside("a size", full - pads.get(i) - pads.get(axes + i), 1));
        }
    }

    /** Weights {@code C k/groups (r) s} as {@code k r s C/groups}: within each group inputs and outputs change places. */
    private static String weights(Application node, List<Integer> dims, int groups) {
        Weights weights = Weights.of(node, 1, "weights");
        int inputs = dims.get(0) / groups;
        int outputs = dims.get(1);
        List<Integer> kernel = dims.size() == 4 ? dims.subList(2, 4) : List.of(1, dims.get(2));
        if (inputs * groups != dims.get(0)) {
            throw new RefusedException("its weights " + dims + " do not fall into " + groups + " groups", "");
        }
        Weights grouped = weights.reshaped(List.of(groups, inputs, outputs, kernel.get(0), kernel.get(1)));
        return grouped.transposed(List.of(0, 2, 3, 4, 1))
                .reshaped(List.of(groups * outputs, kernel.get(0), kernel.get(1), inputs))
                .constant(node);
    }

    private static void depthToSpace(Application node) {
        Flowing x = node.tensor(0);
        int b = Windows.inside("blocksize", node.whole("blocksize", 1), 1);
        if (x.rank() != 4 || x.size(1) % (b * b) != 0) {
            throw new RefusedException("its operand is " + x.dims(), "channels are a multiple of the block");
        }
        int c = x.size(1) / (b * b);
        boolean depthFirst = node.word("mode", "DCR").equals("DCR");
        List<Integer> apart = depthFirst
                ? List.of(x.size(0), b, b, c, x.size(2), x.size(3))
                : List.of(x.size(0), c, b, b, x.size(2), x.size(3));
        List<Integer> order = depthFirst ? List.of(0, 3, 4, 1, 5, 2) : List.of(0, 1, 4, 2, 5, 3);
        Flowing moved = node.transpose(node.reshape(x, apart), order);
        node.result(0, node.reshape(moved, List.of(x.size(0), c, x.size(2) * b, x.size(3) * b)));
    }

    private static void spaceToDepth(Application node) {
        Flowing x = node.tensor(0);
        int b = Windows.inside("blocksize", node.whole("blocksize", 1), 1);
        if (x.rank() != 4 || x.size(2) % b != 0 || x.size(3) % b != 0) {
            throw new RefusedException("its operand is " + x.dims(), "both sizes are multiples of the block");
        }
        int height = x.size(2) / b;
        int width = x.size(3) / b;
        Flowing apart = node.reshape(x, List.of(x.size(0), x.size(1), height, b, width, b));
        Flowing moved = node.transpose(apart, List.of(0, 3, 5, 1, 2, 4));
        node.result(0, node.reshape(moved, List.of(x.size(0), x.size(1) * b * b, height, width)));
    }
}
