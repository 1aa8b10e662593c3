/**
 * Reads models of TensorFlow Lite, {@code .tflite}.
 *
 * <p>{@link dev.intarsia.frontend.tflite.TfliteFile} is a typed view on the file, nothing but bounds checked. The importer walks over its
 * operators in order and asks the table {@link dev.intarsia.frontend.tflite.OperatorTable}, one row an operator, what each becomes in our
 * graph. Whole numbers that only describe shapes are computed on the way; what is not supported is reported for all operators at once.
 *
 * <p>The graph has the types that the file gives its tensors. Which integers an operator computes is not in the file: the engine that the
 * file was made for decides it, so the model names that engine's arithmetic profile and its nodes have none of their own.
 *
 * <p>Source of all numbers: tensorflow/lite/schema/schema.fbs of TensorFlow 2.18.
 */
package dev.intarsia.frontend.tflite;
