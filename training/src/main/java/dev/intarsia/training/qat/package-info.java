/**
 * Training with quantization in the loop: what {@code intarsia finetune} runs.
 *
 * <p>The integers of a training step are not imitated. {@link dev.intarsia.training.qat.Parameters} are real numbers; at every step {@link
 * dev.intarsia.training.qat.IntegerNetwork} makes the quantized graph of them that would be shipped now, with its requantizers, and {@link
 * dev.intarsia.training.qat.ForwardPass} gives that graph's words. Sums of products are formed by PyTorch, as products of matrices of whole numbers so small that
 * every order of adding them up is exact; words are made of them by the simulator's own requantizers. {@link dev.intarsia.training.qat.BackwardPass}
 * goes back through the same words with straight-through gradients and learned steps (Esser et al., "Learned step size quantization", 2020).
 *
 * <p>{@link dev.intarsia.training.qat.Training} is the loop: order, rate, checkpoints, the comparison with the simulator, early end. Everything that
 * it keeps between steps is in arrays of its own, so a checkpoint is complete.
 */
package dev.intarsia.training.qat;
