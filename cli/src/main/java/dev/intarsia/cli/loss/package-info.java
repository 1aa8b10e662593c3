/**
 * What quantization costs, layer by layer: how far the words of each tensor lie from the real numbers that they stand for, why, and how
 * wide sums get.
 */
package dev.intarsia.cli.loss;
