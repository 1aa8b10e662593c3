package dev.intarsia.simulator.sketch;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Command.Window;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.AliasLayer;
import dev.intarsia.ir.command.CommandProgram.DeviceLayer;
import dev.intarsia.ir.command.CommandProgram.HostLayer;
import dev.intarsia.ir.command.CommandProgram.Image;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.command.Scratchpad;
import dev.intarsia.ir.command.Sync;
import dev.intarsia.ir.command.Unit;
import dev.intarsia.ir.diagnostic.Location;
import dev.intarsia.ir.diagnostic.ModelNode;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.QuantizedGraph;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.target.Accelerator;
import dev.intarsia.ir.type.Quantized;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Scale;
import dev.intarsia.ir.type.Shape;
import dev.intarsia.ir.type.TensorType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Builds the command program of a chain of layers with random weights: single-buffered, every layer whole in the scratchpads. Beside
 * each layer it keeps what the layer means, written as plain loops over tensors.
 */
public final class NetworkSketch {

    private final Accelerator target;
    private final Random random;
    private final List<TensorPlace> tensors = new ArrayList<>();
    private final List<Image> images = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<CommandProgram.Layer> layers = new ArrayList<>();
    private final List<UnaryOperator<RawTensor>> meanings = new ArrayList<>();
    private boolean stored;
    private int memoryEnd;

    public NetworkSketch(Accelerator target, long seed, Shape image, IntFormat format) {
        this.target = target;
        this.random = new Random(seed);
        place("image", format, image);
    }

    /** A convolution with padding so that the size is divided by the stride, single rounding half up, 8-bit result. */
    public NetworkSketch convolution(String name, int outputs, int kernel, int stride) {
        TensorPlace in = tensors.getLast();
        Shape size = in.shape();
        int height = (size.size(0) + stride - 1) / stride;
        int width = (size.size(1) + stride - 1) / stride;
        TensorPlace out = place(name, IntFormat.I8, Shape.of(height, width, outputs));
        int depth = size.size(2);
        int taps = kernel * kernel * depth;
        byte[] weights = new byte[outputs * taps];
        random.nextBytes(weights);
        int[] bias = random.ints(outputs, -1000, 1000).toArray();
        int[] multiplier = random.ints(outputs, 1 << 20, 1 << 30).toArray();
        int shift = 30 + (int) (Math.log(taps * 16.0) / Math.log(2));
        int zero = in.format().signed() ? -3 : 7;
        Convolution meaning = new Convolution(
                kernel, stride, outputs, weights, bias, multiplier, shift, zero, MultiplyShift.SINGLE, 5);
        List<Command> commands = commands(in, out, meaning);
        ModelNode location = new ModelNode("sketch.inta", "node " + name);
        long macs = (long) height * width * outputs * taps;
        node(name, out, location);
        layers.add(new DeviceLayer(
                name, kernel + "×" + kernel + " convolution, stride " + stride, macs, commands, location));
        meanings.add(meaning::apply);
        return this;
    }

