package dev.intarsia.frontend.flatbuffer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table of a flatbuffer: fields by number, any of which may be missing. Each getter takes a name for messages, and throws
 * {@link DamagedException} when what it reads is not inside the file.
 */
public final class FlatTable {

    private static final int VTABLE_HEADER = 4;
    private static final int FIELD_BYTES = 2;

    private final FlatBuffer file;
    private final int position;
    private final long vtable;
    private final int fields;

    private FlatTable(FlatBuffer file, int position, long vtable, int fields) {
        this.file = file;
        this.position = position;
        this.vtable = vtable;
        this.fields = fields;
    }

    static FlatTable at(FlatBuffer file, int position) {
        long vtable = position - (long) file.int32(position, "a table");
        int bytes = file.uint16(vtable, "a table's list of fields");
        file.spend(Integer.BYTES, "a table");
        return new FlatTable(file, position, vtable, Math.max(0, bytes - VTABLE_HEADER) / FIELD_BYTES);
    }

    /** The place of a field; 0 when it is missing. */
    private long field(int number, String what) {
        int offset = number < fields ? file.uint16(vtable + VTABLE_HEADER + (long) FIELD_BYTES * number, what) : 0;
        return offset == 0 ? 0 : position + (long) offset;
    }

    public boolean has(int number) {
        return field(number, "a field") != 0;
    }

    public int int8(int number, int standard, String what) {
        long at = field(number, what);
        return at == 0 ? standard : file.int8(at, what);
    }

    public int uint8(int number, int standard, String what) {
        long at = field(number, what);
        return at == 0 ? standard : Byte.toUnsignedInt(file.int8(at, what));
    }

    public boolean bool(int number, boolean standard, String what) {
        return int8(number, standard ? 1 : 0, what) != 0;
    }

    public int int32(int number, int standard, String what) {
        long at = field(number, what);
        return at == 0 ? standard : file.int32(at, what);
    }

    public long int64(int number, long standard, String what) {
        long at = field(number, what);
        return at == 0 ? standard : file.int64(at, what);
    }

    public float float32(int number, float standard, String what) {
        long at = field(number, what);
        return at == 0 ? standard : file.float32(at, what);
    }

    public Optional<FlatTable> table(int number, String what) {
        long at = field(number, what);
        return at == 0 ? Optional.empty() : Optional.of(at(file, file.follow(at, what)));
    }

    /** A text; bytes that are no UTF-8 become replacement characters. */
    public Optional<String> text(int number, String what) {
        return bytes(number, what).map(b -> StandardCharsets.UTF_8.decode(b).toString());
    }

    /** A vector of bytes, not copied. */
    public Optional<ByteBuffer> bytes(int number, String what) {
        long at = field(number, what);
        if (at == 0) {
            return Optional.empty();
        }
        int vector = file.follow(at, what);
        int length = file.vectorLength(vector, 1, what);
        return Optional.of(file.slice(vector + (long) Integer.BYTES, length, what));
    }

    /** A vector of whole numbers; empty when the field is missing. */
    public List<Integer> ints(int number, String what) {
        List<Integer> values = new ArrayList<>();
        Vector vector = vector(number, Integer.BYTES, what);
        for (int i = 0; i < vector.length; i++) {
            values.add(file.int32(vector.at(i), what));
        }
        return values;
    }

    /** A vector of whole numbers of 64 bits; empty when the field is missing. */
    public List<Long> longs(int number, String what) {
        List<Long> values = new ArrayList<>();
        Vector vector = vector(number, Long.BYTES, what);
        for (int i = 0; i < vector.length; i++) {
            values.add(file.int64(vector.at(i), what));
        }
        return values;
    }

    /** A vector of real numbers; empty when the field is missing. */
    public List<Float> floats(int number, String what) {
        List<Float> values = new ArrayList<>();
        Vector vector = vector(number, Float.BYTES, what);
        for (int i = 0; i < vector.length; i++) {
            values.add(file.float32(vector.at(i), what));
        }
        return values;
    }

    /** A vector of tables; empty when the field is missing. */
    public List<FlatTable> tables(int number, String what) {
        List<FlatTable> tables = new ArrayList<>();
        Vector vector = vector(number, Integer.BYTES, what);
        for (int i = 0; i < vector.length; i++) {
            tables.add(at(file, file.follow(vector.at(i), what)));
        }
        return tables;
    }

    private record Vector(long first, int length, int elementBytes) {
        long at(int index) {
            return first + (long) index * elementBytes;
        }
    }

    private Vector vector(int number, int elementBytes, String what) {
        long at = field(number, what);
        if (at == 0) {
            return new Vector(0, 0, elementBytes);
        }
        int vector = file.follow(at, what);
        return new Vector(vector + (long) Integer.BYTES, file.vectorLength(vector, elementBytes, what), elementBytes);
    }
}
