package dev.intarsia.frontend.model;

import dev.intarsia.frontend.data.NumericArray;
import dev.intarsia.frontend.grammar.IntaParser;
import dev.intarsia.frontend.text.Suggestion;
import dev.intarsia.ir.arithmetic.Accumulation;
import dev.intarsia.ir.arithmetic.FusedSum;
import dev.intarsia.ir.arithmetic.Requantizer;
import dev.intarsia.ir.arithmetic.Rounding;
import dev.intarsia.ir.arithmetic.ScaleParameters;
import dev.intarsia.ir.arithmetic.SoftmaxForm;
import dev.intarsia.ir.graph.Clamp;
import dev.intarsia.ir.graph.NodeArithmetic;
import dev.intarsia.ir.graph.Rescaling;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.antlr.v4.runtime.tree.ParseTree;

/** Reads how the integers of a node are formed. What is wrong is reported and then empty. */
record ArithmeticReader(TermReader terms, TypeReader types) {

    private static final int WIDEST_SHIFT = 63;

    /**
     * The clauses behind a call.
     *
     * @param node whose they are: the arrays of parameters per channel are named after it
     */
    Optional<NodeArithmetic> arithmetic(IntaParser.ArithmeticContext arithmetic, String node) {
        return switch (arithmetic) {
            case IntaParser.AccumulateFormContext a -> {
                Optional<Accumulation> accumulation = accumulation(a.accumulation());
                Optional<Rescaling> output = rescaling(a.rescaling(), node);
                Optional<Clamp> clamp = clamp(a.clamp());
                yield all(accumulation, output, clamp)
                        ? Optional.of(new NodeArithmetic.Accumulate(accumulation.get(), output.get(), clamp.get()))
                        : Optional.empty();
            }
            case IntaParser.AddFormContext a -> {
                Optional<Long> shift = terms.whole(a.number(), "the shift", 0, WIDEST_SHIFT);
                Optional<Rescaling> left = rescaling(a.rescaling(0), node + ".left");
                Optional<Rescaling> right = rescaling(a.rescaling(1), node + ".right");
                Optional<Rescaling> output = rescaling(a.rescaling(2), node);
                Optional<Clamp> clamp = clamp(a.clamp());
                yield all(shift, left, right, output, clamp)
                        ? Optional.of(new NodeArithmetic.Add(
                                Math.toIntExact(shift.get()), left.get(), right.get(), output.get(), clamp.get()))
                        : Optional.empty();
            }
            case IntaParser.FusedFormContext f -> fused(f);
            case IntaParser.AverageFormContext a -> {
                Optional<Rounding> rounding = rounding(a);
                Optional<Clamp> clamp = clamp(a.clamp());
                yield all(rounding, clamp)
                        ? Optional.of(new NodeArithmetic.Average(rounding.get(), clamp.get()))
                        : Optional.empty();
            }
            case IntaParser.BoundFormContext b -> clamp(b.clamp()).map(NodeArithmetic.Bound::new);
            case IntaParser.RescaleFormContext r -> {
                Optional<Rescaling> output = rescaling(r.rescaling(), node);
                Optional<Clamp> clamp = clamp(r.clamp());
                yield all(output, clamp)
                        ? Optional.of(new NodeArithmetic.Rescale(output.get(), clamp.get()))
                        : Optional.empty();
            }
            case IntaParser.SoftmaxFormContext s -> {
                Optional<SoftmaxForm> form = softmax(s);
                Optional<ScaleParameters> input = parameters(s.parameters());
                Optional<Long> lowest =
                        terms.whole(s.number(), "the lowest difference", Long.MIN_VALUE, Long.MAX_VALUE);
                yield all(form, input, lowest)
                        ? Optional.of(new NodeArithmetic.Softmax(form.get(), input.get(), lowest.get()))
                        : Optional.empty();
            }
            case IntaParser.MoveFormContext m -> Optional.of(new NodeArithmetic.Move());
            case IntaParser.MultiplyFormContext m -> {
                Optional<Rescaling> output = rescaling(m.rescaling(), node);
                Optional<Clamp> clamp = clamp(m.clamp());
                yield all(output, clamp)
                        ? Optional.of(new NodeArithmetic.Multiply(output.get(), clamp.get()))
                        : Optional.empty();
            }
            case IntaParser.MeanFormContext m -> {
                Optional<Rescaling> output = rescaling(m.rescaling(), node);
                Optional<Clamp> clamp = clamp(m.clamp());
                yield all(output, clamp)
                        ? Optional.of(new NodeArithmetic.Mean(output.get(), clamp.get()))
                        : Optional.empty();
            }
            case IntaParser.SlopesFormContext s -> {
                Optional<Rescaling> positive = rescaling(s.rescaling(0), node + ".positive");
                Optional<Rescaling> negative = rescaling(s.rescaling(1), node + ".negative");
                Optional<Clamp> clamp = clamp(s.clamp());
                yield all(positive, negative, clamp)
                        ? Optional.of(new NodeArithmetic.Slopes(positive.get(), negative.get(), clamp.get()))
                        : Optional.empty();
            }
            case IntaParser.CountFormContext c -> Optional.of(new NodeArithmetic.Count());
            case IntaParser.TableFormContext t -> table(t);
            default -> throw new IllegalStateException("the grammar has no other arithmetic");
        };
    }

