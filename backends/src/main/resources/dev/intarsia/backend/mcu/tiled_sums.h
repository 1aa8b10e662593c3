/* Sums of products for processors that multiply one pair of words at a time: five pixels of a convolution, or eight outputs of a dense
 * layer, share what is loaded.
 *
 * Weights and activations are bytes without a sign, v = w + 128 and u = x + 128 (u = x where the image's words have none): such bytes are
 * loaded in one instruction with the offset in it, and sum(x * w) = sum(u * v) - 128 * sum(u) - (128 or 0) * sum(w). The sum of u is taken
 * once for all channels, the sum of w is part of the bias, and so is the zero point. All of it is exact modulo 2^32, and the sum fits.
 *
 * Weights of at most 4 bits share bytes, v = w + 2^(bits - 1), and sum(u) is taken as often. They are taken apart to bytes where they are
 * used: of a word first the lowest bits of its four bytes, then those above. */
#ifndef TILED_SUMS_H
#define TILED_SUMS_H

#include <stdint.h>

/* A convolution. Sizes are in elements; images are row-major with their channels together. */
typedef struct {
    int32_t height, width, channels;             /* of the image */
    int32_t out_height, out_width, out_channels; /* of the result */
    int32_t kernel_height, kernel_width;
    int32_t stride_height, stride_width;
    int32_t dilation_height, dilation_width;
    int32_t top, left; /* rows and columns of padding */
    int32_t products;  /* of one sum */
    int32_t padded;    /* the same, up to a multiple of 4 */
    int32_t shift, shift_b; /* of channels at even and at odd places */
    int32_t direct;    /* whether multiplier, addend and shift are the requantizer's own, and there are 3 constants a channel */
    uint32_t outside;  /* u of a place outside of the image */
    int32_t wide;      /* whether biases of a depthwise kernel have words of their own */
    uint32_t flip;     /* 128 where the image's words have a sign: x ^ 128 is u then */
    int32_t bits;      /* of a weight in the stream: 8, or 4, 2 or 1 */
} tiled_convolution;

/* Computes a convolution. The stream of a channel: bias; weights v in memory order, padded of them, up to a whole word; multiplier and
 * addend (and shift). The scratch memory has 5 * padded words, and behind them a byte for each weight of a channel where those share bytes. */
void tiled_convolve(const tiled_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch);

/* A convolution with kernels of 3 x 3 in which each channel of the result reads the channel of its number. The stream of a channel: 3
 * words with the 9 weights and behind them the bias in 24 bits, or nothing where it has a word of its own, which follows; multiplier and
 * addend (and shift). The scratch memory has a byte for each place of the padded image that is read. The
 * result may lie over the image where they have one size. */
void tiled_depthwise(const tiled_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch);

/* A dense layer, 8 outputs at a time. */
typedef struct {
    int32_t inputs;
    int32_t padded; /* the same, up to a multiple of 8 */
    int32_t outputs;
    int32_t shift, shift_b;
    int32_t direct;
    uint32_t flip;
    int32_t bits;
} tiled_vector;

/* Computes a dense layer. The stream of 8 outputs: 8 biases; for each input 8 weights v; constants of 8 outputs. Where at most 4 are left,
 * their stream is one of 4. The scratch memory has padded bytes, and behind them one for each weight of 16 inputs where weights share bytes. */
void tiled_dense(const tiled_vector *layer, const uint32_t *stream, const uint8_t *vector, int8_t *result, uint32_t *scratch);

#endif
