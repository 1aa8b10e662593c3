#include "packed_flat.h"

static int32_t value(const packed_convolution *l, const uint8_t *from, int32_t place, int32_t size)
{
    return place < 0 || place >= size ? l->outside : l->from_u8 != 0 ? from[place] : (int8_t)from[place];
}

/* The halves of two words in turn. */
static inline void put_in_order(uint32_t *to, uint32_t even, uint32_t odd)
{
    to[0] = (even & 0xffffu) | odd << 16;
    to[1] = even >> 16 | (odd & 0xffff0000u);
}

/* Words from a place of a row of so many bytes on; places outside of it have what is outside of the image. */
static void line(const packed_convolution *l, const uint8_t *from, int32_t place, int32_t size, uint32_t *to, int32_t words)
{
    uint32_t *const end = to + words;
    for (; to != end && place < 0; to++, place += 2) {
        *to = halves(value(l, from, place, size), value(l, from, place + 1, size));
    }
    const int32_t left = (int32_t)(end - to) / 2;
    int32_t fours = size > place ? (size - place) / 4 : 0;
    fours = fours < left ? fours : left;
    const uint32_t *const whole = to + 2 * fours;
    const uint8_t *at = from + place;
    const int32_t is_signed = l->from_u8 == 0;
    for (; is_signed != 0 && to != whole; to += 2, at += 4) {
        put_in_order(to, sxtb16(load4(at)), sxtb16_odd(load4(at)));
    }
    for (; to != whole; to += 2, at += 4) {
        put_in_order(to, load4(at) & 0x00ff00ffu, load4(at) >> 8 & 0x00ff00ffu);
    }
    for (place += 4 * fours; to != end; to++, place += 2) {
        *to = halves(value(l, from, place, size), value(l, from, place + 1, size));
    }
}

int32_t packed_flat_rows(const packed_convolution *l, const uint8_t *image, int32_t done, int32_t wanted, uint32_t *ring)
{
    const int32_t lines = l->kernel_height + l->stride_height;
    const int32_t odd = l->stride_width * l->channels % 2;
    const int32_t words = packed_flat_line(l);
    for (; done < wanted; done++) {
        const int32_t row = done - l->top;
        const int32_t size = row >= 0 && row < l->height ? l->width * l->channels : 0;
        const uint8_t *const from = size == 0 ? image : image + row * size;
        uint32_t *const to = ring + done % lines * (1 + odd) * words;
        for (int32_t copy = 0; copy <= odd; copy++) {
            line(l, from, copy - l->left * l->channels, size, to + copy * words, words);
        }
    }
    return done;
}
