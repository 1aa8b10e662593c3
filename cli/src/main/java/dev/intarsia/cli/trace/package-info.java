/** One inference in time as files for other people's viewers: Perfetto, and anything that reads value change dumps. */
package dev.intarsia.cli.trace;
