package dev.intarsia.frontend.onnx;

import dev.intarsia.frontend.onnx.Value.Flowing;
import dev.intarsia.ir.op.Padding;
import dev.intarsia.ir.op.Sliding;
import dev.intarsia.ir.op.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The attributes of an operator with a window over one or two spatial axes, as ONNX writes them. One axis is read as the width of an image
 * of one row.
 *
 * @param kernel rows and columns
 * @param pads top, left, bottom, right, rounding up of the output's size included
 */
record Windows(List<Integer> kernel, List<Integer> strides, List<Integer> dilations, List<Integer> pads) {

    /**
     * Reads the attributes.
     *
     * @param image the operand, {@code n c} and its spatial axes
     * @param kernelSizes the kernel's sizes along the spatial axes
     */
    static Windows of(Application node, Flowing image, List<Integer> kernelSizes) {
        int axes = image.rank() - 2;
        if (axes < 1 || axes > 2) {
            throw new RefusedException(
                    "its operand " + image.dims() + " has " + Math.max(0, axes) + " spatial axes",
                    "windows over one or two axes are supported");
        }
        if (kernelSizes.size() != axes) {
            throw new RefusedException(
                    "its kernel " + kernelSizes + " does not fit an operand " + image.dims(), "export the model again");
        }
        List<Integer> strides = sizes(node, "strides", axes, 1);
        List<Integer> dilations = sizes(node, "dilations", axes, 1);
        List<Integer> reaches = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            reaches.add(dilations.get(i) * (kernelSizes.get(i) - 1) + 1);
        }
        List<Integer> spatial = image.dims().subList(2, image.rank());
        List<Integer> pads = pads(node, spatial, reaches, strides);
        if (node.number("ceil_mode", 0) != 0) {
            pads = roundedUp(spatial, reaches, strides, pads);
        }
        return axes == 2
                ? new Windows(kernelSizes, strides, dilations, pads)
                : new Windows(
                        List.of(1, kernelSizes.getFirst()),
                        List.of(1, strides.getFirst()),
                        List.of(1, dilations.getFirst()),
                        List.of(0, pads.get(0), 0, pads.get(1)));
    }

    static List<Integer> sizes(Application node, String attribute, int count, int standard) {
        return wholes(node, attribute, 1, count, standard).stream()
                .map(size -> inside(attribute, size, 1))
                .toList();
    }

    /** So many numbers for each of some spatial axes, as they are written or all the standard one. */
    static List<Long> wholes(Application node, String attribute, int each, int axes, long standard) {
        List<Long> written = node.wholes(attribute)
                .filter(list -> !list.isEmpty())
                .orElse(Collections.nCopies(each * axes, standard));
        if (written.size() != each * axes) {
            throw new RefusedException(
                    attribute + " is " + written + " for " + axes + " spatial axes", "export the model again");
        }
        return written;
    }

    static int inside(String what, long size, int least) {
        if (size < least || size > 1 << 14) {
            throw new RefusedException(what + " is " + size, "it is from " + least + " to " + (1 << 14));
        }
        return (int) size;
    }

    /** Begin of each axis, then end of each axis. */
    private static List<Integer> pads(
            Application node, List<Integer> spatial, List<Integer> reaches, List<Integer> strides) {
        int axes = spatial.size();
        String automatic = node.word("auto_pad", "NOTSET");
        switch (automatic) {
            case "NOTSET", "" -> {
                return wholes(node, "pads", 2, axes, 0).stream()
                        .map(size -> inside("pads", size, 0))
                        .toList();
            }
            case "VALID" -> {
                return Collections.nCopies(2 * axes, 0);
            }
            case "SAME_UPPER", "SAME_LOWER" -> {
                List<Integer> begins = new ArrayList<>();
                List<Integer> ends = new ArrayList<>();
                for (int i = 0; i < axes; i++) {
                    int outputs = Math.ceilDiv(spatial.get(i), strides.get(i));
                    int total = Math.max(0, (outputs - 1) * strides.get(i) + reaches.get(i) - spatial.get(i));
                    int smaller = total / 2;
                    begins.add(automatic.equals("SAME_UPPER") ? smaller : total - smaller);
                    ends.add(automatic.equals("SAME_UPPER") ? total - smaller : smaller);
                }
                begins.addAll(ends);
                return begins;
            }
            default -> throw new RefusedException("auto_pad is " + automatic, "export the model again");
        }
    }

    /**
     * Pads grown at the ends, so that a last window which is only partly inside counts too. A window that would begin in the padding at
     * the end does not.
     */
    private static List<Integer> roundedUp(
            List<Integer> spatial, List<Integer> reaches, List<Integer> strides, List<Integer> pads) {
        List<Integer> grown = new ArrayList<>(pads);
        int axes = spatial.size();
        for (int i = 0; i < axes; i++) {
            int room = spatial.get(i) + pads.get(i) + pads.get(axes + i) - reaches.get(i);
            if (room < 0) {
                continue;
            }
            int outputs = Math.ceilDiv(room, strides.get(i)) + 1;
            if ((outputs - 1) * strides.get(i) >= spatial.get(i) + pads.get(i)) {
                outputs--;
            }
            grown.set(axes + i, pads.get(axes + i) + (outputs - 1) * strides.get(i) - room);
        }
        return grown.stream().map(size -> Math.max(0, size)).toList();
    }

    boolean isPadded() {
        return pads.stream().anyMatch(size -> size > 0);
    }

    private Padding padding() {
        return isPadded()
                ? new Padding.Explicit(pads.get(0), pads.get(2), pads.get(1), pads.get(3))
                : new Padding.Valid();
    }

    Sliding sliding() {
        return new Sliding(strides.get(0), strides.get(1), dilations.get(0), dilations.get(1), padding());
    }

    Window window() {
        return new Window(
                kernel.get(0),
                kernel.get(1),
                strides.get(0),
                strides.get(1),
                dilations.get(0),
                dilations.get(1),
                padding());
    }

    /** The operand as an image with its channels last. */
    static String image(Application node, Flowing operand) {
        String tensor = operand.tensor();
        if (node.leadingAxes() == 1) {
            if (operand.size(0) != 1) {
                throw new RefusedException("it reads several images of a batch that was moved", "");
            }
            tensor = node.emitKeeping(GraphOps.reshape(operand.dims()), tensor);
        }
        if (operand.rank() == 4) {
            return node.emitKeeping(GraphOps.transpose(List.of(0, 2, 3, 1)), tensor);
        }
        String last = node.emitKeeping(GraphOps.transpose(List.of(0, 2, 1)), tensor);
        return node.emitKeeping(GraphOps.reshape(List.of(operand.size(0), 1, operand.size(2), operand.size(1))), last);
    }

    /** The result of an operator on images in the file's order of axes, of as many axes as the operand has. */
    static String back(Application node, Flowing operand, String image) {
        List<Integer> sizes = node.draft().type(image).shape().sizes();
        String tensor;
        List<Integer> dims;
        if (operand.rank() == 4) {
            tensor = node.emitKeeping(GraphOps.transpose(List.of(0, 3, 1, 2)), image);
            dims = List.of(sizes.get(0), sizes.get(3), sizes.get(1), sizes.get(2));
        } else {
            String row = node.emitKeeping(GraphOps.reshape(List.of(sizes.get(0), sizes.get(2), sizes.get(3))), image);
            tensor = node.emitKeeping(GraphOps.transpose(List.of(0, 2, 1)), row);
            dims = List.of(sizes.get(0), sizes.get(3), sizes.get(2));
        }
        if (node.leadingAxes() == 0) {
            return tensor;
        }
        List<Integer> outside = new ArrayList<>(dims);
        outside.addFirst(1);
        return node.emitKeeping(GraphOps.reshape(outside), tensor);
    }

    /** The kernel's sizes where an attribute gives them. */
    static List<Integer> kernelShape(Application node) {
        return Optional.of(node.wholes("kernel_shape")
                        .orElseThrow(() -> new RefusedException("kernel_shape is missing", "export the model again")))
                .get()
                .stream()
                .map(size -> inside("kernel_shape", size, 1))
                .toList();
    }
}
