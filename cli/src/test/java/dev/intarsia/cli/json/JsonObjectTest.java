package dev.intarsia.cli.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonParser;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is printed is read back by Gson, which we did not write. */
class JsonObjectTest {

    @Test
    void printsKeysInTheirOrder() {
        JsonObject object = new JsonObject()
                .put("model", "fashion")
                .put("accuracy.real", 0.913)
                .put("accuracy.integer", 0.5)
                .put("macs", 1_933_824)
                .put("ok", true)
                .put("missing", Optional.empty())
                .put("empty", new JsonObject())
                .put("layers", List.of(new JsonObject().put("name", "conv1"), new JsonObject().put("name", "pool")))
                .put("files", List.of("a", "b"));
        assertEquals("""
                {
                  "model": "fashion",
                  "accuracy": {
                    "real": 0.913,
                    "integer": 0.5
                  },
                  "macs": 1933824,
                  "ok": true,
                  "missing": null,
                  "empty": {},
                  "layers": [{
                    "name": "conv1"
                  }, {
                    "name": "pool"
                  }],
                  "files": ["a", "b"]
                }""", object.toString());
    }

    @Property(tries = 500, seed = "20260101")
    void everyTextIsReadBack(@ForAll String key, @ForAll String value) {
        String flat = key.replace('.', '_');
        var read = JsonParser.parseString(new JsonObject().put(flat, value).toString())
                .getAsJsonObject();
        assertEquals(value, read.get(flat).getAsString());
    }

    @Property(tries = 500, seed = "20260102")
    void everyNumberIsReadBack(@ForAll long whole, @ForAll double fraction) {
        String text =
                new JsonObject().put("whole", whole).put("fraction", fraction).toString();
        var read = JsonParser.parseString(text).getAsJsonObject();
        assertEquals(whole, read.get("whole").getAsLong());
        assertEquals(fraction, read.get("fraction").getAsDouble());
    }

    @Test
    void loneSurrogatesAndControlCharactersAreEscaped() {
        assertEquals(
                "{\n  \"a\": \"\\u0001\\ud800x\\\"\\\\\"\n}",
                new JsonObject().put("a", "\u0001\ud800x\"\\").toString());
    }

    @Test
    void refusesWhatJsonCannotSay() {
        JsonObject object = new JsonObject().put("a", 1);
        assertThrows(IllegalArgumentException.class, () -> object.put("a", 2));
        assertThrows(IllegalArgumentException.class, () -> object.put("a.b", 2));
        assertThrows(IllegalArgumentException.class, () -> object.put("x", Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> object.put("x", List.of(1.5)));
    }
}
