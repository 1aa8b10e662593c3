/**
 * C++ for high-level synthesis: a {@link dev.intarsia.ir.stream.StreamDesign} as functions that work at the same time, one for each process.
 *
 * <p>{@link dev.intarsia.backend.hls.HlsBackend} writes the project. What no layer changes, its processes' templates, the roundings and headers
 * with a subset of the vendors' classes, are files among the resources. {@link dev.intarsia.backend.hls.HlsDialect} is all that differs between the
 * vendors' classes.
 */
package dev.intarsia.backend.hls;
