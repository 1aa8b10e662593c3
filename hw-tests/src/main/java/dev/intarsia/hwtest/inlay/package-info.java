/**
 * The Verilated accelerator: programs of commands run on {@code inlay.sv}, with a memory behind its port.
 *
 * <p>{@link dev.intarsia.hwtest.inlay.InlayDesign} chooses the parameters for a target, or says what of it the RTL does not implement.
 * {@link dev.intarsia.hwtest.inlay.InlayModel} is one instance: it loads memory and queues, runs, and gives back the words and the cycles of
 * every command. {@link dev.intarsia.hwtest.inlay.RtlRunner} runs whole networks on it, the host's layers between.
 */
package dev.intarsia.hwtest.inlay;