    private Optional<NodeArithmetic> fused(IntaParser.FusedFormContext sum) {
        Optional<Double> outer = terms.real(sum.number(0), "the scale");
        Optional<Double> inner = terms.real(sum.number(1), "the scale");
        Optional<Double> offset = terms.real(sum.number(2), "the offset");
        Optional<Clamp> clamp = clamp(sum.clamp());
        return all(outer, inner, offset, clamp)
                ? Optional.of(new NodeArithmetic.FusedAdd(
                        new FusedSum(
                                outer.get().floatValue(),
                                inner.get().floatValue(),
                                offset.get().floatValue()),
                        clamp.get()))
                : Optional.empty();
    }

    private Optional<NodeArithmetic> table(IntaParser.TableFormContext table) {
        String name = terms.name(table.name());
        return types.array(table, name, "table", -1).flatMap(array -> {
            if (array.type().isReal()) {
                terms.diagnostics()
                        .error(types.weights().place(name), "the table is of real numbers", "store whole numbers");
                return Optional.empty();
            }
            return Optional.of(new NodeArithmetic.Table(
                    IntStream.range(0, array.elements()).mapToObj(array::word).toList()));
        });
    }

    private static boolean all(Optional<?>... parts) {
        return Arrays.stream(parts).allMatch(Optional::isPresent);
    }

    private Optional<Accumulation> accumulation(IntaParser.AccumulationContext accumulation) {
        String text = accumulation.number() == null
                ? accumulation.NAME().stream().map(ParseTree::getText).collect(Collectors.joining(" "))
                : accumulation.NAME(0).getText() + "(" + accumulation.NAME(1).getText() + " = "
                        + accumulation.number().getText() + ")"
                        + (accumulation.NAME().size() > 2
                                ? " " + accumulation.NAME(2).getText()
                                : "");
        Optional<Accumulation> read = Accumulation.parse(text);
        if (read.isEmpty()) {
            terms.error(
                    accumulation,
                    "'" + text + "' is no accumulator",
                    "write for example i19, wrap i20, saturate_end i24 or saturate(chunk = 4) i24");
        }
        return read;
    }

    private Optional<Rescaling> rescaling(IntaParser.RescalingContext rescaling, String prefix) {
        String text = rescaling.NAME().stream().map(ParseTree::getText).collect(Collectors.joining(" "));
        Optional<Requantizer> form = Requantizer.parse(text);
        if (form.isEmpty()) {
            terms.diagnostics()
                    .error(
                            terms.source()
                                    .span(
                                            rescaling.NAME(0).getSymbol(),
                                            rescaling.NAME().getLast().getSymbol()),
                            "'" + text + "' is no requantizer",
                            "write for example double i32 half_away, single i32 half_up, pow2 half_even or float32 half_even");
        }
        Optional<List<ScaleParameters>> parameters = switch (rescaling.factors()) {
            case IntaParser.OneFactorContext one -> parameters(one.parameters()).map(List::of);
            case IntaParser.ChannelFactorsContext channels -> perChannel(channels, prefix);
            default -> throw new IllegalStateException("the grammar has no other factors");
        };
        return form.flatMap(f -> parameters.map(p -> new Rescaling(f, p)));
    }

