package dev.intarsia.hwtest.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The axes along which a model file has scales. {@code person_detect} says of its biases, which are vectors, that they have scales along axis 3;
 * TensorFlow Lite 2.18 refuses that, its older versions and ours take a vector's only axis.
 *
 * <p>Source of all numbers: tensorflow/lite/schema/schema.fbs of TensorFlow 2.18.
 */
final class ScaleAxes {

    private static final int MODEL_SUBGRAPHS = 2;
    private static final int SUBGRAPH_TENSORS = 0;
    private static final int TENSOR_SHAPE = 0;
    private static final int TENSOR_QUANTIZATION = 4;
    private static final int QUANTIZATION_AXIS = 6;

    private final ByteBuffer file;

    private ScaleAxes(byte[] content) {
        file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The same file, but vectors have their scales along their only axis. */
    static byte[] ofVectors(byte[] content) {
        byte[] mended = content.clone();
        new ScaleAxes(mended).mend();
        return mended;
    }

    private void mend() {
        int model = file.getInt(0);
        int graphs = target(field(model, MODEL_SUBGRAPHS));
        for (int i = 0; i < file.getInt(graphs); i++) {
            int tensors = target(field(element(graphs, i), SUBGRAPH_TENSORS));
            for (int k = 0; k < file.getInt(tensors); k++) {
                tensor(element(tensors, k));
            }
        }
    }

    private void tensor(int tensor) {
        int shape = field(tensor, TENSOR_SHAPE);
        int quantization = field(tensor, TENSOR_QUANTIZATION);
        if (shape == 0 || quantization == 0 || file.getInt(target(shape)) != 1) {
            return;
        }
        int axis = field(target(quantization), QUANTIZATION_AXIS);
        if (axis != 0) {
            file.putInt(axis, 0);
        }
    }

    /** Where a field of a table is; 0 where the table has none. */
    private int field(int table, int index) {
        int offsets = table - file.getInt(table);
        int slot = 2 * Short.BYTES + Short.BYTES * index;
        int offset = slot < file.getShort(offsets) ? file.getShort(offsets + slot) : 0;
        return offset == 0 ? 0 : table + offset;
    }

    private int target(int place) {
        return place + file.getInt(place);
    }

    /** The table at a place of a vector of tables. */
    private int element(int vector, int index) {
        return target(vector + Integer.BYTES * (1 + index));
    }
}
