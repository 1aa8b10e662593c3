/**
 * The heart of the compiler: data first (arithmetic, types, the graph and kernel levels, targets), then the passes
 * that turn one into the next.
 *
 * <p>This module uses no other module, no library, no file, no process and no clock.
 */
package dev.intarsia.ir;
