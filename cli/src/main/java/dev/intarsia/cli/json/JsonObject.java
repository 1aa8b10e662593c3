package dev.intarsia.cli.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A JSON object under construction; its keys are printed in the order in which they came.
 *
 * <p>A key may be a path: {@code put("accuracy.real", 0.9)} puts {@code real} into the object {@code accuracy}.
 */
public final class JsonObject {

    private final Map<String, Object> values = new LinkedHashMap<>();

    public JsonObject put(String path, String value) {
        return set(path, Objects.requireNonNull(value, path));
    }

    public JsonObject put(String path, long value) {
        return set(path, value);
    }

    /**
     * A number with a fraction.
     *
     * @throws IllegalArgumentException for what JSON has no number for: infinities and NaN
     */
    public JsonObject put(String path, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(path + ": JSON has no " + value);
        }
        return set(path, value);
    }

    public JsonObject put(String path, boolean value) {
        return set(path, value);
    }

    public JsonObject put(String path, JsonObject value) {
        return set(path, Objects.requireNonNull(value, path));
    }

    /** A list of strings, of whole numbers or of objects. */
    public JsonObject put(String path, List<?> values) {
        for (Object value : values) {
            if (!(value instanceof String
                    || value instanceof Integer
                    || value instanceof Long
                    || value instanceof JsonObject)) {
                throw new IllegalArgumentException(path + ": a list of strings, of whole numbers or of objects");
            }
        }
        return set(path, List.copyOf(values));
    }

    /** The number, or {@code null} where there is none. */
    public JsonObject put(String path, Optional<Double> value) {
        return value.isPresent() ? put(path, value.get().doubleValue()) : set(path, null);
    }

    private JsonObject set(String path, Object value) {
        int dot = path.indexOf('.');
        if (dot >= 0) {
            Object inner = values.computeIfAbsent(path.substring(0, dot), name -> new JsonObject());
            if (!(inner instanceof JsonObject object)) {
                throw new IllegalArgumentException(path + " lies in something that is no object");
            }
            object.set(path.substring(dot + 1), value);
        } else if (values.containsKey(path)) {
            throw new IllegalArgumentException(path + " is given twice");
        } else {
            values.put(path, value);
        }
        return this;
    }

    /** The text, indented, without a line end at its end. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        JsonText.write(text, this, 0);
        return text.toString();
    }

    Map<String, Object> values() {
        return values;
    }
}
