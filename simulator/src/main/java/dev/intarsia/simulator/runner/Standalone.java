package dev.intarsia.simulator.runner;

import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.type.RawTensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The command line of a generated simulator: raw input words in, output words and their SHA-256 out. */
public final class Standalone {

    private Standalone() {}

    /**
     * Runs {@code INPUT [OUTPUT]}: files of words as {@link OutputDigest} lays them out, one inference after the other. Without arguments
     * it says what it takes.
     *
     * @param simulator makes the simulator
     * @return the exit status: 0, or 1 when the input is at fault
     */
    public static int run(Supplier<CompiledSimulator> simulator, String[] arguments) {
        CompiledSimulator made = simulator.get();
        int inferenceBytes = made.inputs().stream().mapToInt(TensorPlace::bytes).sum();
        if (arguments.length < 1 || arguments.length > 2) {
            System.err.println("usage: INPUT [OUTPUT], where INPUT holds " + inferenceBytes
                    + " bytes for each inference: " + made.inputs());
            return 1;
        }
        try {
            byte[] input = Files.readAllBytes(Path.of(arguments[0]));
            if (input.length == 0 || input.length % inferenceBytes != 0) {
                System.err.println(arguments[0] + " has " + input.length + " bytes, which is no multiple of the "
                        + inferenceBytes + " of one inference");
                return 1;
            }
            Path output = arguments.length == 2 ? Path.of(arguments[1]) : null;
            try (OutputStream words = output == null
                    ? OutputStream.nullOutputStream()
                    : new BufferedOutputStream(Files.newOutputStream(output))) {
                System.out.println("outputSha256 " + run(made, input, words));
            }
            return 0;
        } catch (IOException e) {
            System.err.println(e);
            return 1;
        }
    }

    private static String run(CompiledSimulator simulator, byte[] input, OutputStream words) throws IOException {
        OutputDigest digest = new OutputDigest();
        ByteBuffer bytes = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            List<RawTensor> tensors = new ArrayList<>();
            for (TensorPlace place : simulator.inputs()) {
                tensors.add(tensor(place, bytes));
            }
            for (RawTensor output : simulator.run(tensors)) {
                digest.add(output);
                words.write(OutputDigest.bytes(output));
            }
        }
        return digest.hex();
    }

    private static RawTensor tensor(TensorPlace place, ByteBuffer bytes) {
        long[] words = new long[place.shape().elements()];
        boolean signed = place.format().signed();
        for (int i = 0; i < words.length; i++) {
            words[i] = switch (place.wordBytes()) {
                case 1 -> signed ? bytes.get() : Byte.toUnsignedLong(bytes.get());
                case 2 -> signed ? bytes.getShort() : Short.toUnsignedLong(bytes.getShort());
                case 4 -> signed ? bytes.getInt() : Integer.toUnsignedLong(bytes.getInt());
                default -> bytes.getLong();
            };
        }
        return RawTensor.owning(place.format(), place.shape(), words);
    }
}
