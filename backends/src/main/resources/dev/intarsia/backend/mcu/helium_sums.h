/* Sums of products with vectors of 16 bytes.
 *
 * A convolution takes 16 places of the kernel at a time, four channels and two pixels together; a depthwise convolution eight channels at a
 * time, a dense layer four. Rows of the image are copied, with their padding, to lines of scratch memory that are used in turn, so that a
 * result of the image's shape may lie over the image.
 *
 * The zero point is folded into the biases. A word of the result is
 *     v = high_product(sum + bias, multiplier), less 1 where sum + bias is negative
 *     the nearest to v / 2^shift + zero from low to high
 * which the compiler has proved to be the network's own requantization for every sum that can occur. Shifts are stored as negative numbers.
 *
 * Constants of channels come in fours, first the biases, then the multipliers; of a depthwise convolution in eights, of which the even
 * ones come first. A convolution computes the last four channels first: so its weights and constants begin with those. */
#ifndef HELIUM_SUMS_H
#define HELIUM_SUMS_H

#include <stdint.h>

/* The greatest height of a depthwise kernel. */
enum { HELIUM_MOST_ROWS = 7 };

/* What makes words of sums. */
typedef struct {
    const int32_t *constants;
    const int8_t *shifts;
    int32_t zero, low, high;
} helium_words;

/* What sums up products where weights share bytes: four channels at a and at b, and four outputs; see helium_narrow.h. Returns what is behind the
 * weights. */
typedef const int8_t *helium_pixels(int32_t *sums, const int8_t *w, const int8_t *a, const int8_t *b, int32_t padded);
typedef const int8_t *helium_outputs(int32_t *sums, const int8_t *w, const int8_t *x, int32_t padded);

/* A convolution. Sizes are in elements; images are row-major with their channels together. */
typedef struct {
    int32_t height, width, channels;             /* of the image */
    int32_t out_height, out_width, out_channels; /* of the result */
    int32_t kernel_height, kernel_width;
    int32_t stride_height, stride_width;
    int32_t top, left; /* rows and columns of padding */
    int32_t padded;    /* products of a sum, up to a multiple of 16 */
    int32_t line;      /* bytes of a row of the image with its padding */
    int32_t point;     /* whether the kernel has one place, which is the pixel's own, and a multiple of 16 channels */
    int32_t outside;   /* what a place outside of the image holds, as a signed byte */
    int32_t flip;      /* 128 where the image's words are unsigned, which makes them signed; else 0 */
    const int8_t *weights;
    helium_pixels *narrow; /* 0 where each weight has a byte */
    helium_words words;
} helium_convolution;

/* Computes a convolution. Weights of four channels: 16 of each, and so on. The scratch memory has 2 * padded + 16 bytes and, where the kernel is
 * not a point, kernel_height * line + 16 bytes. Up to 3 bytes behind the result are written. */
void helium_convolve(const helium_convolution *layer, const uint8_t *image, int8_t *result, void *scratch);

/* Computes a convolution in which each channel of the result reads the channel of its number; the image's words are signed. Weights of eight
 * channels: 8 for each place of the kernel. The scratch memory has kernel_height * line + 16 bytes. Up to 7 bytes behind the result are
 * written. */
void helium_depthwise(const helium_convolution *layer, const uint8_t *image, int8_t *result, void *scratch);

/* A dense layer. */
typedef struct {
    int32_t inputs, outputs;
    int32_t padded; /* inputs, up to a multiple of 16 */
    int32_t flip;
    const int8_t *weights;
    helium_outputs *narrow;
    helium_words words;
} helium_vector;

/* Computes a dense layer. Weights of four outputs: 16 of each, and so on. The scratch memory has padded bytes. Up to 3 bytes behind the result
 * are written. */
void helium_dense(const helium_vector *layer, const uint8_t *vector, int8_t *result, void *scratch);

#endif