    private List<Command> commands(TensorPlace in, TensorPlace out, Convolution c) {
        int cols = target.cols();
        int rows = target.rows();
        Shape size = in.shape();
        int depth = size.size(2);
        int elementBytes = in.wordBytes();
        int taps = c.kernel() * c.kernel() * depth;
        int outputs = c.outputs();
        int height = out.shape().size(0);
        int width = out.shape().size(1);
        int top = Convolution.before(size.size(0), height, c.kernel(), c.stride());
        int left = Convolution.before(size.size(1), width, c.kernel(), c.stride());
        int bottom = Math.max(0, (height - 1) * c.stride() + c.kernel() - size.size(0) - top);
        int right = Math.max(0, (width - 1) * c.stride() + c.kernel() - size.size(1) - left);
        int parameters = image(out.name() + ".parameters", parameterEntries(c, in));
        int pixelBytes = depth * elementBytes;
        int paddedWidth = left + size.size(1) + right;
        List<Command> commands = new ArrayList<>();
        for (int k = 0; k < outputs; k += cols) {
            int channels = Math.min(cols, outputs - k);
            int weights = image(out.name() + ".weights" + k, tile(c, taps, k, channels));
            Set<Unit> waits = k > 0 ? Set.of(Unit.POST) : stored ? Set.of(Unit.STORE, Unit.POST) : Set.of();
            if (k == 0) {
                int entryBytes = target.parameterEntryBytes();
                commands.add(new Command.Load(
                        new Sync(waits, Set.of()),
                        Scratchpad.PARAMETER,
                        0,
                        parameters,
                        1,
                        0,
                        1,
                        0,
                        outputs * entryBytes,
                        Surround.NONE));
                commands.add(new Command.Load(
                        Sync.NONE,
                        Scratchpad.ACTIVATION,
                        0,
                        in.address(),
                        size.size(0),
                        size.size(1) * pixelBytes,
                        size.size(1),
                        pixelBytes,
                        pixelBytes,
                        new Surround(top, bottom, left, right, c.zero(), elementBytes)));
                waits = Set.of();
            }
            commands.add(new Command.Load(
                    new Sync(waits, Set.of(Unit.COMPUTE, Unit.POST)),
                    Scratchpad.WEIGHT,
                    0,
                    weights,
                    1,
                    0,
                    1,
                    0,
                    taps * cols,
                    Surround.NONE));
            int block = Math.max(1, Math.min(height, target.outputBytes() / (width * channels)));
            for (int h = 0; h < height; h += block) {
                int heights = Math.min(block, height - h);
                for (int q = 0; q < taps; q += rows) {
                    Window window = new Window(
                            h * c.stride() * paddedWidth * pixelBytes,
                            heights,
                            c.stride() * paddedWidth * pixelBytes,
                            width,
                            c.stride() * pixelBytes,
                            q,
                            Math.min(rows, taps - q),
                            depth,
                            c.kernel(),
                            pixelBytes,
                            paddedWidth * pixelBytes,
                            elementBytes,
                            in.format().signed());
                    Set<Unit> multiplyWaits = EnumSet.noneOf(Unit.class);
                    if (q == 0 && stored) {
                        multiplyWaits.add(Unit.POST);
                    }
                    if (q == 0 && h == 0) {
                        multiplyWaits.add(Unit.LOAD);
                    }
                    commands.add(new Command.Multiply(
                            new Sync(multiplyWaits, q + rows >= taps ? Set.of(Unit.POST) : Set.of()),
                            window,
                            q * cols,
                            1,
                            0,
                            channels,
                            q > 0));
                }
                boolean last = h + block >= height;
                Set<Unit> postWaits = EnumSet.of(Unit.COMPUTE);
                if (stored) {
                    postWaits.add(Unit.STORE);
                }
                if (h == 0) {
                    postWaits.add(Unit.LOAD);
                }
                commands.add(new Command.Post(
                        new Sync(
                                postWaits,
                                last ? Set.of(Unit.COMPUTE, Unit.STORE, Unit.LOAD) : Set.of(Unit.COMPUTE, Unit.STORE)),
                        Scratchpad.OUTPUT,
                        0,
                        0,
                        heights * width,
                        channels,
                        channels,
                        k,
                        c.form(),
                        c.outputZero(),
                        new Clamp(-128, 127),
                        1));
                boolean end = last && k + cols >= outputs;
                commands.add(new Command.Store(
                        new Sync(Set.of(Unit.POST), end ? Set.of(Unit.POST, Unit.LOAD) : Set.of(Unit.POST)),
                        out.address() + h * width * outputs + k,
                        0,
                        heights,
                        width * outputs,
                        width,
                        outputs,
                        channels));
                stored = true;
            }
        }
        return commands;
    }

    /** The bias takes up the input's zero point. */
    private byte[] parameterEntries(Convolution c, TensorPlace in) {
        int entryBytes = target.parameterEntryBytes();
        byte[] entries = new byte[c.outputs() * entryBytes];
        for (int k = 0; k < c.outputs(); k++) {
            long bias = c.bias()[k];
            int taps = c.weights().length / c.outputs();
            for (int q = 0; q < taps; q++) {
                bias -= (long) c.zero() * c.weights()[k * taps + q];
            }
            put(entries, k * entryBytes, entryBytes - 8, bias);
            put(entries, k * entryBytes + entryBytes - 8, 4, c.multiplier()[k]);
            put(entries, k * entryBytes + entryBytes - 4, 4, c.shift());
        }
        return entries;
    }

