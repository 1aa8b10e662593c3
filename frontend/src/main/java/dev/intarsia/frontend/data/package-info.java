/**
 * Reads and writes arrays and data sets: NumPy's {@code .npy} and {@code .npz}, IDX, folders of PNG.
 *
 * <p>Whatever the file, its content becomes a {@link dev.intarsia.frontend.data.NumericArray}: row-major, little-endian, as small as it
 * was stored. A {@link dev.intarsia.frontend.data.Dataset} is such an array of samples with labels, if there are any. Sizes in a file are
 * never trusted: they are checked against the file's length before anything is allocated.
 */
package dev.intarsia.frontend.data;
