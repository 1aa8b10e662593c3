#include "packed_rows.h"

void packed_row(const packed_convolution *l, const uint8_t *image, int32_t row, uint32_t *to)
{
    const int32_t width = l->out_width + 2;
    const uint32_t outside = halves(l->outside, l->outside);
    const int32_t inside = row >= 0 && row < l->height;
    const int32_t first = inside ? l->left : width;
    const int32_t last = inside ? (l->left + l->width < width ? l->left + l->width : width) : width;
    for (int32_t pair = 0; pair < l->channels / 2; pair++) {
        for (int32_t x = 0; x < first; x++) {
            to[pair * width + x] = outside;
        }
        for (int32_t x = last; x < width; x++) {
            to[pair * width + x] = outside;
        }
    }
    const uint8_t *from = image + row * l->width * l->channels;
    for (int32_t x = first; x < last; x++) {
        uint32_t *at = to + x;
        for (int32_t c = 0; c < l->channels; c += 4, from += 4, at += 2 * width) {
            const uint32_t word = load4(from);
            at[0] = l->from_u8 != 0 ? word & 0x00ff00ffu : sxtb16(word);
            at[width] = l->from_u8 != 0 ? word >> 8 & 0x00ff00ffu : sxtb16_odd(word);
        }
    }
}

void packed_row_tile_meaning(const packed_convolution *l, const uint32_t *stream, const uint32_t *activations, int8_t *y)
{
    const int32_t width = l->out_width + 2;
    for (int32_t pair = (l->out_channels + 1) / 2; pair > 0; pair--, y -= 2) {
        const uint32_t *w = stream + 2;
        int32_t m[3], a[3];
        for (int32_t p = 0; p < 3; p++) {
            m[p] = (int32_t)stream[0];
            a[p] = (int32_t)stream[1];
        }
        for (int32_t i = 0; i < l->words; i++, w++) {
            for (int32_t p = 0; p < 3; p++) {
                const uint32_t x = activations[i / 3 * width + i % 3 + p];
                m[p] = smlad(*w, x, m[p]);
                a[p] = smlad(sxtb16(*w), x, a[p]);
            }
        }
        stream = packed_words(l, w, m, a, y);
    }
}
