package dev.intarsia.frontend.data;

import dev.intarsia.ir.type.Shape;

/** Brings stored elements into the one order that {@link NumericArray} has: row-major and little-endian. */
final class ElementOrder {

    private ElementOrder() {}

    /**
     * An array of these bytes, which it takes over.
     *
     * @param bigEndian whether an element's first byte is its highest
     * @param columnMajor whether the first axis runs fastest (Fortran)
     */
    static NumericArray canonical(
            NumericType type, Shape shape, byte[] content, boolean bigEndian, boolean columnMajor) {
        if (bigEndian) {
            reverseEach(content, type.bytes());
        }
        byte[] rowMajor = columnMajor && shape.rank() > 1 ? rowMajor(type.bytes(), shape, content) : content;
        return NumericArray.owning(type, shape, rowMajor);
    }

    private static void reverseEach(byte[] content, int width) {
        for (int start = 0; start < content.length; start += width) {
            for (int i = 0; i < width / 2; i++) {
                byte low = content[start + i];
                content[start + i] = content[start + width - 1 - i];
                content[start + width - 1 - i] = low;
            }
        }
    }

    private static byte[] rowMajor(int width, Shape shape, byte[] columnMajor) {
        byte[] rowMajor = new byte[columnMajor.length];
        int[] index = new int[shape.rank()];
        for (int to = 0; to < rowMajor.length; to += width) {
            int from = 0;
            for (int axis = shape.rank() - 1; axis >= 0; axis--) {
                from = from * shape.size(axis) + index[axis];
            }
            System.arraycopy(columnMajor, from * width, rowMajor, to, width);
            for (int axis = shape.rank() - 1; axis >= 0 && ++index[axis] == shape.size(axis); axis--) {
                index[axis] = 0;
            }
        }
        return rowMajor;
    }
}
