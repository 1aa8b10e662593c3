/* Convolutions of images with few channels, as packed_sums.h says: rows are widened once with their padding, so that a row of the kernel is
 * one piece of them wherever a pixel lies. As many rows are kept as three pixels in two rows of the result need.
 *
 * Weights: for each row of the kernel its places in the order of the image, two by two, the last with none where they are odd. */
#ifndef PACKED_FLAT_H
#define PACKED_FLAT_H

#include "packed_own.h"

/* Widens rows until so many rows, counted from the first one of the padding, have been; all of a row's words, and where pixels may begin
 * at odd places, behind them the same words one place on. Returns how many have been. */
int32_t packed_flat_rows(const packed_convolution *l, const uint8_t *image, int32_t done, int32_t wanted, uint32_t *ring);

/* Words of a row of the kernel, and of a row in the ring. */
OWN_CODE int32_t packed_flat_run(const packed_convolution *l)
{
    return (l->kernel_width * l->channels + 1) / 2;
}

OWN_CODE int32_t packed_flat_line(const packed_convolution *l)
{
    return (l->out_width - 1) * l->stride_width * l->channels / 2 + packed_flat_run(l);
}

/* A row of the kernel at three places, side by side. */
OWN_CODE uint32_t *packed_side_by_side(const packed_convolution *l, uint32_t *to, const uint32_t *a, const uint32_t *b, const uint32_t *c)
{
#if HAS_DUAL_MAC
    __asm__ volatile(".rept %c[run]\n ldr r8, [%[a]], #4\n ldr r9, [%[b]], #4\n ldr r10, [%[c]], #4\n stmia %[to]!, {r8-r10}\n .endr\n"
                     : [to] "+r"(to), [a] "+r"(a), [b] "+r"(b), [c] "+r"(c)
                     : [run] "i"((l->kernel_width * l->channels + 1) / 2)
                     : "r8", "r9", "r10", "memory");
#else
    for (int32_t i = 0; i < packed_flat_run(l); i++, to += 3) {
        to[0] = a[i];
        to[1] = b[i];
        to[2] = c[i];
    }
#endif
    return to;
}

/* The scratch memory has 3 * words words, and behind them kernel_height + stride_height lines, twice where pixels begin at odd places. */
OWN_CODE void packed_convolve_flat(const packed_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result,
                                   uint32_t *scratch)
{
    const int32_t pixels = layer->out_height * layer->out_width;
    const int32_t lines = layer->kernel_height + layer->stride_height;
    const int32_t odd = layer->stride_width * layer->channels % 2;
    const int32_t line = packed_flat_line(layer);
    uint32_t *const ring = scratch + 3 * layer->words;
    int32_t done = 0, row = 0, column = 0;
    for (int32_t pixel = 0; pixel < pixels; pixel += 3) {
        /* The last three pixels may have been computed in part already. */
        for (int32_t back = pixel + 3 - pixels; back > 0; back--) {
            if (column-- == 0) {
                column = layer->out_width - 1;
                row--;
            }
        }
        const int32_t first = row * layer->out_width + column;
        const uint32_t *at[3], *end[3];
        for (int32_t p = 0; p < 3; p++) {
            const int32_t place = column * layer->stride_width * layer->channels;
            const uint32_t *const base = ring + place / 2 + (odd != 0 && place % 2 != 0 ? line : 0);
            at[p] = base + row * layer->stride_height % lines * (1 + odd) * line;
            end[p] = base + lines * (1 + odd) * line;
            if (p == 2 && done < row * layer->stride_height + layer->kernel_height) {
                done = packed_flat_rows(layer, image, done, row * layer->stride_height + layer->kernel_height, ring);
            }
            if (++column == layer->out_width) {
                column = 0;
                row++;
            }
        }
        uint32_t *to = scratch;
        for (int32_t r = 0; r < layer->kernel_height; r++) {
            to = packed_side_by_side(layer, to, at[0], at[1], at[2]);
            for (int32_t p = 0; p < 3; p++) {
                at[p] += (1 + odd) * line;
                at[p] -= at[p] == end[p] ? lines * (1 + odd) * line : 0;
            }
        }
        packed_tile(layer, stream, scratch, result + first * layer->out_channels);
    }
}

#endif
