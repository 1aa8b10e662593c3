/**
 * Writes a network as a project of C for a microcontroller: {@link dev.intarsia.backend.mcu.McuBackend}.
 *
 * <p>{@link dev.intarsia.backend.mcu.NetworkPlan} says how each layer is computed and where its tensors lie; a
 * {@link dev.intarsia.backend.mcu.LayerCode} is one way to compute a layer. The one that always works is
 * {@link dev.intarsia.backend.mcu.LoopLayer}: the loops of the layer's kernel. {@link dev.intarsia.backend.mcu.SelfTest} makes a program
 * that checks every layer on the target itself.
 */
package dev.intarsia.backend.mcu;
