package dev.intarsia.simulator.machine;

import dev.intarsia.ir.arithmetic.LittleEndian;

/**
 * The elements of the activation scratchpads of many inferences as floats, which hold every element of 1 or 2 bytes exactly. Kept up to
 * date lazily, like {@link ElementView}: the element that begins at byte {@code a} of inference {@code i} has the index
 * {@code a · lanes + i}, whether it is aligned or not.
 */
final class LockstepView {

    private final byte[] bytes;
    private final int lanes;
    private final int elementBytes;
    private final boolean signed;
    private final float[] elements;
    private int staleFrom;
    private int staleTo;

    /** @param elementBytes 1 or 2, little-endian */
    LockstepView(byte[] bytes, int lanes, int elementBytes, boolean signed) {
        this.bytes = bytes;
        this.lanes = lanes;
        this.elementBytes = elementBytes;
        this.signed = signed;
        this.elements = new float[bytes.length];
        this.staleTo = bytes.length / lanes;
    }

    boolean is(int otherBytes, boolean otherSigned) {
        return elementBytes == otherBytes && signed == otherSigned;
    }

    /** Says that the bytes from one address up to another changed. Stretches that touch are widened as one. */
    void written(int from, int to) {
        if (staleFrom < staleTo && (from > staleTo || to < staleFrom)) {
            elements();
        }
        boolean fresh = staleFrom >= staleTo;
        staleFrom = fresh ? from : Math.min(staleFrom, from);
        staleTo = fresh ? to : Math.max(staleTo, to);
    }

    float[] elements() {
        if (staleFrom < staleTo) {
            // The last byte of an element may be the first that changed.
            int first = Math.max(staleFrom - (elementBytes - 1), 0) * lanes;
            if (elementBytes == 1) {
                widen(first, staleTo * lanes);
            } else {
                widenPairs(first, Math.min(staleTo * lanes, bytes.length - lanes));
            }
            staleFrom = 0;
            staleTo = 0;
        }
        return elements;
    }

    private void widen(int first, int end) {
        if (signed) {
            widenSigned(bytes, elements, first, end);
        } else {
            widenUnsigned(bytes, elements, first, end);
        }
    }

    /** A loop for each sign: the compiler makes the shortest vector code of these. */
    private static void widenSigned(byte[] bytes, float[] elements, int first, int end) {
        for (int i = first; i < end; i++) {
            elements[i] = bytes[i];
        }
    }

    private static void widenUnsigned(byte[] bytes, float[] elements, int first, int end) {
        for (int i = first; i < end; i++) {
            elements[i] = Byte.toUnsignedInt(bytes[i]);
        }
    }

    private void widenPairs(int first, int end) {
        int range = signed ? 0 : 1 << Short.SIZE;
        for (int i = first; i < end; i++) {
            elements[i] = LittleEndian.word(bytes[i], bytes[i + lanes], range);
        }
    }
}
