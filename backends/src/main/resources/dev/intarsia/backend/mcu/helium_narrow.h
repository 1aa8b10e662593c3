/* Sums of products as helium_sums.h says, for weights of at most 4 bits, several in a byte: those of as many channels, the first in the
 * lowest bits, with their signs. */
#ifndef HELIUM_NARROW_H
#define HELIUM_NARROW_H

#include <stdint.h>

/* Four channels of two pixels, with weights of 4 and of 2 bits; see helium_convolution. */
const int8_t *helium_pixels_4(int32_t *sums, const int8_t *w, const int8_t *a, const int8_t *b, int32_t padded);
const int8_t *helium_pixels_2(int32_t *sums, const int8_t *w, const int8_t *a, const int8_t *b, int32_t padded);

/* Four outputs of a dense layer; see helium_vector. */
const int8_t *helium_outputs_4(int32_t *sums, const int8_t *w, const int8_t *x, int32_t padded);
const int8_t *helium_outputs_2(int32_t *sums, const int8_t *w, const int8_t *x, int32_t padded);

#endif
