package dev.intarsia.hwtest.foreign;

import dev.intarsia.frontend.text.SourceOrder;
import dev.intarsia.frontend.text.SourceText;
import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.hwtest.foreign.Binding.BoundOperand;
import dev.intarsia.hwtest.foreign.Binding.BoundResult;
import dev.intarsia.hwtest.foreign.Binding.Handshake;
import dev.intarsia.hwtest.foreign.Binding.Reset;
import dev.intarsia.hwtest.foreign.Operation.Operand;
import dev.intarsia.hwtest.foreign.Operation.Presence;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.arithmetic.MultiplyShift;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.diagnostic.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads bindings; reports all that is wrong with one. */
public final class BindingReader {

    private static final List<String> KEYS = List.of(
            "design",
            "clock",
            "reset",
            "parameter",
            "operation",
            "products",
            "accumulation",
            "form",
            "operand",
            "result",
            "input_handshake",
            "output_handshake",
            "latency");
    private static final List<String> REPEATED = List.of("parameter", "operand");
    private static final List<String> OPERATIONS =
            List.of(Operation.MultiplyAccumulate.KEYWORD, Operation.Requantize.KEYWORD);
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");
    private static final Pattern FORMAT = Pattern.compile("([iu][0-9]+)(?:\\[([1-9][0-9]{0,2})\\])?");
    private static final int MOST_PRODUCTS = 1 << 16;

    /** A line's words and their places. */
    private record Line(List<String> words, List<Span> places) {

        String key() {
            return words.getFirst();
        }

        Span place() {
            return places.getFirst();
        }

        /** What stands behind the key, words separated by single blanks. */
        String rest() {
            return String.join(" ", words.subList(1, words.size()));
        }

        Span restPlace() {
            Span first = words.size() > 1 ? places.get(1) : places.getFirst();
            Span last = places.getLast();
            return new Span(
                    first.file(),
                    first.line(),
                    first.column(),
                    last.column() + last.length() - first.column(),
                    first.sourceLine());
        }
    }

    private final SourceText source;
    private final Diagnostics diagnostics = new Diagnostics();
    private final List<Line> lines = new ArrayList<>();

    private BindingReader(SourceText source) {
        this.source = source;
    }

    /** @throws InvalidInputException with everything that is wrong */
    public static Binding read(Path file) {
        return read(SourceText.read(file));
    }

    /** @throws InvalidInputException with everything that is wrong */
    public static Binding read(SourceText source) {
        BindingReader reader = new BindingReader(source);
        Optional<Binding> binding = reader.binding();
        SourceOrder.stopOnErrors(reader.diagnostics);
        return binding.orElseThrow();
    }

    private Optional<Binding> binding() {
        split();
        Optional<String> name = single("design").flatMap(this::name);
        Optional<String> clock = single("clock").flatMap(this::name);
        Optional<Reset> reset = only("reset").flatMap(this::reset);
        Map<String, Integer> parameters = parameters();
        Optional<BoundResult> result = single("result").flatMap(this::result);
        Optional<Operation> operation = single("operation").flatMap(line -> operation(line, result));
        List<BoundOperand> operands = operation.map(this::operands).orElse(List.of());
        Optional<Handshake> input = only("input_handshake").flatMap(this::handshake);
        Optional<Handshake> output = only("output_handshake").flatMap(this::handshake);
        OptionalInt latency = only("latency")
                .flatMap(line -> number(line, 0, 10_000))
                .map(l -> OptionalInt.of(Math.toIntExact(l)))
                .orElse(OptionalInt.empty());
        boolean timed = only("latency").isPresent();
        if (only("output_handshake").isPresent() == timed) {
            diagnostics.error(
                    source.beginning(),
                    timed ? "results have a handshake and a latency, too" : "it is not said when a result is there",
                    "write either output_handshake VALID READY or latency CYCLES");
        }
        operation.ifPresent(o -> result.ifPresent(r -> checkResult(o, r)));
        if (diagnostics.hasErrors()) {
            return Optional.empty();
        }
        return Optional.of(new Binding(
                name.orElseThrow(),
                clock.orElseThrow(),
                reset,
                parameters,
                operation.orElseThrow(),
                operands,
                result.orElseThrow(),
                input,
                output,
                latency,
                source.beginning()));
    }