    private Optional<List<ScaleParameters>> perChannel(IntaParser.ChannelFactorsContext channels, String prefix) {
        if (!channels.name(0).getText().equals("k")) {
            terms.error(channels.name(0), "requantizers are given for each output channel", "write per k");
            return Optional.empty();
        }
        boolean named = channels.name().size() > 1;
        String multiplierName = named ? terms.name(channels.name(1)) : prefix + ".multiplier";
        String shiftName = named ? terms.name(channels.name(2)) : prefix + ".shift";
        Optional<NumericArray> multipliers = words(channels, multiplierName, "multipliers", -1);
        Optional<NumericArray> shifts = words(
                channels,
                shiftName,
                "shifts",
                multipliers.map(NumericArray::elements).orElse(-1));
        if (multipliers.isEmpty() || shifts.isEmpty()) {
            return Optional.empty();
        }
        for (int i = 0; i < shifts.get().elements(); i++) {
            long shift = shifts.get().word(i);
            if ((int) shift != shift) {
                terms.diagnostics().error(types.weights().place(shiftName), "the shift at [" + i + "] is " + shift, "");
                return Optional.empty();
            }
        }
        return Optional.of(IntStream.range(0, shifts.get().elements())
                .mapToObj(i -> new ScaleParameters(
                        multipliers.get().word(i), (int) shifts.get().word(i)))
                .toList());
    }

    private Optional<NumericArray> words(IntaParser.ChannelFactorsContext place, String name, String what, int count) {
        Optional<NumericArray> array = types.array(place, name, what, count);
        if (array.isPresent() && array.get().type().isReal()) {
            terms.diagnostics()
                    .error(types.weights().place(name), "the " + what + " are real numbers", "store whole numbers");
            return Optional.empty();
        }
        return array;
    }

    private Optional<ScaleParameters> parameters(IntaParser.ParametersContext parameters) {
        Optional<Long> multiplier = terms.whole(parameters.number(0), "the multiplier", Long.MIN_VALUE, Long.MAX_VALUE);
        Optional<Long> shift = terms.whole(parameters.number(1), "the shift", Integer.MIN_VALUE, Integer.MAX_VALUE);
        return multiplier.flatMap(m -> shift.map(s -> new ScaleParameters(m, Math.toIntExact(s))));
    }

    private Optional<Clamp> clamp(IntaParser.ClampContext clamp) {
        Optional<Long> low = terms.whole(clamp.number(0), "the lower bound", Long.MIN_VALUE, Long.MAX_VALUE);
        Optional<Long> high = terms.whole(clamp.number(1), "the upper bound", Long.MIN_VALUE, Long.MAX_VALUE);
        if (low.isEmpty() || high.isEmpty()) {
            return Optional.empty();
        }
        if (low.get() > high.get()) {
            terms.error(clamp, "no number lies between the bounds", "write the lower bound first");
            return Optional.empty();
        }
        return Optional.of(new Clamp(low.get(), high.get()));
    }

    private Optional<Rounding> rounding(IntaParser.AverageFormContext average) {
        String word = average.NAME().getText();
        Optional<Rounding> rounding = Rounding.parse(word);
        if (rounding.isEmpty()) {
            terms.diagnostics()
                    .error(
                            terms.source().span(average.NAME().getSymbol()),
                            "there is no rounding '" + word + "'",
                            Suggestion.among(
                                    word,
                                    "the roundings",
                                    Arrays.stream(Rounding.values())
                                            .map(Rounding::text)
                                            .toList()));
        }
        return rounding;
    }

    private Optional<SoftmaxForm> softmax(IntaParser.SoftmaxFormContext softmax) {
        String word = softmax.NAME().getText();
        Optional<SoftmaxForm> form = Arrays.stream(SoftmaxForm.values())
                .filter(f -> f.text().equals(word))
                .findFirst();
        if (form.isEmpty()) {
            terms.diagnostics()
                    .error(
                            terms.source().span(softmax.NAME().getSymbol()),
                            "there is no form of softmax '" + word + "'",
                            Suggestion.among(
                                    word,
                                    "the forms",
                                    Arrays.stream(SoftmaxForm.values())
                                            .map(SoftmaxForm::text)
                                            .toList()));
        }
        return form;
    }
}
