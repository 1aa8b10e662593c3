/**
 * ONNX models from outside: the conformance suite of ONNX itself, models of the corpus with the outputs that ONNX Runtime gave, and
 * ONNX Runtime running beside us in this process.
 */
package dev.intarsia.hwtest.onnx;