    private void split() {
        for (int i = 0; i < source.lines().size(); i++) {
            String whole = source.lines().get(i);
            int comment = whole.indexOf('#');
            Matcher m = WORD.matcher(comment < 0 ? whole : whole.substring(0, comment));
            List<String> words = new ArrayList<>();
            List<Span> places = new ArrayList<>();
            while (m.find()) {
                words.add(m.group());
                int column = whole.codePointCount(0, m.start()) + 1;
                places.add(new Span(
                        source.file(),
                        i + 1,
                        column,
                        m.group().codePointCount(0, m.group().length()),
                        whole));
            }
            if (words.isEmpty()) {
                continue;
            }
            Line line = new Line(words, places);
            if (!KEYS.contains(line.key())) {
                diagnostics.error(
                        line.place(),
                        "a binding has no '" + line.key() + "'",
                        Suggestion.among(line.key(), "a line begins with one of", KEYS));
            } else if (!REPEATED.contains(line.key()) && only(line.key()).isPresent()) {
                diagnostics.error(
                        line.place(),
                        "'" + line.key() + "' is given twice",
                        "remove one of them; the first is in line "
                                + only(line.key()).get().place().line());
            } else {
                lines.add(line);
            }
        }
    }

    private Optional<Line> only(String key) {
        return lines.stream().filter(line -> line.key().equals(key)).findFirst();
    }

    private Optional<Line> single(String key) {
        Optional<Line> line = only(key);
        if (line.isEmpty()) {
            diagnostics.error(
                    source.beginning(),
                    "the line '" + key + "' is missing",
                    "add it; docs/foreign-designs.md has examples");
        }
        return line;
    }

    private <T> Optional<T> refuse(Line line, String found, String expected) {
        diagnostics.error(line.restPlace(), found, expected);
        return Optional.empty();
    }

    private Optional<String> name(Line line) {
        return line.words().size() == 2 && NAME.matcher(line.rest()).matches()
                ? Optional.of(line.rest())
                : refuse(line, "'" + line.rest() + "' is no name", "write " + line.key() + " NAME");
    }

    private Optional<Reset> reset(Line line) {
        if (line.words().size() == 3
                && List.of("low", "high").contains(line.words().get(2))) {
            return Optional.of(
                    new Reset(line.words().get(1), line.words().get(2).equals("high")));
        }
        return refuse(line, "'" + line.rest() + "' is no reset", "write reset PORT low, or reset PORT high");
    }

    private Map<String, Integer> parameters() {
        Map<String, Integer> parameters = new LinkedHashMap<>();
        for (Line line : lines) {
            if (line.key().equals("parameter")) {
                if (line.words().size() == 3 && line.words().get(2).matches("-?[0-9]{1,9}")) {
                    parameters.put(
                            line.words().get(1), Integer.valueOf(line.words().get(2)));
                } else {
                    refuse(line, "'" + line.rest() + "' is no parameter", "write parameter NAME INTEGER");
                }
            }
        }
        return parameters;
    }

    private Optional<Long> number(Line line, long least, long most) {
        if (line.words().size() == 2 && NUMBER.matcher(line.rest()).matches()) {
            long number = Long.parseLong(line.rest());
            if (number >= least && number <= most) {
                return Optional.of(number);
            }
        }
        return refuse(line, "found '" + line.rest() + "'", "write a number of " + least + " to " + most);
    }

    private Optional<Operation> operation(Line line, Optional<BoundResult> result) {
        return switch (line.rest()) {
            case Operation.MultiplyAccumulate.KEYWORD -> multiplyAccumulate();
            case Operation.Requantize.KEYWORD -> requantize(result);
            default ->
                refuse(
                        line,
                        "there is no operation '" + line.rest() + "'",
                        Suggestion.among(line.rest(), "the operations", OPERATIONS));
        };
    }

    private Optional<Operation> multiplyAccumulate() {
        Optional<Accumulation> accumulation = single("accumulation")
                .flatMap(
                        line -> Accumulation.parse(line.rest())
                                .or(
                                        () -> refuse(
                                                line,
                                                "'" + line.rest() + "' is no way to form a sum",
                                                "write wrap i20, saturate_end i20, saturate(chunk = 4) i20, or i32 where no sum can overflow")));
        Optional<long[]> products = single("products").flatMap(line -> range(line, 1, 1, MOST_PRODUCTS));
        return accumulation.flatMap(a ->
                products.map(p -> new Operation.MultiplyAccumulate(a, Math.toIntExact(p[0]), Math.toIntExact(p[1]))));
    }