    private byte[] tile(Convolution c, int taps, int firstOutput, int channels) {
        byte[] tile = new byte[taps * target.cols()];
        for (int q = 0; q < taps; q++) {
            for (int k = 0; k < channels; k++) {
                tile[q * target.cols() + k] = c.weights()[(firstOutput + k) * taps + q];
            }
        }
        return tile;
    }

    private static void put(byte[] bytes, int at, int count, long word) {
        for (int i = 0; i < count; i++) {
            bytes[at + i] = (byte) (word >> 8 * i);
        }
    }

    /** A layer that the host computes by this kernel, and what the kernel means. */
    public NetworkSketch host(String name, Kernel kernel, UnaryOperator<RawTensor> meaning) {
        var result = kernel.outputs().getFirst();
        TensorPlace out = place(name, result.format(), result.shape());
        node(name, out, kernel.location());
        layers.add(new HostLayer(name, "a table times a quarter", kernel, kernel.location()));
        meanings.add(meaning);
        stored = false;
        return this;
    }

    /** The same words in one axis. */
    public NetworkSketch flatten(String name) {
        TensorPlace in = tensors.getLast();
        Shape flat = Shape.of(in.shape().elements());
        TensorPlace out = new TensorPlace(name, in.address(), in.format(), flat);
        tensors.add(out);
        ModelNode location = new ModelNode("sketch.inta", "node " + name);
        node(name, out, location);
        layers.add(new AliasLayer(name, location));
        meanings.add(tensor -> tensor.reshaped(flat));
        return this;
    }

    /** The tensor that the next layer reads. */
    public TensorPlace last() {
        return tensors.getLast();
    }

    public CommandProgram program() {
        TensorPlace first = tensors.getFirst();
        Input input = new Input(
                first.name(), type(first), Optional.empty(), new ModelNode("sketch.inta", "input " + first.name()));
        Graph graph = new Graph(
                "sketch",
                List.of(input),
                List.of(),
                nodes,
                List.of(nodes.getLast().name()));
        QuantizedGraph meaning = new QuantizedGraph(graph, "single");
        List<Kernel> kernels = meaning.quantizedNodes().stream()
                .map(node -> node.node().op().lower(node))
                .toList();
        return new CommandProgram(new Program(meaning, kernels), target, memoryEnd, tensors, images, layers);
    }

    /** The tensors of all layers, by the plain loops. */
    public List<RawTensor> expected(RawTensor image) {
        List<RawTensor> results = new ArrayList<>();
        RawTensor tensor = image;
        for (UnaryOperator<RawTensor> meaning : meanings) {
            tensor = meaning.apply(tensor);
            results.add(tensor);
        }
        return results;
    }

    /** Random words for the input. */
    public RawTensor image() {
        TensorPlace place = tensors.getFirst();
        long[] words = random.longs(
                        place.shape().elements(),
                        place.format().min(),
                        place.format().max() + 1)
                .toArray();
        return RawTensor.owning(place.format(), place.shape(), words);
    }

    private void node(String name, TensorPlace out, Location location) {
        String operand =
                nodes.isEmpty() ? tensors.getFirst().name() : nodes.getLast().name();
        nodes.add(new Node(
                name,
                new Opaque(batched(out.shape())),
                List.of(operand),
                type(out),
                Optional.of(new NodeArithmetic.Move()),
                location));
    }

    private static TensorType type(TensorPlace place) {
        return new TensorType(new Quantized(place.format(), Scale.perTensor(1), 0), batched(place.shape()));
    }

    private static Shape batched(Shape shape) {
        List<Integer> sizes = new ArrayList<>(shape.sizes());
        sizes.addFirst(1);
        return new Shape(sizes);
    }

    private TensorPlace place(String name, IntFormat format, Shape shape) {
        TensorPlace place = new TensorPlace(name, memoryEnd, format, shape);
        tensors.add(place);
        memoryEnd += (place.bytes() + 63) / 64 * 64;
        return place;
    }

    private int image(String name, byte[] content) {
        int address = memoryEnd;
        long[] words = new long[content.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = Byte.toUnsignedInt(content[i]);
        }
        images.add(new Image(name, address, RawTensor.owning(IntFormat.U8, Shape.of(words.length), words)));
        memoryEnd += (content.length + 63) / 64 * 64;
        return address;
    }
}
