/* Depthwise convolutions with kernels of 3 by 3, four channels at a time.
 *
 * Four channels are widened to 16 bits, each to a plane of its own with its padding around it, two neighbours along the longer axis in a
 * word. Then each word is read for two places of the result. The input of four channels has been read before their results are written,
 * so a result of the input's shape may lie where the input lies, unless the planes hold only a part of it at a time.
 *
 * The constants of a channel are a word for each line of the kernel, in whose bytes are w0, b, w1, w2, the lowest first: the three b are
 * the bias with the zero point folded in, its lowest byte first, or nothing where the bias has a word of its own behind them. Then multiplier,
 * addend, and, where they are the requantizer's own, its shift. */
#ifndef DEPTHWISE_SUMS_H
#define DEPTHWISE_SUMS_H

#include <stdint.h>

/* The longer axis is the one that neighbours are paired along; steps are in elements. */
typedef struct {
    int32_t length, breadth;             /* of the image */
    int32_t length_step, breadth_step;
    int32_t out_length, out_breadth;     /* of the result */
    int32_t out_length_step, out_breadth_step;
    int32_t channels;                    /* read in fours: up to 3 bytes behind the image are, too */
    int32_t stride;                      /* 1 or 2 */
    int32_t length_before, breadth_before; /* padding before the first place */
    int32_t words, lines;                /* of a plane */
    int32_t stripe;                      /* lines of the result that are computed from one filling of the planes */
    int32_t shift, shift_b;              /* of even and of odd channels */
    int32_t direct;                      /* whether multiplier, addend and shift are the requantizer's own */
    int32_t outside;                     /* what a place outside of the image holds */
    int32_t from_u8;                     /* whether the image's words are unsigned */
    int32_t wide;                        /* whether biases have words of their own */
} depthwise_convolution;

/* The scratch memory has 4 * words * lines words. */
void depthwise_convolve(const depthwise_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result,
                        uint32_t *scratch);

/* Its parts, which code of a shape's own calls, too: four channels of the image to their planes, for lines of the result from one on; the
 * padding is written the first time. The constants of one channel as sums take them: w0 | w1 and w1 | w2 of each line of the kernel, bias,
 * multiplier, addend, shift. So many lines of the result of one channel from its plane and these. */
enum { DEPTHWISE_CONSTANTS = 10 };
void depthwise_widen(const depthwise_convolution *l, const uint8_t *image, uint32_t *to, int32_t from, int32_t first);
void depthwise_unpack(const depthwise_convolution *l, const uint32_t *stream, int32_t channel, uint32_t *w);
void depthwise_lines(const depthwise_convolution *l, const uint32_t *x, const uint32_t *w, int8_t *y, int32_t shift, int32_t count);

#endif
