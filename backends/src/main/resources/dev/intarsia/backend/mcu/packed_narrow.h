/* Sums of products as packed_sums.h says, for weights of at most 4 bits, several in a byte.
 *
 * A word of weights taken apart by a mask has in its bytes a, b of one place and a, b of another: a the weight of one channel, b that of
 * the next, each with 2^(bits - 1) added, so that none has a sign. The halves are a + 256 * b, and the sums of the first channel take the
 * lower bytes. Both come out as much too great as the sum of the activations times what has been added; that is taken off beforehand, once
 * for all channels, exactly modulo 2^32.
 *
 * A stream is that of packed_sums.h with fewer words: each stands for 2, 4 or 8 words of the activations, whose weights lie in its bytes
 * one above the other, the first in the lowest bits. */
#ifndef PACKED_NARROW_H
#define PACKED_NARROW_H

#include "packed_sums.h"

/* Convolutions and dense layers with weights of 4, 2 and 1 bits. The layer's words are a multiple of 2, 4 and 8; the scratch memory is that of
 * packed_convolve and packed_dense. */
void packed_convolve_4(const packed_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch);
void packed_convolve_2(const packed_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch);
void packed_convolve_1(const packed_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch);
void packed_dense_4(const packed_vector *layer, const uint32_t *stream, const uint8_t *vector, int8_t *result, uint32_t *scratch);
void packed_dense_2(const packed_vector *layer, const uint32_t *stream, const uint8_t *vector, int8_t *result, uint32_t *scratch);
void packed_dense_1(const packed_vector *layer, const uint32_t *stream, const uint8_t *vector, int8_t *result, uint32_t *scratch);

#endif
