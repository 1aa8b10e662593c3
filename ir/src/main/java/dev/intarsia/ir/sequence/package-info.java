/**
 * From a scheduled network to the commands of an accelerator, in the order of its queues.
 *
 * <p>{@link dev.intarsia.ir.sequence.Sequence} runs down the loops of each scheduled kernel. A transfer becomes a load or a store, an
 * invoke becomes what its unit does: which window, which strides is read off the addresses that the invoke's own meaning uses, and
 * every one of them is checked. Tokens follow from what the commands read and write.
 */
package dev.intarsia.ir.sequence;
