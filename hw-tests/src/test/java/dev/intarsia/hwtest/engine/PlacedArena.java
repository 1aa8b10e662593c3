package dev.intarsia.hwtest.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.intarsia.ir.arithmetic.LittleEndian;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.command.CommandProgram;
import dev.intarsia.ir.command.CommandProgram.Image;
import dev.intarsia.ir.command.CommandProgram.TensorPlace;
import dev.intarsia.ir.engine.Program;
import dev.intarsia.ir.graph.Input;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.simulator.oracle.Oracle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The memory of an accelerator, poisoned at first, in which kernels run at the addresses that the plan gives their tensors. A place that
 * overlaps one whose words are still needed is a wrong word here, whatever the accelerator does.
 */
final class PlacedArena {

    private final CommandProgram program;
    private final byte[] bytes;
    private final Map<String, TensorPlace> places = new HashMap<>();

    PlacedArena(CommandProgram program, long seed) {
        this.program = program;
        bytes = new byte[program.memoryBytes()];
        new Random(seed).nextBytes(bytes);
        program.tensors().forEach(place -> places.put(place.name(), place));
        program.images().forEach(this::place);
    }

    private void place(Image image) {
        for (int i = 0; i < image.content().shape().elements(); i++) {
            bytes[image.address() + i] = (byte) image.content().at(i);
        }
    }

    /**
     * One inference by the oracle; every tensor is what it is elsewhere, the outputs are still there at the end, and so are the weights.
     *
     * @param words every tensor, by its name
     */
    void run(List<RawTensor> inputs, Map<String, RawTensor> words) {
        Program source = program.source();
        List<Input> given = source.meaning().graph().inputs();
        for (int i = 0; i < given.size(); i++) {
            write(given.get(i).name(), inputs.get(i));
        }
        for (Kernel kernel : source.kernels()) {
            Map<String, RawTensor> operands = new HashMap<>();
            for (Buffer input : kernel.inputs()) {
                operands.put(input.name(), read(input.name()));
            }
            new Oracle().run(kernel, operands).forEach((name, made) -> {
                Agreement.equal("placed kernels", name, words.get(name), made);
                write(name, made);
            });
        }
        source.meaning()
                .graph()
                .outputs()
                .forEach(name -> Agreement.equal("placed kernels, at the end", name, words.get(name), read(name)));
        for (Image image : program.images()) {
            List<Long> found = new ArrayList<>();
            List<Long> expected = new ArrayList<>();
            for (int i = 0; i < image.content().shape().elements(); i++) {
                found.add((long) bytes[image.address() + i]);
                expected.add((long) (byte) image.content().at(i));
            }
            assertEquals(expected, found, image.name() + " was written over");
        }
    }

    private void write(String tensor, RawTensor words) {
        TensorPlace place = places.get(tensor);
        for (int i = 0; i < words.shape().elements(); i++) {
            for (int octet = 0; octet < place.wordBytes(); octet++) {
                bytes[place.address() + i * place.wordBytes() + octet] = (byte) LittleEndian.octet(words.at(i), octet);
            }
        }
    }

    private RawTensor read(String tensor) {
        TensorPlace place = places.get(tensor);
        long[] words = new long[place.shape().elements()];
        for (int i = 0; i < words.length; i++) {
            long word = 0;
            for (int octet = place.wordBytes() - 1; octet >= 0; octet--) {
                word = word << Byte.SIZE | bytes[place.address() + i * place.wordBytes() + octet] & 0xff;
            }
            words[i] = Overflow.WRAP.narrow(word, place.format());
        }
        return RawTensor.owning(place.format(), place.shape(), words);
    }
}
