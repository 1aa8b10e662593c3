/* Sums of products with two output channels in one word of weights.
 *
 * A half of a word is a + 256 * b: a the weight of one channel, b that of the next, at one place of the kernel. The sum of such halves
 * times activations is A + 256 * B modulo 2^32; A is summed once more by itself, from the lower bytes, and the difference is 256 * B
 * exactly, since B with its bias is below 2^23. Zero points are folded into the biases.
 *
 * The constants of two channels, the last two first, are a stream of words:
 *     (biasA + 256 * biasB) mod 2^32, biasA, weights of 2 places a word, multiplierA, addendA, multiplierB, addendB
 * and a word of the result is
 *     saturate8(((sum * multiplier >> 32) + addend) >> shift)
 * where 256 * B is taken for the sum of the second channel. The compiler has proved that this is the network's own requantization for
 * every sum that can occur. Where there is no such pair of constants, the requantizer's own multiplier takes three more instructions. */
#ifndef PACKED_SUMS_H
#define PACKED_SUMS_H

#include <stdint.h>

/* A convolution. Sizes are in elements; images are row-major with their channels together. */
typedef struct {
    int32_t height, width, channels;          /* of the image */
    int32_t out_height, out_width, out_channels; /* of the result */
    int32_t kernel_height, kernel_width;
    int32_t stride_height, stride_width;
    int32_t dilation_height, dilation_width;
    int32_t top, left; /* rows and columns of padding */
    int32_t padded;      /* places in a row of the kernel, up to a multiple of 4 */
    int32_t column_last; /* the last column at which a row of the kernel is one piece of memory; -1 for none */
    int32_t words;   /* words of weights of a pair of channels: 2 places each; even */
    int32_t shift, shift_b;
    int32_t direct;  /* whether multiplier, addend and shift are the requantizer's own, and there are 3 constants a channel */
    int32_t outside; /* what a place outside of the image holds */
    int32_t from_u8; /* whether the image's words are unsigned */
    int32_t point;   /* whether the kernel has one place, which is the pixel's own, and a multiple of 4 channels */
} packed_convolution;

/* Computes a convolution of at least 3 pixels. With an odd number of channels one byte behind the result is written, too. The scratch memory has 3 * words words, and behind them
 * 4 * padded bytes. */
void packed_convolve(const packed_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch);

/* Its parts, which code of a shape's own calls, too: a row outside of the image behind three others; bytes of three places widened to
 * halves of words, a multiple of 4 of each, returning where they end; all activations that three pixels of the result need. */
void packed_fill(const packed_convolution *l, uint8_t *rows);
uint32_t *packed_widen(uint32_t *to, const uint8_t *a, const uint8_t *b, const uint8_t *c, int32_t bytes, int32_t from_u8);
void packed_gather(const packed_convolution *l, const uint8_t *image, uint8_t *rows, int32_t first, uint32_t *to);

/* Sums of three pixels to words of two channels, m of both, a of the first; the constants at w. Returns what is behind them. */
const uint32_t *packed_words(const packed_convolution *l, const uint32_t *w, const int32_t *m, const int32_t *a, int8_t *y);

/* What the instructions for three pixels mean, in C; y is where the last two channels of the first pixel go. */
void packed_tile_meaning(const packed_convolution *l, const uint32_t *stream, const uint32_t *activations, int8_t *y);

/* A dense layer, 4 channels at a time: their 2 words of weights for the same places lie one behind the other. The stream of 4 channels:
 * sums and biases of both pairs; words; constants of 4 channels. */
typedef struct {
    int32_t words; /* words of weights of a pair of channels; a multiple of 8 */
    int32_t inputs;
    int32_t quads; /* 4 channels each */
    int32_t shift, shift_b;
    int32_t direct;
    int32_t from_u8;
} packed_vector;

/* Computes a dense layer. Results are written four at a time, so up to three bytes behind them are. The scratch memory has words words. */
void packed_dense(const packed_vector *layer, const uint32_t *stream, const uint8_t *vector, int8_t *result, uint32_t *scratch);

/* Its part that other kernels call, too: a vector widened to halves of words, and behind it 0. */
void packed_widen_vector(const packed_vector *l, const uint8_t *vector, uint32_t *to);

#endif
