package dev.intarsia.frontend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxAttribute;
import dev.intarsia.frontend.onnx.file.OnnxModel;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.ir.arithmetic.ArithmeticProfile;
import dev.intarsia.ir.diagnostic.Diagnostics;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import dev.intarsia.ir.graph.Graph;
import dev.intarsia.ir.graph.Node;
import dev.intarsia.ir.pass.Lower;
import dev.intarsia.ir.quantize.FollowTypes;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever operands and attributes the nodes of a model have, they are read or refused with a diagnostic. Every row of the table is given operands of
 * all ranks and attributes of all lengths, one at a time and several at once, and rows are drawn that read each other's results.
 */
class OddNodesTest {

    private static final boolean FULL = "full".equals(System.getProperty("intarsia.tests"));
    private static final int CHANGED = FULL ? 4_000 : 25;
    private static final int CHAINS = FULL ? 1_000_000 : 6_000;
    private static final long SEED = 20_261_126;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_BYTES = 64L << 20;
    private static final long MOST_ELEMENTS = 2_000;
    private static final int SHOWN = 20;

    private static final List<Long> NUMBERS = FULL
            ? List.of(
                    0L,
                    1L,
                    2L,
                    3L,
                    4L,
                    5L,
                    7L,
                    16L,
                    -1L,
                    -2L,
                    -3L,
                    -5L,
                    1000L,
                    1L << 14,
                    46341L,
                    1L << 16,
                    1L << 31,
                    -(1L << 31),
                    (1L << 31) - 1,
                    Long.MAX_VALUE,
                    Long.MIN_VALUE)
            : List.of(0L, 1L, 3L, -1L, -5L, 46341L, 1L << 31, Long.MIN_VALUE);
    private static final List<DataType> TYPES = FULL
            ? List.of(DataType.FLOAT, DataType.UINT8, DataType.INT64, DataType.BOOL)
            : List.of(DataType.FLOAT, DataType.INT64);
    private static final List<Integer> SIZES = FULL ? List.of(1, 2, 3) : List.of(2);
    private static final List<String> TEXTS = List.of(
            "",
            "SAME_UPPER",
            "SAME_LOWER",
            "VALID",
            "NOTSET",
            "linear",
            "cubic",
            "nearest",
            "align_corners",
            "asymmetric",
            "pytorch_half_pixel",
            "half_pixel_symmetric",
            "ceil",
            "round_prefer_ceil",
            "edge",
            "reflect",
            "wrap",
            "CRD",
            "tanh",
            "NHWC",
            "NC",
            "FLOOR",
            "CEIL",
            "ROUND_TO_ZERO",
            "HALF_UP",
            "DOWN");

    private final Map<String, String> failures = new LinkedHashMap<>();
    private int read;
    private int refused;
    private int refusedLater;

