package dev.intarsia.training;

/**
 * The size of one image's value, channels last.
 *
 * @param h rows
 * @param w columns
 * @param c channels
 */
public record Extent(int h, int w, int c) {

    /** Number of elements. */
    public int size() {
        return h * w * c;
    }

    /** The extent after a window has moved over this one with padding {@code same}: ⌈h/stride⌉ × ⌈w/stride⌉ × {@code channels}. */
    Extent strided(int stride, int channels) {
        return new Extent(Math.ceilDiv(h, stride), Math.ceilDiv(w, stride), channels);
    }

    @Override
    public String toString() {
        return h + "×" + w + "×" + c;
    }
}
