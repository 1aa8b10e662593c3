package dev.intarsia.frontend.onnx.file;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/** A repeated field of numbers, which a file has packed together or one by one. */
final class PackedField {

    /** Reads one number. */
    interface Element {
        void read() throws IOException;
    }

    private PackedField() {}

    /** Reads all numbers of a field whose tag was read last. */
    static void each(CodedInputStream in, Element element) throws IOException {
        if (WireFormat.getTagWireType(in.getLastTag()) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            element.read();
            return;
        }
        int outer = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            element.read();
        }
        in.popLimit(outer);
    }
}
