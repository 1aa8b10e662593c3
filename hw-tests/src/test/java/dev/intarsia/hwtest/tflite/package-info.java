/**
 * Words from outside for every operator: TensorFlow Lite's reference kernels, run live in this JVM.
 *
 * <p>A {@link dev.intarsia.hwtest.tflite.LayerSketch} is a layer of real numbers with given intervals. The compiler's quantizer makes a
 * quantized graph of it, {@link dev.intarsia.hwtest.tflite.TfliteModel} writes that graph's scales, zero points and weights as a
 * model of TensorFlow Lite, and {@link dev.intarsia.hwtest.tflite.ReferenceInterpreter} runs it.
 */
package dev.intarsia.hwtest.tflite;
