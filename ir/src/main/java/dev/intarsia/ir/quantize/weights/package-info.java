/**
 * Words for the weights of one sum of products, better than the nearest ones. Knows second moments of a layer's inputs and limits of its
 * sum, and neither graphs nor plans: {@link dev.intarsia.ir.quantize} measures the one and carries the other into a plan.
 */
package dev.intarsia.ir.quantize.weights;