    private Optional<Operation> requantize(Optional<BoundResult> result) {
        Optional<MultiplyShift> form = single("form")
                .flatMap(line -> Requantizer.parse(line.rest())
                        .flatMap(r -> r instanceof MultiplyShift m ? Optional.of(m) : Optional.empty())
                        .or(() -> refuse(
                                line,
                                "'" + line.rest() + "' is no requantizer that multiplies and shifts",
                                "write double i32 half_away, single i32 half_up, or another width and rounding")));
        return form.flatMap(f -> result.map(
                r -> new Operation.Requantize(f, r.format().min(), r.format().max())));
    }

    /** {@code N}, or {@code N … M}, from a line's word on. */
    private Optional<long[]> range(Line line, int from, long least, long most) {
        List<String> words = line.words().subList(from, line.words().size());
        boolean one = words.size() == 1 && NUMBER.matcher(words.getFirst()).matches();
        boolean two = words.size() == 3
                && List.of("…", "..", "...", "to").contains(words.get(1))
                && NUMBER.matcher(words.getFirst()).matches()
                && NUMBER.matcher(words.get(2)).matches();
        if (one || two) {
            long low = Long.parseLong(words.getFirst());
            long high = Long.parseLong(words.getLast());
            if (least <= low && low <= high && high <= most) {
                return Optional.of(new long[] {low, high});
            }
        }
        return refuse(
                line,
                "'" + String.join(" ", words) + "' is no range within " + least + " … " + most,
                "write " + least + " … " + most + ", or less");
    }

    private Optional<BoundResult> result(Line line) {
        if (line.words().size() == 4) {
            Optional<IntFormat> format = IntFormat.parse(line.words().get(2));
            if (format.isPresent() && format.get().bits() < 64) {
                return Optional.of(new BoundResult(
                        line.words().get(1), format.get(), line.words().get(3), line.restPlace()));
            }
        }
        return refuse(
                line,
                "'" + line.rest() + "' is no result",
                "write result NAME FORMAT PORT, as in result sum i20 out_sum");
    }

    private Optional<Handshake> handshake(Line line) {
        return switch (line.words().size()) {
            case 2 -> Optional.of(new Handshake(line.words().get(1), Optional.empty()));
            case 3 ->
                Optional.of(new Handshake(
                        line.words().get(1), Optional.of(line.words().get(2))));
            default ->
                refuse(
                        line,
                        "'" + line.rest() + "' is no handshake",
                        "write " + line.key() + " VALID READY, or only VALID");
        };
    }

    private List<BoundOperand> operands(Operation operation) {
        List<String> names = operation.operands().stream().map(Operand::name).toList();
        Map<String, BoundOperand> found = new LinkedHashMap<>();
        for (Line line : lines) {
            if (line.key().equals("operand") && line.words().size() > 1) {
                String name = line.words().get(1);
                if (!names.contains(name)) {
                    diagnostics.error(
                            line.places().get(1),
                            operation.keyword() + " has no operand '" + name + "'",
                            Suggestion.among(name, "its operands", names));
                } else if (found.containsKey(name)) {
                    diagnostics.error(line.places().get(1), "'" + name + "' is bound twice", "remove one of them");
                } else {
                    Operand operand = operation.operands().get(names.indexOf(name));
                    operand(line, operand).ifPresent(bound -> found.put(name, bound));
                }
            } else if (line.key().equals("operand")) {
                refuse(line, "no operand is named", "write operand NAME FORMAT PORT");
            }
        }
        List<BoundOperand> bound = new ArrayList<>();
        for (Operand operand : operation.operands()) {
            Optional.ofNullable(found.get(operand.name())).ifPresent(bound::add);
            boolean written = lines.stream()
                    .anyMatch(l -> l.key().equals("operand")
                            && l.words().size() > 1
                            && l.words().get(1).equals(operand.name()));
            if (operand.required() && !written) {
                diagnostics.error(
                        source.beginning(),
                        "the operand '" + operand.name() + "' of " + operation.keyword() + " is not bound",
                        "add operand " + operand.name() + " FORMAT PORT, or operand " + operand.name()
                                + " FORMAT = VALUE");
            }
        }
        check(operation, bound);
        return bound;
    }

