package dev.intarsia.hwtest.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a binding says, and what is wrong with bad ones; packs of recorded words. */
class BindingReaderTest {

    @TempDir
    private Path folder;

    @Test
    void everyLineIsRead() {
        Binding binding = ExampleDesign.dotProduct().read();
        assertEquals("dot_product", binding.name());
        assertEquals(Optional.of(new Binding.Reset("rst_n", false)), binding.reset());
        assertEquals(Map.of("WIDTH", 8, "SUM_WIDTH", 18), binding.parameters());
        assertEquals(
                new Operation.MultiplyAccumulate(new Accumulation.Wrap(new IntFormat(true, 18)), 1, 40),
                binding.operation());
        assertEquals(Optional.of(new Binding.Handshake("out_valid", Optional.of("out_ready"))), binding.output());
        assertEquals(
                List.of("a", "b", "last"),
                binding.operands().stream().map(Binding.BoundOperand::name).toList());
        assertEquals(3, ExampleDesign.rescale().read().latency().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            clock             clk            | clok clk           | a binding has no 'clok'
            clock             clk            | clock two words    | 'two words' is no name
            reset             rst_n low      | reset rst_n        | 'rst_n' is no reset
            parameter         WIDTH 8        | parameter WIDTH x  | 'WIDTH x' is no parameter
            multiply_accumulate              | multiply_add       | there is no operation 'multiply_add'
            products          1 … 40         | products 0 … 4     | '0 … 4' is no range within 1 … 65536
            wrap i18                         | wrap               | 'wrap' is no way to form a sum
            wrap i18                         | i18                | sums of up to 655360 do not fit i18
            wrap i18                         | wrap i19           | a sum of i19 does not fit i18
            operand  a        i8   in_a      | operand a 8 in_a   | 'a 8 in_a' binds nothing
            operand  a        i8   in_a      | #                  | the operand 'a' of multiply_accumulate is not bound
            operand  a        i8   in_a      | operand a i8 = 200 | '200' is no range within -128 … 127
            operand  last     u1             | operand lost u1    | did you mean 'last'?
            operand  b        i8   in_b      | operand b i8[2] in_b | a and b have different numbers of words
            result   sum                     | result  total      | the result of multiply_accumulate is not 'total'
            output_handshake  out_valid out_ready | #             | it is not said when a result is there
            input_handshake   in_valid in_ready   | latency 3     | results have a handshake and a latency, too
            """)
    void aMistakeHasItsMessage(String from, String to, String message) {
        ExampleDesign changed = ExampleDesign.dotProduct().bound(from, to);
        String found = assertThrows(InvalidInputException.class, changed::read).getMessage();
        assertTrue(found.contains(message), found);
        assertTrue(found.contains("dot_product.bind:"), found);
    }

    @Test
    void parametersOutsideOfTheArithmeticAreRefused() {
        String shift = assertThrows(
                        InvalidInputException.class,
                        () -> ExampleDesign.rescale()
                                .bound("u6   shift  0 … 46", "u7 shift")
                                .read())
                .getMessage();
        assertTrue(shift.contains("shifts of 0 … 127 are not all within 0 … 63"), shift);
        String multiplier = assertThrows(
                        InvalidInputException.class,
                        () -> ExampleDesign.rescale()
                                .bound("i16  multiplier", "i20 multiplier")
                                .read())
                .getMessage();
        assertTrue(multiplier.contains("do not fit i16"), multiplier);
    }

    @Test
    void theOperationsWordsAreThoseWorkedOutByHand() {
        Operation sum = ExampleDesign.dotProduct().read().operation();
        Transaction nine = Transaction.parse(
                        "a=-128,-128,-128,-128,-128,-128,-128,-128,1 b=-128,-128,-128,-128,-128,-128,-128,-128,3")
                .orElseThrow();
        assertEquals(-131069, sum.word(nine)); // 8·16384 + 3 = 131075, less 2^18
        Operation rescale = ExampleDesign.rescale().read().operation();
        assertEquals(
                4,
                rescale.word(Transaction.parse("x=7 multiplier=1 shift=1 zero_point=0")
                        .orElseThrow()));
        assertEquals(
                0,
                rescale.word(Transaction.parse("x=-7 multiplier=1 shift=1 zero_point=2")
                        .orElseThrow()));
        assertEquals(
                255,
                rescale.word(Transaction.parse("x=9 multiplier=9 shift=0 zero_point=175")
                        .orElseThrow()));
    }

    @Test
    void aPackThatWasChangedOrIsForAnotherBindingIsRefused() throws Exception {
        Binding binding = ExampleDesign.rescale().read();
        List<Transaction> transactions = TransactionDraw.of(binding, 5, 3);
        assertEquals(transactions, TransactionDraw.of(binding, 5, 3));
        DesignPack pack = new DesignPack(
                "rescale",
                Pace.random(4),
                transactions,
                transactions.stream().map(binding.operation()::word).toList());
        for (Map.Entry<String, byte[]> file : pack.files().entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        assertEquals(pack, DesignPack.read(folder, binding));
        refused("it is for the design rescale", ExampleDesign.dotProduct().read());
        refused("gives", ExampleDesign.rescale().bound("half_up", "floor").read());
        Path vectors = folder.resolve("vectors.txt");
        Files.writeString(vectors, Files.readString(vectors).replaceFirst("multiplier", "multiplyer"));
        refused("it was changed", binding);
        Path first = folder.resolve("pack.txt");
        Files.writeString(first, Files.readString(first).replace("vectors 1", "vectors 2"));
        refused("'intarsia design vectors 1' is wanted", binding);
        Files.delete(first);
        refused("it cannot be read", binding);
    }

    private void refused(String message, Binding binding) {
        String found = assertThrows(InvalidInputException.class, () -> DesignPack.read(folder, binding))
                .getMessage();
        assertTrue(found.contains(message), found);
    }
}
