/* Convolutions with kernels of 3 by 3 and strides of 1, as packed_sums.h says, without gathering: rows of the image are widened once, each
 * channel pair's words in a line of their own, so that five neighbours serve all three columns of the kernel for three pixels. The rows of
 * the image that a row of the result reads have been widened before it is written, so a result of the image's shape may lie over it.
 *
 * Weights: for each row of the kernel, for each pair of channels (0 and 2, 1 and 3 of four), three columns. */
#ifndef PACKED_ROWS_H
#define PACKED_ROWS_H

#include "packed_own.h"

enum {
    PACKED_LINES = 5 /* rows that the scratch memory holds: channels / 2 * (out_width + 2) words each */
};

/* Widens one row of the image, or what is outside of it. */
void packed_row(const packed_convolution *l, const uint8_t *image, int32_t row, uint32_t *to);

/* What the instructions for three pixels mean, in C. */
void packed_row_tile_meaning(const packed_convolution *l, const uint32_t *stream, const uint32_t *activations, int8_t *y);

#if HAS_DUAL_MAC
#define PACKED_TAP(w, x0, x1, x2) \
    "smlad %[m0], " w ", " x0 ", %[m0]\n smlad %[m1], " w ", " x1 ", %[m1]\n smlad %[m2], " w ", " x2 ", %[m2]\n sxtb16 " w ", " w \
    "\n smlad %[a0], " w ", " x0 ", %[a0]\n smlad %[a1], " w ", " x1 ", %[a1]\n smlad %[a2], " w ", " x2 ", %[a2]\n"
#endif

/* Three neighbouring pixels of all channels, the last first. */
OWN_CODE void packed_row_tile(const packed_convolution *l, const uint32_t *stream, const uint32_t *activations, int8_t *y)
{
    const int32_t step = l->out_channels;
    const int32_t pairs = (step + 1) / 2;
    y += 2 * (pairs - 1);
#if HAS_DUAL_MAC
    const int32_t line = 4 * (l->out_width + 2);
    const uint32_t *const end = stream + pairs * (2 + l->words + (l->direct != 0 ? 6 : 4));
    const uint32_t *const finish = activations + 3 * l->channels / 2 * (l->out_width + 2);
    const uint32_t *x = activations;
    int32_t m0, m1, m2, a0, a1, a2;
    __asm__ volatile(
        "0: ldrd %[m0], %[a0], [%[w]], #8\n mov %[m1], %[m0]\n mov %[m2], %[m0]\n mov %[a1], %[a0]\n mov %[a2], %[a0]\n"
        "1:\n .rept %c[half]\n ldmia %[x], {r8-r12}\n add %[x], %[x], #%c[line]\n ldr lr, [%[w]], #4\n" PACKED_TAP("lr", "r8", "r9", "r10")
        "ldrd r8, lr, [%[w]], #8\n" PACKED_TAP("r8", "r9", "r10", "r11") PACKED_TAP("lr", "r10", "r11", "r12") ".endr\n"
        "ldr r8, %[finish]\n cmp %[x], r8\n bne 1b\n" PACKED_WORDS
        : [m0] "=&r"(m0), [m1] "=&r"(m1), [m2] "=&r"(m2), [a0] "=&r"(a0), [a1] "=&r"(a1), [a2] "=&r"(a2), [x] "+r"(x), [w] "+r"(stream),
          [y] "+m"(y)
        : [finish] "m"(finish), [end] "m"(end), [half] "i"(l->channels / 2), [line] "i"(line), [direct] "i"(l->direct),
          [shift] "i"(l->shift), [shift_b] "i"(l->shift_b), [step] "i"(step), [bytes] "i"(3 * l->channels / 2 * line)
        : "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory");
#else
    packed_row_tile_meaning(l, stream, activations, y);
#endif
}

OWN_CODE void packed_convolve_rows(const packed_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result,
                                   uint32_t *scratch)
{
    const int32_t words = layer->channels / 2 * (layer->out_width + 2);
    int32_t top = 0;
    packed_row(layer, image, -layer->top, scratch);
    packed_row(layer, image, 1 - layer->top, scratch + words);
    for (int32_t row = 0; row < layer->out_height; row++, top++) {
        if (top + 2 == PACKED_LINES) {
            for (int32_t i = 0; i < 2 * words; i++) {
                scratch[i] = scratch[top * words + i];
            }
            top = 0;
        }
        packed_row(layer, image, row + 2 - layer->top, scratch + (top + 2) * words);
        for (int32_t column = 0; column < layer->out_width; column += 3) {
            /* The last three pixels may have been computed in part already. */
            const int32_t first = column <= layer->out_width - 3 ? column : layer->out_width - 3;
            packed_row_tile(layer, stream, scratch + top * words + first,
                            result + (row * layer->out_width + first) * layer->out_channels);
        }
    }
}

#endif