    /** Reads a model; remembers it where it is neither read nor refused, once for each place in the code. */
    private boolean reads(OnnxModel model) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            OnnxImport imported = Importer.read(Path.of("odd.onnx"), model, OnnxBindings.NONE);
            read++;
            runs(imported, model);
            return true;
        } catch (InvalidInputException e) {
            refused++;
            if (e.diagnostics().isEmpty()) {
                failures.putIfAbsent("refused without a diagnostic", text(model));
            }
            return false;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            failures.putIfAbsent(place(e), "\n  " + e.getMessage() + text(model));
            return false;
        } finally {
            long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (bytes > MOST_BYTES) {
                failures.putIfAbsent(
                        "more than 64 MB, at " + model.nodes().getLast().operator(), bytes + " bytes: " + text(model));
            }
        }
    }

    /** What was read has a meaning: real numbers of the shapes that were inferred, and integers where it has types of them. */
    private void runs(OnnxImport imported, OnnxModel model) {
        Graph graph = imported.model().graph();
        long elements = graph.nodes().stream()
                .mapToLong(node -> node.type().shape().elements())
                .sum();
        if (elements > MOST_ELEMENTS) {
            return;
        }
        Map<String, RealTensor> known = new HashMap<>();
        graph.constants()
                .forEach(constant -> known.put(
                        constant.name(),
                        switch (constant.value()) {
                            case RealTensor real -> real;
                            case RawTensor words -> constant.type().quantized().real(words);
                        }));
        graph.inputs().forEach(input -> {
            float[] numbers = new float[input.type().shape().elements()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = i % 7 - 2;
            }
            known.put(input.name(), RealTensor.owning(input.type().shape(), numbers));
        });
        for (Node node : graph.nodes()) {
            RealTensor result =
                    node.op().real(node.operands().stream().map(known::get).toList());
            if (!result.shape().equals(node.type().shape())) {
                failures.putIfAbsent(
                        node.op().mnemonic() + " gives " + result.shape() + " for " + node.type(), text(model));
            }
            known.put(node.name(), result);
        }
        imported.model().engineProfile().ifPresent(profile -> {
            try {
                Diagnostics diagnostics = new Diagnostics();
                Lower.lower(FollowTypes.apply(
                        graph, ArithmeticProfile.named(profile).orElseThrow(), diagnostics));
            } catch (InvalidInputException e) {
                refusedLater++;
            }
        });
    }

    private static String place(Throwable thrown) {
        return thrown.getClass().getSimpleName()
                + Stream.of(thrown.getStackTrace())
                        .filter(frame -> frame.getClassName().startsWith("dev.intarsia"))
                        .dropWhile(frame -> frame.getClassName().contains("OnnxTensor")
                                || frame.getClassName().contains("ir.type"))
                        .limit(2)
                        .map(frame -> "\n    " + frame)
                        .reduce("", String::concat);
    }

    private static String text(OnnxModel model) {
        return "\n  opsets " + model.opsets() + " inputs " + model.inputs() + " known " + model.initializers()
                + " nodes " + model.nodes();
    }

    private void finish(String what) {
        System.out.println("COUNT models of " + what + ", read, of these refused by integers, refused: " + read + ", "
                + refusedLater + ", " + refused);
        assertEquals(
                "",
                failures.entrySet().stream()
                        .limit(SHOWN)
                        .map(failure -> failure.getKey() + failure.getValue())
                        .reduce("", (a, b) -> a + "\n" + b));
    }

    @Test
    void everyRowHasExamplesThatAreRead() {
        for (OddNode example : NodeExamples.all().toList()) {
            assertTrue(reads(example.model()), () -> "not read: " + example + failures);
        }
    }

    @Test
    void oneOddOperand() {
        for (OddNode example : NodeExamples.all().toList()) {
            for (int count = 0; count <= example.operands().size() + 2; count++) {
                List<OddOperand> operands = new ArrayList<>(example.operands())
                        .subList(0, Math.min(count, example.operands().size()));
                while (operands.size() < count) {
                    operands = new ArrayList<>(operands);
                    operands.add(OddOperand.input(1, 2));
                }
                reads(example.operands(operands).model());
            }
            for (int i = 0; i < example.operands().size(); i++) {
                for (OddOperand other : others(example.operands().get(i))) {
                    reads(example.operand(i, other).model());
                }
            }
        }
        finish("one odd operand");
    }

    private static List<OddOperand> others(OddOperand operand) {
        List<OddOperand> others = new ArrayList<>(List.of(OddOperand.missing()));
        for (DataType type : TYPES) {
            for (int rank = 0; rank <= 5; rank++) {
                for (int size : SIZES) {
                    List<Integer> dims = new ArrayList<>(java.util.Collections.nCopies(rank, size));
                    others.add(OddOperand.flowing(type, dims.toArray(Integer[]::new)));
                    others.add(OddOperand.known(type, dims));
                    if (rank > 0) {
                        dims.set(0, 1);
                        others.add(OddOperand.flowing(type, dims.toArray(Integer[]::new)));
                        dims.set(rank - 1, 0);
                        others.add(OddOperand.known(type, dims));
                    }
                }
            }
        }
        if (operand instanceof OddOperand.Known(OnnxTensor tensor)
                && !tensor.type().isReal()) {
            for (int i = 0; i < tensor.elements(); i++) {
                for (long number : NUMBERS) {
                    long[] words = tensor.words();
                    words[i] = number;
                    others.add(new OddOperand.Known(OnnxTensor.ofWords(tensor.type(), tensor.dims(), words)));
                }
            }
        }
        if (operand instanceof OddOperand.Known(OnnxTensor tensor)
                && tensor.type().isReal()) {
            for (double number :
                    new double[] {0, -1, 0.3, 1e30, -1e30, Double.NaN, Double.POSITIVE_INFINITY, 1 << 30}) {
                double[] numbers = tensor.numbers();
                java.util.Arrays.fill(numbers, number);
                others.add(new OddOperand.Known(OnnxTensor.ofNumbers(tensor.type(), tensor.dims(), numbers)));
            }
        }
        return others;
    }

    @Test
    void oneOddAttribute() throws IOException {
        for (OddNode example : NodeExamples.all().toList()) {
            for (String name : attributes(example)) {
                reads(example.without(name).model());
                for (OnnxAttribute value : VALUES) {
                    reads(example.with(name, value).model());
                }
            }
            for (long opset : new long[] {1, 6, 7, 9, 10, 11, 12, 13, 18, 21}) {
                reads(example.opset(opset).model());
            }
            for (int outputs = 0; outputs < 4; outputs++) {
                reads(example.outputs(outputs).model());
            }
        }
        finish("one odd attribute");
    }

    private static final List<OnnxAttribute> VALUES = values();

    private static List<OnnxAttribute> values() {
        List<OnnxAttribute> values = new ArrayList<>();
        NUMBERS.forEach(number -> values.add(new OnnxAttribute.Whole(number)));
        for (int length = 0; length < 7; length++) {
            for (long number : NUMBERS) {
                values.add(new OnnxAttribute.Wholes(java.util.Collections.nCopies(length, number)));
            }
        }
        for (float number : new float[] {0, -1, 0.5f, 1e30f, Float.NaN, Float.POSITIVE_INFINITY}) {
            values.add(new OnnxAttribute.Real(number));
        }
        TEXTS.forEach(text -> values.add(new OnnxAttribute.Text(text)));
        values.add(new OnnxAttribute.Array(java.util.Optional.empty()));
        values.add(new OnnxAttribute.Array(java.util.Optional.of(OnnxTensor.ofNumbers(DataType.FLOAT, List.of(0)))));
        values.add(
                new OnnxAttribute.Array(java.util.Optional.of(OnnxTensor.ofNumbers(DataType.FLOAT, List.of(2), 1, 2))));
        values.add(new OnnxAttribute.Reals(List.of(1f, 2f)));
        values.add(new OnnxAttribute.Texts(List.of("a")));
        values.add(new OnnxAttribute.Other());
        return values;
    }

    private static final Map<String, List<String>> ATTRIBUTES = new HashMap<>();

    /** The attributes that an operator reads: those among all that the importer's code names that it refuses when they are of no known kind. */
    private static List<String> attributes(OddNode example) throws IOException {
        String key = example.domain()
                + example.operator()
                + example.opset()
                + example.operands().size();
        if (!ATTRIBUTES.containsKey(key)) {
            List<String> names = new ArrayList<>(example.attributes().keySet());
            for (String name : words()) {
                if (!names.contains(name)) {
                    try {
                        Importer.read(
                                Path.of("odd.onnx"),
                                example.with(name, new OnnxAttribute.Other()).model(),
                                OnnxBindings.NONE);
                    } catch (InvalidInputException e) {
                        names.add(name);
                    }
                }
            }
            ATTRIBUTES.put(key, List.copyOf(names));
        }
        return ATTRIBUTES.get(key);
    }

    /** Where the importer's code names an attribute that it reads. */
    private static final Pattern READING = Pattern.compile(
            "(?:(?:hole|holes|umber|eal|Zero|ord|ttribute|Known)\\(|node, |1L?, |0\\.\\d, |\\w, )\"([a-zA-Z_]+)\"");

    private static final TreeSet<String> WORDS = new TreeSet<>();

    private static TreeSet<String> words() throws IOException {
        if (WORDS.isEmpty()) {
            Path code = Path.of("src/main/java/dev/intarsia/frontend/onnx");
            try (Stream<Path> files = Files.walk(code)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Matcher matcher = READING.matcher(Files.readString(file));
                    while (matcher.find()) {
                        WORDS.add(matcher.group(1));
                    }
                }
            }
        }
        return WORDS;
    }

    @Test
    void severalOddThings() throws IOException {
        Random random = new Random(SEED);
        for (OddNode example : NodeExamples.all().toList()) {
            for (int i = 0; i < CHANGED; i++) {
                OddNode node = example;
                for (int change = 0; change < 2 + random.nextInt(2); change++) {
                    node = changed(node, random);
                }
                reads(node.model());
            }
        }
        finish("several odd things");
    }

    private static <T> T one(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static OddNode changed(OddNode node, Random random) throws IOException {
        List<String> attributes = attributes(node);
        int choice = random.nextInt(10);
        if (choice == 0) {
            return node.opset(one(List.of(6L, 7L, 9L, 10L, 11L, 13L, 18L, 21L), random));
        }
        if (choice == 1) {
            return node.outputs(random.nextInt(4));
        }
        if (choice < 5 && !attributes.isEmpty()) {
            return node.with(one(attributes, random), value(random));
        }
        if (node.operands().isEmpty()) {
            return node;
        }
        return node.operand(random.nextInt(node.operands().size()), operand(random));
    }

    private static OnnxAttribute value(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> new OnnxAttribute.Whole(one(NUMBERS, random));
            case 1, 2 -> {
                List<Long> numbers = new ArrayList<>();
                int length = random.nextInt(6);
                for (int i = 0; i < length; i++) {
                    numbers.add(random.nextInt(4) == 0 ? one(NUMBERS, random) : Long.valueOf(random.nextInt(5) - 1));
                }
                yield new OnnxAttribute.Wholes(numbers);
            }
            case 3 -> new OnnxAttribute.Text(one(TEXTS, random));
            default -> one(VALUES, random);
        };
    }

    private static OddOperand operand(Random random) {
        List<Integer> dims = new ArrayList<>();
        int rank = random.nextInt(6);
        for (int i = 0; i < rank; i++) {
            dims.add(i == 0 ? 1 + random.nextInt(2) : random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(5));
        }
        DataType type = random.nextInt(3) > 0
                ? one(List.of(DataType.FLOAT, DataType.INT8, DataType.INT64), random)
                : one(List.of(DataType.values()), random);
        if (random.nextInt(8) == 0) {
            return OddOperand.missing();
        }
        if (random.nextBoolean() && !dims.contains(0)) {
            return OddOperand.flowing(type, dims.toArray(Integer[]::new));
        }
        return OddOperand.known(type, dims);
    }

    @Test
    void nodesThatReadEachOther() throws IOException {
        Random random = new Random(SEED);
        List<OddNode> examples =
                NodeExamples.all().filter(node -> node.opset() == 13).toList();
        for (int i = 0; i < CHAINS; i++) {
            OddNode.Model model = new OddNode.Model();
            int count = 2 + random.nextInt(4);
            for (int n = 0; n < count; n++) {
                OddNode node = one(examples, random);
                if (random.nextInt(4) == 0) {
                    node = changed(node, random).opset(13);
                }
                Map<Integer, String> given = new HashMap<>();
                for (int o = 0; o < node.operands().size(); o++) {
                    boolean flows = node.operands().get(o) instanceof OddOperand.Flowing;
                    if (!model.names().isEmpty() && random.nextInt(flows ? 5 : 30) > (flows ? 0 : 28)) {
                        given.put(o, random.nextInt(3) > 0 ? model.names().getLast() : one(model.names(), random));
                    }
                }
                model.add(node, given);
            }
            OnnxModel whole = model.model(1 + random.nextInt(2));
            reads(random.nextInt(4) == 0 ? OddNode.misnamed(whole, random) : whole);
        }
        finish("nodes that read each other");
    }
}
