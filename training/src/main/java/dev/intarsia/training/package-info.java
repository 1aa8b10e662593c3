/**
 * Trains the classifier of Fashion-MNIST images that ships as {@code examples/fashion}. Outside the default build
 * (Maven profile {@code training}); no other module may use it.
 *
 * <p>One list of layers, {@link dev.intarsia.training.Architecture}, is read by everything else: {@link
 * dev.intarsia.training.Network} runs it in PyTorch (through DJL) and {@link dev.intarsia.training.Trainer} finds its weights;
 * {@link dev.intarsia.training.ModelText} prints it in the model language; {@link dev.intarsia.training.PlainNetwork} runs it in
 * plain Java from the exported files, which is how their accuracy is measured; {@link dev.intarsia.training.FakeQuantization}
 * estimates what narrow weights cost. {@link dev.intarsia.training.TrainFashion} is the entry point of {@code bin/train}.
 */
package dev.intarsia.training;
