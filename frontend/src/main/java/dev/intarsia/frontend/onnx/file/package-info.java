/**
 * An ONNX file as it is stored: nodes, attributes, tensors, and nothing that they mean.
 *
 * <p>{@link dev.intarsia.frontend.onnx.file.OnnxFile} reads one; {@link dev.intarsia.frontend.onnx.file.MessageReader} knows the fields of
 * the protocol-buffer messages. Sizes are checked against the bytes that are there before anything is allocated.
 *
 * <p>Source: <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
package dev.intarsia.frontend.onnx.file;
