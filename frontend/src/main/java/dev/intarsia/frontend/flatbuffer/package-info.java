/**
 * Reads flatbuffers without trusting them: a {@link dev.intarsia.frontend.flatbuffer.FlatBuffer} is the file, a
 * {@link dev.intarsia.frontend.flatbuffer.FlatTable} a table in it. Every offset and length is checked before it is followed, and the
 * work that a file can cause is bounded by its length; what does not fit is a
 * {@link dev.intarsia.frontend.flatbuffer.DamagedException}.
 */
package dev.intarsia.frontend.flatbuffer;
