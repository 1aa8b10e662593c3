/**
 * Reads ONNX models.
 *
 * <p>{@link dev.intarsia.frontend.onnx.OnnxReader} is the door. {@link dev.intarsia.frontend.onnx.Importer} goes through the nodes of a file in
 * order. A name stands for a {@link dev.intarsia.frontend.onnx.Value}: known, or a tensor of the graph. A node whose inputs are all known is
 * computed at once, which is what becomes of the chains of Shape, Gather, Unsqueeze and Concat that exporters leave behind; any other is put
 * into the graph by its row of {@link dev.intarsia.frontend.onnx.OperatorTable}, in the file's order of axes. What a row cannot read it refuses
 * with a reason and what to do, and the importer goes on, so that all of it is reported together.
 */
package dev.intarsia.frontend.onnx;
