/**
 * The binary form of a command program, in which hardware takes it.
 *
 * <p>{@link dev.intarsia.ir.encoding.CommandFormat} is the one table: which bits of a command word mean what. Encoder, decoder, text
 * form, the constants of the RTL and the page that documents the bits all follow from it. A word carries, besides what a command
 * says, what hardware would otherwise have to multiply or divide for; a decoder refuses a word in which the two disagree.
 */
package dev.intarsia.ir.encoding;
