/** The binary form against itself, and what it refuses. */
package dev.intarsia.ir.encoding;
