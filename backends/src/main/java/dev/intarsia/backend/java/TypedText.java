package dev.intarsia.backend.java;

import com.palantir.javapoet.CodeBlock;
import dev.intarsia.ir.arithmetic.Overflow;
import dev.intarsia.ir.arithmetic.RealScale;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.command.Command.Surround;
import dev.intarsia.ir.command.Sync;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java text in which a type is written {@code @Name}, so that expressions can be put together as strings and still get their imports. */
final class TypedText {

    private static final Map<String, Class<?>> TYPES = Map.of(
            "Overflow", Overflow.class,
            "RealScale", RealScale.class,
            "Rounding", Rounding.class,
            "Surround", Surround.class,
            "Sync", Sync.class);

    private static final Pattern TYPE = Pattern.compile("@([A-Z][A-Za-z]*)");

    private TypedText() {}

    /** The text with its types known to the printer. */
    static CodeBlock of(String text) {
        List<Object> types = new ArrayList<>();
        Matcher matcher = TYPE.matcher(text);
        String format = matcher.replaceAll(found -> {
            types.add(TYPES.get(found.group(1)));
            return Matcher.quoteReplacement("$T");
        });
        return CodeBlock.of(format, types.toArray());
    }
}
