package dev.intarsia.simulator.machine;

import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.command.Command.LaneOperation.AddRescaled;

/**
 * An operand of a rescaled addition depends on one word only, so all of its values fit a table.
 *
 * @param values one for each word, the least word first
 * @param least the least word
 */
record AddTable(long[] values, int least) {

    /** What the values depend on. */
    record Key(
            int leftShift, int zero, long multiplier, int shift, MultiplyShift form, int elementBytes, boolean signed) {

        static Key left(AddRescaled a, int elementBytes, boolean signed) {
            return new Key(
                    a.leftShift(), a.leftZero(), a.leftMultiplier(), a.leftRight(), a.form(), elementBytes, signed);
        }

        static Key right(AddRescaled a, int elementBytes, boolean signed) {
            return new Key(
                    a.leftShift(), a.rightZero(), a.rightMultiplier(), a.rightRight(), a.form(), elementBytes, signed);
        }
    }

    static AddTable of(Key key) {
        int count = 1 << 8 * key.elementBytes;
        int least = key.signed ? -count / 2 : 0;
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = key.form.rescale((long) (least + i - key.zero) << key.leftShift, key.multiplier, key.shift);
        }
        return new AddTable(values, least);
    }

    long at(int word) {
        return values[word - least];
    }
}
