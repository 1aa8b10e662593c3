package dev.intarsia.ir.schedule;

import static dev.intarsia.ir.schedule.ApplySchedule.require;

import dev.intarsia.ir.arithmetic.IntFormat;
import dev.intarsia.ir.kernel.CompiledIndex;
import dev.intarsia.ir.kernel.Expr;
import dev.intarsia.ir.kernel.Extent;
import dev.intarsia.ir.kernel.Index;
import dev.intarsia.ir.kernel.Kernel;
import dev.intarsia.ir.kernel.Parameter;
import dev.intarsia.ir.kernel.Rewriter;
import dev.intarsia.ir.kernel.Stmt;
import dev.intarsia.ir.kernel.Walk;
import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The steps that lay out parameters anew. */
final class LayoutSteps {

    private LayoutSteps() {}

    static Kernel layout(Kernel kernel, Step.Layout step, KnownLayouts layouts) {
        Parameter old = parameter(kernel, step.parameter());
        List<Walk.Access> uses = Walk.accesses(kernel.body()).stream()
                .filter(a -> a.buffer().equals(old.buffer()))
                .toList();
        require(uses.size() == 1, step.parameter() + " is read in one place");
        Walk.Access use = uses.getFirst();
        Map<String, Long> greatest = new HashMap<>();
        for (Stmt.Loop loop : use.loops()) {
            greatest.put(loop.variable(), Extent.atMost(loop.extent(), greatest) - 1);
        }
        int[] sizes = step.loops().stream()
                .mapToInt(name -> {
                    require(greatest.containsKey(name), "no loop " + name + " is around the place that reads it");
                    return Math.toIntExact(greatest.get(name) + 1);
                })
                .toArray();
        int last = sizes.length - 1;
        int reached = sizes[last];
        sizes[last] = Math.max(reached, step.width());
        for (Index index : use.at()) {
            require(
                    step.loops().containsAll(Extent.variables(index)),
                    "the place depends on more than the loops " + step.loops());
        }
        RawTensor words = relaid(old, use.at(), step.loops(), Shape.of(sizes), reached, layouts);
        Parameter relaid = Parameter.of(old.buffer().name(), words);
        List<Index> at = step.loops().stream().map(Index::of).toList();
        List<Stmt> body = new Rewriter() {
            @Override
            protected Expr expr(Expr expr) {
                return expr instanceof Expr.Load l && l.buffer().equals(old.buffer())
                        ? new Expr.Load(relaid.buffer(), at, OptionalLong.empty())
                        : expr;
            }
        }.rewrite(kernel.body());
        return kernel.withParameters(kernel.parameters().stream()
                        .map(p -> p.equals(old) ? relaid : p)
                        .toList())
                .withBody(body);
    }

    private static RawTensor relaid(
            Parameter old, List<Index> at, List<String> loops, Shape shape, int reached, KnownLayouts layouts) {
        return layouts.find(old.words(), at, loops, shape, reached).orElseGet(() -> {
            RawTensor words = relaid(old, at, loops, shape, reached);
            layouts.add(old.words(), at, loops, shape, reached, words);
            return words;
        });
    }

    /** The word that each iteration reads; 0 for iterations that a shorter last block leaves out, and beyond the last axis' reach. */
    private static RawTensor relaid(Parameter old, List<Index> at, List<String> loops, Shape shape, int reached) {
        long[] words = new long[shape.elements()];
        int[] strides = old.buffer().shape().strides();
        List<CompiledIndex> places =
                at.stream().map(index -> CompiledIndex.of(index, loops)).toList();
        int[] sizes = shape.sizes().stream().mapToInt(Integer::intValue).toArray();
        int[] limits = old.buffer().shape().sizes().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        long[] variables = new long[loops.size()];
        for (int position = 0; position < words.length; position++) {
            int rest = position;
            for (int axis = sizes.length - 1; axis >= 0; axis--) {
                variables[axis] = rest % sizes[axis];
                rest /= sizes[axis];
            }
            int place = 0;
            boolean inside = variables[variables.length - 1] < reached;
            for (int axis = 0; inside && axis < strides.length; axis++) {
                long index = places.get(axis).at(variables);
                inside = index >= 0 && index < limits[axis];
                place += (int) (index * strides[axis]);
            }
            words[position] = inside ? old.words().at(place) : 0;
        }
        return RawTensor.owning(old.words().format(), shape, words);
    }

    static Kernel interleave(Kernel kernel, Step.Interleave step) {
        List<Parameter> olds =
                step.parameters().stream().map(name -> parameter(kernel, name)).toList();
        Shape axis = olds.getFirst().buffer().shape();
        IntFormat format = step.format();
        int count = olds.size();
        for (Parameter old : olds) {
            require(
                    axis.rank() == 1 && old.buffer().shape().equals(axis),
                    "the parameters have one axis of equal length");
        }
        long[] words = new long[axis.elements() * count];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < axis.elements(); k++) {
                long word = olds.get(i).words().at(k);
                require(format.contains(word), olds.get(i).buffer().name() + " has " + word + ", no " + format);
                words[k * count + i] = word;
            }
        }
        Parameter merged = Parameter.of(step.into(), RawTensor.owning(format, Shape.of(axis.elements(), count), words));
        List<String> names = step.parameters();
        List<Stmt> body = new Rewriter() {
            @Override
            protected Expr expr(Expr expr) {
                if (expr instanceof Expr.Load l && names.contains(l.buffer().name())) {
                    Index entry = Index.of(names.indexOf(l.buffer().name()));
                    return new Expr.Load(merged.buffer(), List.of(l.at().getFirst(), entry), OptionalLong.empty());
                }
                return expr;
            }
        }.rewrite(kernel.body());
        List<Parameter> parameters = new ArrayList<>(kernel.parameters());
        parameters.removeAll(olds);
        parameters.add(merged);
        return kernel.withParameters(parameters).withBody(body);
    }

    static Parameter parameter(Kernel kernel, String name) {
        return kernel.parameters().stream()
                .filter(p -> p.buffer().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ScheduleException("there is no parameter " + name));
    }
}
