package dev.intarsia.ir.op;

import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * One application of an operator's shape rule: what it was given, and where to report what does not fit.
 *
 * @param mnemonic the operator
 * @param operands the operands' shapes, batch axis included
 */
record ShapeRule(String mnemonic, List<Shape> operands, Location place, Diagnostics diagnostics) {

    Shape operand(int index) {
        return operands.get(index);
    }

    /** Reports, and gives no shape. */
    Optional<Shape> refuse(String message, String help) {
        diagnostics.error(place, message, help);
        return Optional.empty();
    }

    /** Whether there are this many operands; reports when not. */
    boolean hasOperands(int least, int most) {
        if (operands.size() < least || operands.size() > most) {
            refuse(
                    mnemonic + " takes "
                            + (least == most
                                    ? least
                                    : most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most)
                            + " operands, found "
                            + operands.size(),
                    "");
            return false;
        }
        return true;
    }

    /** Whether an operand is an image [n, h, w, c]; reports when not. */
    boolean isImage(int index) {
        return hasAxes(index, 4, "an image [n, h, w, c]", "bring it to four axes with reshape");
    }

    /** Whether an operand has this many axes; reports when not. */
    boolean hasAxes(int index, int rank, String what, String help) {
        if (operand(index).rank() != rank) {
            refuse(mnemonic + " takes " + what + ", found the shape " + operand(index), help);
            return false;
        }
        return true;
    }

    /** Whether an operand, when it is there, has one element for each channel; reports when not. */
    boolean isPerChannel(int index, String what, int channels) {
        if (index < operands.size() && !operand(index).equals(Shape.of(channels))) {
            refuse(
                    "the " + what + " has the shape " + operand(index) + ", but there are " + channels + " channels",
                    "give the " + what + " the shape " + Shape.of(channels));
            return false;
        }
        return true;
    }

    /** The result of a window with this many channels, unless the window does not fit the image. */
    Optional<Shape> slide(Window window, int channels) {
        Shape image = operand(0);
        int height = window.outputHeight(image.size(1));
        int width = window.outputWidth(image.size(2));
        if (height < 1 || width < 1) {
            return refuse(
                    "a " + window.reachHeight() + "×" + window.reachWidth() + " window does not fit the "
                            + image.size(1) + "×" + image.size(2) + " input",
                    "write padding: same, or take a smaller kernel or dilation");
        }
        return Optional.of(Shape.of(image.size(0), height, width, channels));
    }

    /** The shape that all operands are repeated to, unless they do not fit one another. */
    Optional<Shape> broadcast() {
        Optional<Shape> shape = Broadcast.shape(operands);
        return shape.isPresent()
                ? shape
                : refuse(
                        mnemonic + " takes tensors whose axes are equal or 1, found "
                                + operands.stream().map(Shape::toString).collect(Collectors.joining(" and ")),
                        "");
    }

    /** An axis of an operand, counted from the end where it is negative; reports one that the operand does not have. */
    OptionalInt axis(int index, int axis) {
        int rank = operand(index).rank();
        if (axis < -rank || axis >= rank) {
            refuse(
                    mnemonic + " along axis " + axis + " of the shape " + operand(index),
                    "its axes are 0 to " + (rank - 1));
            return OptionalInt.empty();
        }
        return OptionalInt.of(axis < 0 ? axis + rank : axis);
    }

    /** Whether operand 1 holds weights [k, r, s, c ÷ groups] for the image, and operand 2, if it is there, a bias; reports when not. */
    boolean weightsFit(int groups) {
        if (!hasAxes(1, 4, "weights [k, r, s, c]", "give the weights four axes, output channels first")) {
            return false;
        }
        Shape weights = operand(1);
        int channels = operand(0).size(3);
        int outputs = weights.size(0);
        if (channels % groups != 0 || outputs % groups != 0) {
            refuse(
                    channels + " input and " + outputs + " output channels do not fall into " + groups + " groups",
                    "groups divides both");
            return false;
        }
        if (weights.size(3) != channels / groups) {
            refuse(
                    "the weights " + weights + " take " + weights.size(3) + " channels"
                            + (groups == 1 ? "" : " a group") + ", but the image " + operand(0) + " has "
                            + channels / groups,
                    "the weights' last axis is the number of input channels" + (groups == 1 ? "" : " of a group"));
            return false;
        }
        return isPerChannel(2, "bias", outputs);
    }
}
