package dev.intarsia.ir.command;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.List;
import java.util.Objects;

/**
 * A whole network for an accelerator: where everything lies in memory, and what is done, layer after layer.
 *
 * @param source the program that it computes
 * @param target the machine that it is for
 * @param memoryBytes the size of the memory outside
 * @param tensors where the graph's inputs and nodes lie; tensors that are never alive together may share bytes
 * @param images known words that are in memory before the first inference
 * @param layers in order; all commands of a layer come before those of the next in each queue
 */
public record CommandProgram(
        Program source,
        Accelerator target,
        int memoryBytes,
        List<TensorPlace> tensors,
        List<Image> images,
        List<Layer> layers) {

    public CommandProgram {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        tensors = List.copyOf(tensors);
        images = List.copyOf(images);
        layers = List.copyOf(layers);
    }

    /**
     * A tensor in memory: dense, row-major, channels last, one inference.
     *
     * @param name its name in the graph
     * @param address of its first byte
     * @param format of a word
     * @param shape without the batch axis
     */
    public record TensorPlace(String name, int address, IntFormat format, Shape shape) {

        /** Bytes of one word in memory. */
        public int wordBytes() {
            return format.bytes();
        }

        public int bytes() {
            return wordBytes() * shape.elements();
        }
    }

    /**
     * Known bytes in memory: a layer's weights, re-laid for its schedule, or its parameter entries.
     *
     * @param name for people
     * @param address of its first byte
     * @param content the bytes, as one axis of u8 words
     */
    public record Image(String name, int address, RawTensor content) {}

    /** One node of the graph. */
    public sealed interface Layer {
        /** The node's name. */
        String node();

        Location location();
    }

    /**
     * A node that the accelerator computes.
     *
     * @param summary one line for people, for example {@code 3×3 convolution, stride 2, 28×28×1 → 14×14×16}
     * @param macs multiply-accumulates of one inference; 0 where there are none
     * @param commands in program order
     */
    public record DeviceLayer(String node, String summary, long macs, List<Command> commands, Location location)
            implements Layer {
        public DeviceLayer {
            commands = List.copyOf(commands);
        }
    }

    /** A node that the host computes between two layers, once every command before it has ended. */
    public record HostLayer(String node, String summary, Kernel kernel, Location location) implements Layer {}

    /** A node that costs nothing: its tensor has the words of its operand at the operand's own place. */
    public record AliasLayer(String node, Location location) implements Layer {}
}
