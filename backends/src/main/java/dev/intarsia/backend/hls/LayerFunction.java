package dev.intarsia.backend.hls;

import dev.intarsia.backend.csource.CExpr;
import dev.intarsia.backend.csource.CItem;
import dev.intarsia.backend.csource.CNames;
import dev.intarsia.backend.csource.CStmt;
import dev.intarsia.backend.csource.CType;
import dev.intarsia.backend.csource.KernelSource;
import dev.intarsia.ir.kernel.Buffer;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.range.Interval;
import dev.intarsia.ir.stream.Channel;
import dev.intarsia.ir.stream.Process;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prints the function of a layer: its kernel, with words that come and go in streams. */
final class LayerFunction {

    private static final CType INT = new CType.Named("int");

    private final HlsDialect dialect;
    private final Kernel kernel;
    private final Process process;
    private final CNames names;
    private final LayerArrays arrays;
    private final KernelSource source;
    private final Map<String, CExpr> elements = new HashMap<>();
    private final List<String> inputs = new ArrayList<>();
    private final String out;

    LayerFunction(
            HlsDialect dialect,
            Kernel kernel,
            Process process,
            CNames global,
            LayerArrays arrays,
            Map<String, Interval> ranges) {
        this.dialect = dialect;
        this.kernel = kernel;
        this.process = process;
        this.names = new CNames(global);
        this.arrays = arrays;
        for (Buffer input : kernel.inputs()) {
            inputs.add(own(kernel.inputs().size() == 1 ? "in" : "in " + input.name()));
        }
        this.out = own("out");
        // What the function names itself is taken before the kernel's own names are given.
        List.of("x", "y", "held", "fold", "step", "element", "lane", "at").forEach(this::own);
        for (int i = 0; i < inputs.size(); i++) {
            own("x" + i);
        }
        kernel.parameters()
                .forEach(p -> names.same(
                        KernelSource.subject(p.buffer().name()),
                        arrays.name(p.buffer().name())));
        this.source = new KernelSource(kernel, dialect, names, ranges, this::elsewhere);
    }

    private String own(String words) {
        return names.of("of the function " + words, words);
    }

    /** The element of a buffer that is a word of a group, one of the processing elements' registers, or a constant. */
    private Optional<CExpr> elsewhere(Buffer buffer, List<Index> at) {
        CExpr element = elements.get(buffer.name());
        if (element != null) {
            return Optional.of(element);
        }
        if (!arrays.contains(buffer.name())) {
            return Optional.empty();
        }
        return Optional.of(arrays.word(dialect, buffer.name(), at.isEmpty() ? CExpr.of(0) : offset(buffer, at)));
    }

    private CExpr offset(Buffer buffer, List<Index> at) {
        int[] strides = buffer.shape().strides();
        Index place = Index.of(0);
        for (int axis = 0; axis < at.size(); axis++) {
            if (buffer.shape().size(axis) > 1 || at.size() == 1) {
                place = place.plus(at.get(axis).times(strides[axis]));
            }
        }
        return source.text(place);
    }

