package dev.intarsia.hwtest.c;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.LayerPlace;
import dev.intarsia.hwtest.tool.ToolRun;
import dev.intarsia.ir.engine.TensorObserver;
import dev.intarsia.ir.type.RawTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A project of C in a folder of its own, its compilers, and the words that go in and come out. Closing it deletes the folder. */
final class CFolder implements AutoCloseable {

    static final String INPUTS = "in.bin";
    static final String TENSORS = "out.bin";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final CProject project;
    private final Path folder;
    private final ByteOrder order;

    /** @param order of the bytes of a word on the machine that runs the program */
    CFolder(CProject project, ByteOrder order) {
        this.project = project;
        this.order = order;
        try {
            this.folder = Files.createTempDirectory("intarsia-c");
            project.files().forEach(this::write);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    void write(String name, byte[] content) {
        try {
            Path place = folder.resolve(name);
            Files.createDirectories(place.getParent());
            Files.write(place, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs a command in the folder.
     *
     * @return what it printed
     * @throws CompileException when it fails
     */
    String run(List<String> command) {
        try {
            ToolRun run = ToolRun.run(command, folder, LIMIT);
            if (!run.succeeded()) {
                throw new CompileException(
                        String.join(" ", command) + " ended with " + run.exitCode() + ":\n" + run.output());
            }
            return run.output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The C statements that read all inputs, run layer by layer, and write every layer's tensor.
     *
     * @param counted whether calls around each layer mark it for who counts instructions
     */
    static String steps(CProject project, String read, String write, boolean counted) {
        StringBuilder text = new StringBuilder();
        for (LayerPlace input : project.inputs()) {
            text.append("    %s(arena.bytes + %d, %d);%n".formatted(read, input.offset(), input.bytes()));
        }
        for (int i = 0; i < project.layers().size(); i++) {
            LayerPlace layer = project.layers().get(i);
            if (project.steps().get(i) >= 0) {
                text.append(counted ? "    count_begin();\n" : "");
                text.append("    %s_layers[%d](arena.bytes);%n"
                        .formatted(project.prefix(), project.steps().get(i)));
                text.append(counted ? "    count_end();\n" : "");
            }
            text.append("    %s(arena.bytes + %d, %d);%n".formatted(write, layer.offset(), layer.bytes()));
        }
        return text.toString();
    }

    void writeInputs(List<RawTensor> inputs) {
        int bytes = project.inputs().stream().mapToInt(i -> (int) i.bytes()).sum();
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(order);
        for (int i = 0; i < inputs.size(); i++) {
            int size = project.inputs().get(i).format().bytes();
            for (long word : inputs.get(i).toArray()) {
                switch (size) {
                    case 1 -> buffer.put((byte) word);
                    case 2 -> buffer.putShort((short) word);
                    case 4 -> buffer.putInt((int) word);
                    default -> buffer.putLong(word);
                }
            }
        }
        write(INPUTS, buffer.array());
    }

    void readTensors(TensorObserver each) {
        try {
            ByteBuffer buffer =
                    ByteBuffer.wrap(Files.readAllBytes(folder.resolve(TENSORS))).order(order);
            for (LayerPlace layer : project.layers()) {
                each.tensor(layer.name(), tensor(buffer, layer));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawTensor tensor(ByteBuffer buffer, LayerPlace layer) {
        long[] words = new long[layer.shape().elements()];
        boolean signed = layer.format().signed();
        for (int i = 0; i < words.length; i++) {
            words[i] = switch (layer.format().bytes()) {
                case 1 -> signed ? buffer.get() : Byte.toUnsignedLong(buffer.get());
                case 2 -> signed ? buffer.getShort() : Short.toUnsignedLong(buffer.getShort());
                case 4 -> signed ? buffer.getInt() : Integer.toUnsignedLong(buffer.getInt());
                default -> buffer.getLong();
            };
        }
        return RawTensor.owning(layer.format(), layer.shape(), words);
    }

    @Override
    public void close() {
        try (var walk = Files.walk(folder)) {
            for (Path path : walk.sorted().toList().reversed()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
