package dev.intarsia.hwtest.onnx;

import dev.intarsia.frontend.onnx.file.DataType;
import dev.intarsia.frontend.onnx.file.OnnxAttribute;
import dev.intarsia.frontend.onnx.file.OnnxModel;
import dev.intarsia.frontend.onnx.file.OnnxNode;
import dev.intarsia.frontend.onnx.file.OnnxTensor;
import dev.intarsia.frontend.onnx.file.OnnxValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A QONNX model in ONNX's own operators, so that ONNX Runtime can run it: each Quant becomes what its definition says, {@code (clip(round(x /
 * scale + zero)) − zero) · scale}, in float32, node by node, and Trunc likewise. The words of a node with the output {@code y} are the tensor
 * {@code y/words}.
 *
 * <p>Source: QONNX, docs/qonnx-custom-ops/quant_op.md.
 */
final class StandardQuant {

    private final OnnxModel model;
    private final OnnxSketch sketch;

    private StandardQuant(OnnxModel model) {
        this.model = model;
        this.sketch = new OnnxSketch(model.opsets().get(""));
    }

    /**
     * The file.
     *
     * @param shown tensors that are outputs, too
     */
    static byte[] file(OnnxModel model, Set<String> shown) {
        return new StandardQuant(model).write(shown);
    }

    private byte[] write(Set<String> shown) {
        model.initializers().forEach(this::constant);
        for (OnnxValue input : model.inputs()) {
            if (!model.initializers().containsKey(input.name())) {
                sketch.input(input.name(), OnnxSketch.FLOAT, dims(input));
            }
        }
        for (OnnxValue output : model.outputs()) {
            sketch.output(output.name(), OnnxSketch.FLOAT, dims(output));
        }
        shown.forEach(name -> sketch.shown(name, OnnxSketch.FLOAT));
        for (OnnxNode node : model.nodes()) {
            switch (node.operator()) {
                case "Quant" -> quant(node);
                case "Trunc" -> trunc(node);
                case "Constant" ->
                    constant(
                            node.outputs().getFirst(),
                            ((OnnxAttribute.Array) node.attributes().get("value"))
                                    .value()
                                    .orElseThrow());
                default ->
                    sketch.node(
                            node.domain(),
                            node.operator(),
                            node.inputs(),
                            node.outputs().getFirst(),
                            attributes(node));
            }
        }
        return sketch.bytes();
    }

    private void constant(String name, OnnxTensor value) {
        int type = value.type() == DataType.FLOAT ? OnnxSketch.FLOAT : OnnxSketch.INT64;
        sketch.constant(name, type, value.dims(), value.numbers());
    }

    private static int[] dims(OnnxValue value) {
        return value.dims().orElseThrow().stream()
                .mapToInt(d -> d instanceof OnnxValue.Dimension.Size(long size) ? Math.toIntExact(size) : 1)
                .toArray();
    }

    private static OnnxSketch.Attribute[] attributes(OnnxNode node) {
        List<OnnxSketch.Attribute> attributes = new ArrayList<>();
        node.attributes().forEach((name, value) -> {
            switch (value) {
                case OnnxAttribute.Whole whole -> attributes.add(OnnxSketch.Attribute.one(name, whole.value()));
                case OnnxAttribute.Real real -> attributes.add(OnnxSketch.Attribute.real(name, real.value()));
                case OnnxAttribute.Wholes wholes -> attributes.add(new OnnxSketch.Attribute(name, wholes.values()));
                case OnnxAttribute.Text t -> throw new IllegalArgumentException(name + " is a text");
                case OnnxAttribute.Texts t -> throw new IllegalArgumentException(name + " is a list of texts");
                case OnnxAttribute.Reals r -> throw new IllegalArgumentException(name + " is a list of numbers");
                case OnnxAttribute.Array a -> throw new IllegalArgumentException(name + " is a tensor");
                case OnnxAttribute.Other o -> throw new IllegalArgumentException(name + " is something else");
            }
        });
        return attributes.toArray(OnnxSketch.Attribute[]::new);
    }

    private long whole(OnnxNode node, String name, long standard) {
        return node.attributes().get(name) instanceof OnnxAttribute.Whole(long value) ? value : standard;
    }

    private void trunc(OnnxNode node) {
        String y = node.outputs().getFirst();
        String scale = node.inputs().get(1);
        String zero = node.inputs().get(2);
        double bits = model.initializers().get(node.inputs().get(3)).number(0);
        double left = model.initializers().get(node.inputs().get(4)).number(0);
        sketch.constant(y + "/cut", OnnxSketch.FLOAT, List.of(), Math.pow(2, bits - left))
                .node("", "Div", List.of(node.inputs().getFirst(), scale), y + "/steps")
                .node("", "Add", List.of(y + "/steps", zero), y + "/moved")
                .node("", "Round", List.of(y + "/moved"), y + "/whole")
                .node("", "Div", List.of(y + "/whole", y + "/cut"), y + "/divided")
                .node("", "Floor", List.of(y + "/divided"), y + "/words")
                .node("", "Sub", List.of(y + "/words", zero), y + "/differences")
                .node("", "Mul", List.of(y + "/differences", scale), y);
    }

    private void quant(OnnxNode node) {
        String y = node.outputs().getFirst();
        String scale = node.inputs().get(1);
        String zero = node.inputs().get(2);
        int bits = (int) model.initializers().get(node.inputs().get(3)).number(0);
        boolean signed = whole(node, "signed", 1) != 0;
        long narrow = whole(node, "narrow", 0);
        double low = signed ? -Math.scalb(1.0, bits - 1) + narrow : 0;
        double high = signed ? Math.scalb(1.0, bits - 1) - 1 : Math.scalb(1.0, bits) - 1 - narrow;
        sketch.constant(y + "/low", OnnxSketch.FLOAT, List.of(), low)
                .constant(y + "/high", OnnxSketch.FLOAT, List.of(), high)
                .node("", "Div", List.of(node.inputs().getFirst(), scale), y + "/steps")
                .node("", "Add", List.of(y + "/steps", zero), y + "/moved")
                .node("", "Clip", List.of(y + "/moved", y + "/low", y + "/high"), y + "/bounded")
                .node("", "Round", List.of(y + "/bounded"), y + "/words")
                .node("", "Sub", List.of(y + "/words", zero), y + "/differences")
                .node("", "Mul", List.of(y + "/differences", scale), y);
    }
}