    private CItem.Function function(String name, String remark, List<CStmt> body) {
        List<CItem.Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            parameters.add(new CItem.Parameter(
                    dialect.streamParameter(group(process.inputs().get(i))), inputs.get(i)));
        }
        parameters.add(new CItem.Parameter(
                dialect.streamParameter(group(process.outputs().getFirst())), out));
        return new CItem.Function(remark, "static", CType.VOID, name, parameters, body);
    }

    private CType group(Channel channel) {
        return dialect.lanes(channel.format(), channel.lanes());
    }

    private static CExpr read(String stream) {
        return CExpr.call(stream + ".read");
    }

    private static CExpr word(String group, CExpr lane) {
        return new CExpr.Member(CExpr.of(group), "word", false).at(lane);
    }

    private static CExpr times(String variable, long factor) {
        return factor == 1 ? CExpr.of(variable) : CExpr.of(variable).binary(CExpr.Operator.MULTIPLY, CExpr.of(factor));
    }

    /** A reduction: for each window and each group of channels, one trip for each group of its words. */
    CItem.Function reduction(String name, String remark, Process.Reduce reduce, String weights) {
        boolean windowed = !reduce.reduction().window().own() && reduce.channelFolds() > 1;
        int lanes = reduce.reduction().window().own() ? 1 : reduce.folding().lanes();
        int pes = reduce.folding().elements();
        String x = own("x");
        String y = own("y");
        String window = own("held");
        String sums = own(reduce.reduction().start().buffer().name());
        String fold = own("fold");
        String tap = own("step");
        String element = own("element");
        String lane = own("lane");
        CExpr e = CExpr.of(element);
        Buffer register = reduce.reduction().start().buffer();
        elements.put(register.name(), CExpr.of(sums).at(e));
        elements.put(
                reduce.reduction().x().buffer().name(),
                word(x, reduce.reduction().window().own() ? e : CExpr.of(lane)));
        elements.put(reduce.reduction().finish().buffer().name(), word(y, e));

        List<CStmt> body = new ArrayList<>();
        CType in = group(process.inputs().getFirst());
        if (windowed) {
            body.add(new CStmt.DeclareArray(new CType.Named("static " + in.text()), window, reduce.tapFolds()));
        }
        body.add(new CStmt.DeclareArray(source.held(register), sums, pes));
        body.addAll(dialect.partitioned(sums, 0));
        body.add(new CStmt.Declare(group(process.outputs().getFirst()), y, Optional.empty()));
        body.addAll(dialect.partitioned(y + ".word", 0));
        if (!weights.isEmpty()) {
            body.addAll(dialect.partitioned(arrays.name(weights), pes * lanes));
        }
        List<String> places = new ArrayList<>();
        List<Stmt.Loop> outputs = reduce.reduction().outputs();
        for (Stmt.Loop loop : outputs.subList(0, outputs.size() - 1)) {
            places.add(source.enter(loop));
        }
        String channel = source.enter(outputs.getLast());
        reduce.reduction().taps().forEach(source::enter);
        if (!weights.isEmpty()) {
            CExpr trip = pes * lanes == 1
                    ? times(fold, reduce.tapFolds()).plus(CExpr.of(tap))
                    : times(fold, reduce.tapFolds())
                            .plus(CExpr.of(tap))
                            .binary(CExpr.Operator.MULTIPLY, CExpr.of((long) pes * lanes));
            CExpr at = pes == 1 ? trip : trip.plus(times(element, lanes));
            elements.put(weights, arrays.word(dialect, weights, lanes == 1 ? at : at.plus(CExpr.of(lane))));
        }

        List<CStmt> work = new ArrayList<>();
        work.add(CStmt.declare(INT, channel, times(fold, pes).plus(e)));
        CExpr first = CExpr.of(tap).binary(CExpr.Operator.EQUAL, CExpr.of(0));
        work.add(
                new CStmt.If(first, source.statements(List.of(reduce.reduction().start())), List.of()));
        List<CStmt> update = source.statements(List.of(reduce.reduction().update()));
        work.addAll(lanes == 1 && reduce.reduction().window().own() ? update : dialect.unrolled(lane, lanes, update));
        if (!weights.isEmpty()) {
            work.add(CStmt.call(
                    "WATCH",
                    CExpr.of("\"" + HlsTop.label(kernel.name()) + "\""),
                    CExpr.of(sums).at(e)));
        }
        CExpr last = CExpr.of(tap).binary(CExpr.Operator.EQUAL, CExpr.of(reduce.tapFolds() - 1L));
        work.add(new CStmt.If(last, source.statements(List.of(reduce.reduction().finish())), List.of()));
        if (!uses(work.subList(1, work.size()), channel)) {
            work.removeFirst();
        }

        List<CStmt> trip = new ArrayList<>();
        if (windowed) {
            trip.add(new CStmt.Declare(in, x, Optional.empty()));
            trip.add(new CStmt.If(
                    CExpr.of(fold).binary(CExpr.Operator.EQUAL, CExpr.of(0)),
                    List.of(
                            CStmt.assign(CExpr.of(x), read(inputs.getFirst())),
                            CStmt.assign(CExpr.of(window).at(CExpr.of(tap)), CExpr.of(x))),
                    List.of(CStmt.assign(CExpr.of(x), CExpr.of(window).at(CExpr.of(tap))))));
        } else {
            trip.add(CStmt.declare(new CType.Named("const " + in.text()), x, read(inputs.getFirst())));
        }
        trip.addAll(dialect.unrolled(element, pes, work));
        trip.add(new CStmt.If(last, List.of(CStmt.call(out + ".write", CExpr.of(y))), List.of()));
        List<CStmt> loops =
                List.of(HlsDialect.loop(fold, reduce.channelFolds(), dialect.pipelined(tap, reduce.tapFolds(), trip)));
        for (int i = places.size() - 1; i >= 0; i--) {
            loops = List.of(HlsDialect.loop(places.get(i), extent(outputs.get(i)), loops));
        }
        body.addAll(loops);
        return function(name, remark, body);
    }

    private static boolean uses(List<CStmt> statements, String name) {
        return statements.toString().contains("Name[name=" + name + "]");
    }

    private static long extent(Stmt.Loop loop) {
        return loop.extent() instanceof Index.Constant(long extent) ? extent : 0;
    }

    /** A word for each place. */
    CItem.Function pointwise(String name, String remark, Process.Map map) {
        String y = own("y");
        String lane = own("lane");
        int lanes = map.to().lanes();
        List<CStmt> body = new ArrayList<>();
        List<CStmt> trip = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            String x = own(inputs.size() == 1 ? "x" : "x" + i);
            trip.add(CStmt.declare(
                    new CType.Named("const " + group(process.inputs().get(i)).text()), x, read(inputs.get(i))));
            elements.put(kernel.inputs().get(i).name(), word(x, CExpr.of(lane)));
        }
        elements.put(map.form().store().buffer().name(), word(y, CExpr.of(lane)));
        List<Stmt.Loop> loops = map.form().loops();
        List<String> places = new ArrayList<>();
        for (Stmt.Loop loop : loops.subList(0, loops.size() - 1)) {
            places.add(source.enter(loop));
        }
        String channel = source.enter(loops.getLast());
        String fold = own(channel + " fold");
        List<CStmt> work = new ArrayList<>();
        work.add(CStmt.declare(INT, channel, times(fold, lanes).plus(CExpr.of(lane))));
        work.addAll(source.statements(List.of(map.form().store())));
        if (!uses(work.subList(1, work.size()), channel)) {
            work.removeFirst();
        }
        trip.add(new CStmt.Declare(group(map.to()), y, Optional.empty()));
        trip.addAll(dialect.unrolled(lane, lanes, work));
        trip.add(CStmt.call(out + ".write", CExpr.of(y)));
        List<CStmt> nest = dialect.pipelined(fold, extent(loops.getLast()) / lanes, trip);
        for (int i = places.size() - 1; i >= 0; i--) {
            nest = List.of(HlsDialect.loop(places.get(i), extent(loops.get(i)), nest));
        }
        body.addAll(nest);
        return function(name, remark, body);
    }

    /** All words in arrays, then the kernel as it is. */
    CItem.Function whole(String name, String remark) {
        List<CStmt> body = new ArrayList<>();
        String at = own("at");
        for (int i = 0; i < inputs.size(); i++) {
            Buffer input = kernel.inputs().get(i);
            body.add(array(input));
        }
        Buffer output = kernel.outputs().getFirst();
        body.add(array(output));
        kernel.locals().stream().filter(b -> b.shape().rank() > 0).forEach(b -> body.add(array(b)));
        for (int i = 0; i < inputs.size(); i++) {
            Buffer input = kernel.inputs().get(i);
            CExpr word = CExpr.call(inputs.get(i) + ".read");
            body.addAll(dialect.pipelined(
                    at,
                    input.shape().elements(),
                    List.of(CStmt.assign(
                            CExpr.of(source.variable(input)).at(CExpr.of(at)),
                            new CExpr.Member(word, "word", false).at(CExpr.of(0))))));
        }
        body.addAll(source.body());
        String y = own("y");
        body.addAll(dialect.pipelined(
                at,
                output.shape().elements(),
                List.of(
                        new CStmt.Declare(group(process.outputs().getFirst()), y, Optional.empty()),
                        CStmt.assign(
                                word(y, CExpr.of(0)),
                                CExpr.of(source.variable(output)).at(CExpr.of(at))),
                        CStmt.call(out + ".write", CExpr.of(y)))));
        return function(name, remark, body);
    }

    private CStmt array(Buffer buffer) {
        return new CStmt.DeclareArray(
                new CType.Named("static " + dialect.stored(buffer.format()).text()),
                source.variable(buffer),
                Math.max(1, buffer.shape().elements()));
    }
}