    private Optional<BoundOperand> operand(Line line, Operand operand) {
        Matcher format = FORMAT.matcher(line.words().size() > 2 ? line.words().get(2) : "");
        Optional<IntFormat> word = format.matches() ? IntFormat.parse(format.group(1)) : Optional.empty();
        if (line.words().size() < 4 || word.isEmpty() || word.get().bits() > 63) {
            return refuse(
                    line,
                    "'" + line.rest() + "' binds nothing",
                    "write operand NAME FORMAT PORT, as in operand a i8 in_a, with LOW … HIGH behind it for fewer words");
        }
        int lanes = format.group(2) == null ? 1 : Integer.parseInt(format.group(2));
        if (lanes > 1 && operand.presence() != Presence.EACH_PRODUCT) {
            return refuse(line, "'" + operand.name() + "' is one word, not " + lanes, "write " + word.get());
        }
        IntFormat f = word.get();
        boolean constant = line.words().get(3).equals("=");
        Optional<long[]> range = constant || line.words().size() > 4
                ? range(line, 4, f.min(), f.max())
                : Optional.of(new long[] {f.min(), f.max()});
        if (constant && range.isPresent() && range.get()[0] != range.get()[1]) {
            return refuse(line, "a constant has one value", "write operand " + operand.name() + " " + f + " = VALUE");
        }
        return range.map(r -> new BoundOperand(
                operand.name(),
                operand.presence(),
                f,
                lanes,
                constant ? Optional.empty() : Optional.of(line.words().get(3)),
                r[0],
                r[1],
                line.restPlace()));
    }

    /** What an operation asks of its operands together. */
    private void check(Operation operation, List<BoundOperand> operands) {
        switch (operation) {
            case Operation.MultiplyAccumulate m -> {
                List<BoundOperand> factors = operands.stream()
                        .filter(o -> o.presence() == Presence.EACH_PRODUCT)
                        .toList();
                if (factors.stream().mapToInt(BoundOperand::lanes).distinct().count() > 1) {
                    diagnostics.error(
                            factors.getLast().place(), "a and b have different numbers of words", "give both the same");
                }
                if (factors.stream().mapToInt(o -> o.format().bits()).sum() > 46) {
                    diagnostics.error(
                            factors.getLast().place(), "products have more than 46 bits", "bind narrower words");
                } else if (m.accumulation() instanceof Accumulation.Exact exact && factors.size() == 2) {
                    long reach = Math.multiplyExact(m.most(), largest(factors.get(0)) * largest(factors.get(1)))
                            + operands.stream()
                                    .filter(o -> o.name().equals("bias"))
                                    .mapToLong(BindingReader::largest)
                                    .sum();
                    if (reach > exact.format().max()) {
                        diagnostics.error(
                                only("accumulation").orElseThrow().restPlace(),
                                "sums of up to " + reach + " do not fit " + exact.format(),
                                "write wrap " + exact.format() + ", saturate_end " + exact.format()
                                        + ", or a wider format");
                    }
                }
            }
            case Operation.Requantize r -> {
                IntFormat multiplier = r.form().multiplierFormat();
                for (BoundOperand o : operands) {
                    if (o.name().equals("multiplier")
                            && !(multiplier.contains(o.low()) && multiplier.contains(o.high()))) {
                        diagnostics.error(
                                o.place(),
                                "multipliers of " + o.low() + " … " + o.high() + " do not fit " + multiplier,
                                "give a narrower range behind the port");
                    }
                    if (o.name().equals("shift") && (o.low() < 0 || o.high() > 63)) {
                        diagnostics.error(
                                o.place(),
                                "shifts of " + o.low() + " … " + o.high() + " are not all within 0 … 63",
                                "give a range behind the port, as in operand shift u6 in_shift 31 … 40");
                    }
                }
            }
        }
    }

    private void checkResult(Operation operation, BoundResult result) {
        if (!result.name().equals(operation.result())) {
            diagnostics.error(
                    result.place(),
                    "the result of " + operation.keyword() + " is not '" + result.name() + "'",
                    "write result " + operation.result() + " FORMAT PORT");
        }
        if (operation instanceof Operation.MultiplyAccumulate m
                && !result.format().contains(m.accumulation().format())) {
            diagnostics.error(
                    result.place(),
                    "a sum of " + m.accumulation().format() + " does not fit " + result.format(),
                    "write the format of the accumulation");
        }
    }

    private static long largest(BoundOperand operand) {
        return Math.max(Math.abs(operand.low()), Math.abs(operand.high()));
    }
}
