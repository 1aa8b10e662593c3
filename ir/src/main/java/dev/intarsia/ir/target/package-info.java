/**
 * Targets are data: what a piece of hardware can do, read from a small text file. Nothing in the compiler asks for a target's name.
 */
package dev.intarsia.ir.target;
