package dev.intarsia.simulator.machine;

/**
 * The elements of a byte memory, widened to one int each so that vector lanes can take them as they are. Kept up to date lazily: a
 * write marks a stretch of bytes, the next use widens it anew.
 */
final class ElementView {

    private final byte[] bytes;
    private final int elementBytes;
    private final boolean signed;
    private final int[] elements;
    private int staleFrom;
    private int staleTo;

    /**
     * @param elementBytes 1 or 2, little-endian
     * @param slack how many elements after the last one may be read; their values mean nothing
     */
    ElementView(byte[] bytes, int elementBytes, boolean signed, int slack) {
        this.bytes = bytes;
        this.elementBytes = elementBytes;
        this.signed = signed;
        this.elements = new int[bytes.length / elementBytes + slack];
        this.staleTo = bytes.length;
    }

    int elementBytes() {
        return elementBytes;
    }

    boolean is(int otherBytes, boolean otherSigned) {
        return elementBytes == otherBytes && signed == otherSigned;
    }

    /** Says that the bytes from one address up to another changed. Stretches that touch are widened as one. */
    void written(int from, int to) {
        if (staleFrom < staleTo && (from > staleTo || to < staleFrom)) {
            elements();
        }
        if (staleFrom >= staleTo) {
            staleFrom = from;
            staleTo = to;
        } else {
            staleFrom = Math.min(staleFrom, from);
            staleTo = Math.max(staleTo, to);
        }
    }

    /** The elements, of which the one at byte address {@code a} has the index {@code a / elementBytes}. */
    int[] elements() {
        if (staleFrom < staleTo) {
            int first = staleFrom / elementBytes;
            int end = (staleTo + elementBytes - 1) / elementBytes;
            if (elementBytes == 2) {
                widenPairs(first, Math.min(end, bytes.length / 2));
            } else if (signed) {
                widenSigned(first, end);
            } else {
                widenUnsigned(first, end);
            }
            staleFrom = 0;
            staleTo = 0;
        }
        return elements;
    }

    private void widenSigned(int first, int end) {
        for (int i = first; i < end; i++) {
            elements[i] = bytes[i];
        }
    }

    private void widenUnsigned(int first, int end) {
        for (int i = first; i < end; i++) {
            elements[i] = bytes[i] & 0xff;
        }
    }

    private void widenPairs(int first, int end) {
        for (int i = first; i < end; i++) {
            elements[i] = Elements.read(bytes, 2 * i, 2, signed);
        }
    }
}
