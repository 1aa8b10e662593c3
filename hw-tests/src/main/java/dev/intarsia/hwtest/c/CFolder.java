package dev.intarsia.hwtest.c;

import dev.intarsia.backend.mcu.CProject;
import dev.intarsia.backend.mcu.LayerPlace;
import dev.intarsia.hwtest.tool.ToolRun;
import dev.intarsia.ir.type.RawTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Projects of C in a folder, their compilers, and the words that go in and come out: for each project the number of its inferences and their
 * inputs, in the order of the projects. One project lies in the folder itself, several in folders named after them. Closing it deletes the
 * folder.
 */
final class CFolder implements AutoCloseable {

    /** Is shown every tensor of every inference. */
    @FunctionalInterface
    interface Observer {
        void tensor(int project, int inference, String name, RawTensor words);
    }

    static final String INPUTS = "in.bin";
    static final String TENSORS = "out.bin";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final List<CProject> projects;
    private final Path folder;
    private final ByteOrder order;

    /** @param order of the bytes of a word on the machine that runs the program */
    CFolder(List<CProject> projects, ByteOrder order) {
        this.projects = List.copyOf(projects);
        this.order = order;
        try {
            this.folder = Files.createTempDirectory("intarsia-c");
            projects.forEach(p -> p.files().forEach((name, content) -> write(path(p, name), content)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** A file of a project, from the folder. */
    String path(CProject project, String file) {
        return projects.size() == 1 ? file : project.prefix() + "/" + file;
    }

    /** What has to be compiled: sources that projects have in common once. */
    List<String> sources() {
        SequencedMap<String, String> sources = new LinkedHashMap<>();
        for (CProject project : projects) {
            for (String source : project.sources()) {
                String path = path(project, source);
                boolean own = source.equals("model.c") || source.equals("weights.c");
                sources.putIfAbsent(own ? path : source, path);
            }
        }
        return List.copyOf(sources.values());
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
     * The C statements that read how many inferences there are, and for each read all inputs, run layer by layer, and write every layer's
     * tensor; {@code arena} is a pointer to bytes.
     *
     * @param counted whether calls around each layer mark it for who counts instructions
     */
    static String steps(CProject project, String read, String write, boolean counted) {
        StringBuilder text = new StringBuilder("    int32_t inferences;\n");
        text.append("    %s((uint8_t *)&inferences, sizeof inferences);%n".formatted(read));
        text.append("    for (; inferences > 0; inferences--) {\n");
        for (LayerPlace input : project.inputs()) {
            text.append("        %s(arena + %d, %d);%n".formatted(read, input.offset(), input.bytes()));
        }
        for (int i = 0; i < project.layers().size(); i++) {
            LayerPlace layer = project.layers().get(i);
            if (project.steps().get(i) >= 0) {
                text.append(counted ? "        count_begin();\n" : "");
                text.append("        %s_layers[%d](arena);%n"
                        .formatted(project.prefix(), project.steps().get(i)));
                text.append(counted ? "        count_end();\n" : "");
            }
            text.append("        %s(arena + %d, %d);%n".formatted(write, layer.offset(), layer.bytes()));
        }
        return text.append("    }\n").toString();
    }

    /** @param inputs of every inference of every project */
    void writeInputs(List<List<List<RawTensor>>> inputs) {
        int bytes = 0;
        for (int i = 0; i < projects.size(); i++) {
            long each = projects.get(i).inputs().stream()
                    .mapToLong(LayerPlace::bytes)
                    .sum();
            bytes += Integer.BYTES + (int) each * inputs.get(i).size();
        }
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(order);
        for (int i = 0; i < projects.size(); i++) {
            buffer.putInt(inputs.get(i).size());
            for (List<RawTensor> inference : inputs.get(i)) {
                put(buffer, projects.get(i).inputs(), inference);
            }
        }
        write(INPUTS, buffer.array());
    }

    private static void put(ByteBuffer buffer, List<LayerPlace> places, List<RawTensor> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            int size = places.get(i).format().bytes();
            for (long word : inputs.get(i).toArray()) {
                switch (size) {
                    case 1 -> buffer.put((byte) word);
                    case 2 -> buffer.putShort((short) word);
                    case 4 -> buffer.putInt((int) word);
                    default -> buffer.putLong(word);
                }
            }
        }
    }

    /** @param inferences of each project */
    void readTensors(List<Integer> inferences, Observer each) {
        try {
            ByteBuffer buffer =
                    ByteBuffer.wrap(Files.readAllBytes(folder.resolve(TENSORS))).order(order);
            for (int i = 0; i < projects.size(); i++) {
                for (int inference = 0; inference < inferences.get(i); inference++) {
                    for (LayerPlace layer : projects.get(i).layers()) {
                        each.tensor(i, inference, layer.name(), tensor(buffer, layer));
                    }
                }
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
