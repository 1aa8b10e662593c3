/**
 * Training with quantization in the loop, as far as the command knows of it: what it asks for and what it gets. The training itself is an
 * optional module that {@link dev.intarsia.cli.finetune.FineTuner#installed} finds if it is there.
 */
package dev.intarsia.cli.finetune;
