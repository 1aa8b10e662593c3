package dev.intarsia.frontend.model;

import dev.intarsia.frontend.grammar.IntaParser;
import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.ir.graph.AttributeValue;
import dev.intarsia.ir.graph.Op;
import dev.intarsia.ir.graph.OpSyntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes operators from what is written, by their own syntax. What is wrong is reported and then empty. */
record OperatorReader(TermReader terms, List<OpSyntax> operators) {

    /** The syntax of the operator that is called. */
    Optional<OpSyntax> syntax(IntaParser.CallContext call) {
        String mnemonic = terms.name(call.name());
        Optional<OpSyntax> syntax =
                operators.stream().filter(s -> s.mnemonic().equals(mnemonic)).findFirst();
        if (syntax.isEmpty()) {
            List<String> known = operators.stream().map(OpSyntax::mnemonic).toList();
            terms.error(
                    call.name(),
                    "there is no operator '" + mnemonic + "'",
                    Suggestion.among(mnemonic, "the operators", known));
        }
        return syntax;
    }

    /** The operator with its attributes. */
    Optional<Op> operator(IntaParser.CallContext call, OpSyntax syntax) {
        Map<String, AttributeValue> values = new HashMap<>();
        boolean whole = true;
        for (IntaParser.ArgumentContext argument : call.argument()) {
            if (argument.attribute() != null) {
                whole &= read(argument.attribute(), syntax, values);
            }
        }
        for (OpSyntax.Parameter parameter : syntax.parameters()) {
            if (!values.containsKey(parameter.name())) {
                if (!parameter.required()) {
                    values.put(parameter.name(), parameter.standard());
                } else if (whole) {
                    terms.error(
                            call.name(),
                            syntax.mnemonic() + " needs the attribute '" + parameter.name() + "'",
                            "add '" + parameter.name() + ":' and " + expected(parameter));
                    whole = false;
                }
            }
        }
        if (!whole) {
            return Optional.empty();
        }
        try {
            return Optional.of(syntax.make().apply(new OpSyntax.Arguments(values)));
        } catch (IllegalArgumentException e) {
            terms.error(call, e.getMessage(), "");
            return Optional.empty();
        }
    }

    private boolean read(IntaParser.AttributeContext attribute, OpSyntax syntax, Map<String, AttributeValue> values) {
        String name = terms.name(attribute.name());
        List<String> known =
                syntax.parameters().stream().map(OpSyntax.Parameter::name).toList();
        Optional<OpSyntax.Parameter> parameter =
                syntax.parameters().stream().filter(p -> p.name().equals(name)).findFirst();
        if (parameter.isEmpty()) {
            terms.error(
                    attribute.name(),
                    syntax.mnemonic() + " has no attribute '" + name + "'",
                    Suggestion.among(name, "attribute of " + syntax.mnemonic(), known));
            return false;
        }
        if (values.containsKey(name)) {
            terms.error(attribute, "the attribute '" + name + "' is given twice", "remove one of them");
            return false;
        }
        Optional<AttributeValue> value = value(attribute.value(), parameter.get());
        value.ifPresent(v -> values.put(name, v));
        return value.isPresent();
    }

    private Optional<AttributeValue> value(IntaParser.ValueContext value, OpSyntax.Parameter parameter) {
        OpSyntax.Kind kind = parameter.kind();
        return switch (value) {
            case IntaParser.NumberValueContext number
            when kind == OpSyntax.Kind.REAL_NUMBER ->
                terms.real(number.number(), parameter.name()).map(AttributeValue.RealNumber::new);
            case IntaParser.NumberValueContext number
            when TermReader.isWhole(number.number())
                    && (kind == OpSyntax.Kind.WHOLE_NUMBER || kind == OpSyntax.Kind.WHOLE_NUMBERS) ->
                size(number.number(), parameter).map(AttributeValue.WholeNumber::new);
            case IntaParser.ListValueContext list
            when list.number().stream().allMatch(TermReader::isWhole)
                    && (kind == OpSyntax.Kind.WHOLE_NUMBERS || kind == OpSyntax.Kind.WORD_OR_NUMBERS) ->
                sizes(list.number(), parameter);
            case IntaParser.WordValueContext word
            when parameter.words().contains(terms.name(word.name())) ->
                Optional.of(new AttributeValue.Word(terms.name(word.name())));
            default -> {
                terms.error(
                        value,
                        "the value of '" + parameter.name() + "' is "
                                + terms.source().text(value),
                        "write " + expected(parameter));
                yield Optional.empty();
            }
        };
    }

    private Optional<AttributeValue> sizes(List<IntaParser.NumberContext> list, OpSyntax.Parameter parameter) {
        List<Long> numbers = new ArrayList<>();
        list.forEach(number -> size(number, parameter).ifPresent(numbers::add));
        return numbers.size() == list.size() ? Optional.of(new AttributeValue.WholeNumbers(numbers)) : Optional.empty();
    }

    private Optional<Long> size(IntaParser.NumberContext number, OpSyntax.Parameter parameter) {
        return terms.whole(number, parameter.name(), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static String expected(OpSyntax.Parameter parameter) {
        String words = String.join(", ", parameter.words());
        return switch (parameter.kind()) {
            case WHOLE_NUMBER -> "a whole number";
            case REAL_NUMBER -> "a number";
            case WHOLE_NUMBERS -> "a whole number, or a list of them: [1, 2]";
            case WORD -> "one of: " + words;
            case WORD_OR_NUMBERS -> "a list of whole numbers, or one of: " + words;
        };
    }
}
