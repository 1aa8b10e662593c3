#include "packed_sums.h"

#include "dual_mac.h"

/* Activations as halves of words; four bytes give the places 0 and 2, then 1 and 3. */
static inline uint32_t even(uint32_t word, int32_t from_u8)
{
    return from_u8 != 0 ? word & 0x00ff00ffu : sxtb16(word);
}

static inline uint32_t odd(uint32_t word, int32_t from_u8)
{
    return from_u8 != 0 ? word >> 8 & 0x00ff00ffu : sxtb16_odd(word);
}

static inline int32_t widened(uint8_t byte, int32_t from_u8)
{
    return from_u8 != 0 ? byte : (int8_t)byte;
}

/* Channels of three pixels, a multiple of 4. */
static uint32_t *widen_words(uint32_t *to, const uint8_t *const pixels[3], int32_t channels, int32_t from_u8)
{
    const uint8_t *a = pixels[0];
    const uint8_t *b = pixels[1];
    const uint8_t *c = pixels[2];
    if (from_u8 != 0) {
        for (const uint8_t *end = a + channels; a != end; a += 4, b += 4, c += 4, to += 6) {
            to[0] = even(load4(a), 1);
            to[1] = even(load4(b), 1);
            to[2] = even(load4(c), 1);
            to[3] = odd(load4(a), 1);
            to[4] = odd(load4(b), 1);
            to[5] = odd(load4(c), 1);
        }
    } else {
        for (const uint8_t *end = a + channels; a != end; a += 4, b += 4, c += 4, to += 6) {
            uint32_t x = load4(a);
            uint32_t y = load4(b);
            uint32_t z = load4(c);
            to[0] = sxtb16(x);
            to[1] = sxtb16(y);
            to[2] = sxtb16(z);
            to[3] = sxtb16_odd(x);
            to[4] = sxtb16_odd(y);
            to[5] = sxtb16_odd(z);
        }
    }
    return to;
}

/* Where the channels of each pixel's place under one tap of the kernel lie. */
static void tap(const packed_convolution *l, const uint8_t *image, const uint8_t *outside, const int32_t rows[3], const int32_t columns[3],
                int32_t r, int32_t s, const uint8_t *pixels[3])
{
    for (int32_t p = 0; p < 3; p++) {
        int32_t row = rows[p] + r * l->dilation_height;
        int32_t column = columns[p] + s * l->dilation_width;
        int32_t inside = row >= 0 && row < l->height && column >= 0 && column < l->width;
        pixels[p] = inside ? image + (row * l->width + column) * l->channels : outside;
    }
}

/* All activations that three pixels of the result need, two places a word, the three pixels side by side. */
static void gather(const packed_convolution *l, const uint8_t *image, const uint8_t *outside, int32_t first, uint32_t *to)
{
    int32_t rows[3];
    int32_t columns[3];
    const uint8_t *pixels[3];
    for (int32_t p = 0; p < 3; p++) {
        rows[p] = (first + p) / l->out_width;
        columns[p] = (first + p) - rows[p] * l->out_width;
        rows[p] = rows[p] * l->stride_height - l->top;
        columns[p] = columns[p] * l->stride_width - l->left;
    }
    int32_t low[3] = {0, 0, 0};
    int32_t place = 0;
    for (int32_t r = 0; r < l->kernel_height; r++) {
        for (int32_t s = 0; s < l->kernel_width; s++) {
            tap(l, image, outside, rows, columns, r, s, pixels);
            if (l->channels % 4 == 0) {
                to = widen_words(to, pixels, l->channels, l->from_u8);
                continue;
            }
            for (int32_t c = 0; c < l->channels; c++, place++) {
                for (int32_t p = 0; p < 3; p++) {
                    int32_t x = widened(pixels[p][c], l->from_u8);
                    if (place % 2 == 0) {
                        low[p] = x;
                        to[p] = halves(x, 0);
                    } else {
                        to[p] = halves(low[p], x);
                    }
                }
                to += place % 2 == 0 ? 0 : 3;
            }
        }
    }
}

#if HAS_DUAL_MAC
/* One word of weights with three words of activations: 12 products. */
#define STEP(w) \
    "ldmia %[x]!, {r8-r10}\n smlad %[m0], " w ", r8, %[m0]\n smlad %[m1], " w ", r9, %[m1]\n smlad %[m2], " w ", r10, %[m2]\n sxtb16 " w \
    ", " w "\n smlad %[a0], " w ", r8, %[a0]\n smlad %[a1], " w ", r9, %[a1]\n smlad %[a2], " w ", r10, %[a2]\n"
#define THREE "ldmia %[w]!, {r11, r12, lr}\n" STEP("r11") STEP("r12") STEP("lr")
#define TWO "ldmia %[w]!, {r11, r12}\n" STEP("r11") STEP("r12")
#endif

/* The requantizer itself, of twice the sum: its multiplier, its addend, its shift. */
static inline int8_t direct(int32_t twice, const uint32_t *constants)
{
    return ssat8(smmlar(twice, (int32_t)constants[0], (int32_t)constants[1] + (twice >> 31)) >> constants[2]);
}

static inline int32_t twice(int32_t x)
{
    return (int32_t)((uint32_t)x << 1);
}

/* Three pixels of all channels. */
static void tile(const packed_convolution *l, const uint32_t *stream, const uint32_t *activations, int8_t *result)
{
    const int32_t step = 2 * l->out_pairs;
    const uint32_t blocks = (uint32_t)l->words / 16u * 16u;
    for (int32_t pair = 0; pair < l->out_pairs; pair++) {
        int32_t m0 = (int32_t)stream[0], m1 = m0, m2 = m0;
        int32_t a0 = (int32_t)stream[1], a1 = a0, a2 = a0;
        const uint32_t *x = activations;
        const uint32_t *w = stream + 2;
        const uint32_t *const middle = w + blocks;
        const uint32_t *const end = w + l->words;
#if HAS_DUAL_MAC
        __asm__ volatile("ldr r8, %[middle]\n cmp %[w], r8\n beq 2f\n"
                         "1:\n" THREE THREE THREE THREE TWO TWO "ldr r8, %[middle]\n cmp %[w], r8\n bne 1b\n"
                         "2: ldr r8, %[end]\n cmp %[w], r8\n beq 4f\n"
                         "3:\n" TWO "ldr r8, %[end]\n cmp %[w], r8\n bne 3b\n"
                         "4:\n"
                         : [m0] "+r"(m0), [m1] "+r"(m1), [m2] "+r"(m2), [a0] "+r"(a0), [a1] "+r"(a1), [a2] "+r"(a2), [x] "+r"(x), [w] "+r"(w)
                         : [middle] "m"(middle), [end] "m"(end)
                         : "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory");
#else
        (void)middle;
        for (; w != end; w++, x += 3) {
            uint32_t alone = sxtb16(*w);
            m0 = smlad(*w, x[0], m0);
            m1 = smlad(*w, x[1], m1);
            m2 = smlad(*w, x[2], m2);
            a0 = smlad(alone, x[0], a0);
            a1 = smlad(alone, x[1], a1);
            a2 = smlad(alone, x[2], a2);
        }
#endif
        m0 = less(m0, a0);
        m1 = less(m1, a1);
        m2 = less(m2, a2);
        int8_t *y = result + 2 * pair;
        if (l->direct != 0) {
            y[0] = direct(twice(a0), w);
            y[1] = direct(m0 >> 7, w + 3);
            y += step;
            y[0] = direct(twice(a1), w);
            y[1] = direct(m1 >> 7, w + 3);
            y += step;
            y[0] = direct(twice(a2), w);
            y[1] = direct(m2 >> 7, w + 3);
            stream = w + 6;
        } else {
            const int32_t multiplier = (int32_t)w[0], addend = (int32_t)w[1];
            const int32_t multiplier_b = (int32_t)w[2], addend_b = (int32_t)w[3];
            y[0] = ssat8(smmla(a0, multiplier, addend) >> l->shift);
            y[1] = ssat8(smmla(m0, multiplier_b, addend_b) >> l->shift_b);
            y += step;
            y[0] = ssat8(smmla(a1, multiplier, addend) >> l->shift);
            y[1] = ssat8(smmla(m1, multiplier_b, addend_b) >> l->shift_b);
            y += step;
            y[0] = ssat8(smmla(a2, multiplier, addend) >> l->shift);
            y[1] = ssat8(smmla(m2, multiplier_b, addend_b) >> l->shift_b);
            stream = w + 4;
        }
    }
}

void packed_convolve(const packed_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch)
{
    uint8_t *outside = (uint8_t *)(scratch + 3 * layer->words);
    for (int32_t c = 0; c < layer->channels; c++) {
        outside[c] = (uint8_t)layer->outside;
    }
    const int32_t pixels = layer->out_height * layer->out_width;
    for (int32_t pixel = 0; pixel < pixels; pixel += 3) {
        /* The last three pixels may have been computed in part already. */
        int32_t first = pixel <= pixels - 3 ? pixel : pixels - 3;
        gather(layer, image, outside, first, scratch);
        tile(layer, stream, scratch, result + first * 2 * layer->out_pairs);
    }
}

void packed_dense(const packed_vector *layer, const uint32_t *stream, const uint8_t *vector, int8_t *result, uint32_t *scratch)
{
    const int32_t words = layer->words;
    const int32_t inputs = layer->inputs;
    const int32_t from_u8 = layer->from_u8;
    uint32_t *to = scratch;
    int32_t i = 0;
    for (; i + 4 <= inputs; i += 4, to += 2) {
        uint32_t word = load4(vector + i);
        to[0] = even(word, from_u8);
        to[1] = odd(word, from_u8);
    }
    if (i < inputs) {
        int32_t x[4] = {0, 0, 0, 0};
        for (int32_t p = 0; i + p < inputs; p++) {
            x[p] = widened(vector[i + p], from_u8);
        }
        *to++ = halves(x[0], x[2]);
        *to++ = halves(x[1], x[3]);
    }
    while (to != scratch + words) {
        *to++ = 0;
    }
    for (int32_t quad = 0; quad < layer->quads; quad++) {
        int32_t m0 = (int32_t)stream[0], a0 = (int32_t)stream[1];
        int32_t m1 = (int32_t)stream[2], a1 = (int32_t)stream[3];
        const uint32_t *x = scratch;
        const uint32_t *w = stream + 4;
        const uint32_t *const end = w + 2 * words;
#if HAS_DUAL_MAC
#define PAIR(w0, w1, x) \
    "smlad %[m0], " w0 ", " x ", %[m0]\n sxtb16 " w0 ", " w0 "\n smlad %[a0], " w0 ", " x ", %[a0]\n smlad %[m1], " w1 ", " x \
    ", %[m1]\n sxtb16 " w1 ", " w1 "\n smlad %[a1], " w1 ", " x ", %[a1]\n"
#define FOUR \
    "ldmia %[x]!, {r6-r9}\n ldmia %[w]!, {r10-r12, lr}\n" PAIR("r10", "r11", "r6") PAIR("r12", "lr", "r7") \
    "ldmia %[w]!, {r10-r12, lr}\n" PAIR("r10", "r11", "r8") PAIR("r12", "lr", "r9")
        __asm__ volatile("1:\n" FOUR FOUR "ldr r6, %[end]\n cmp %[w], r6\n bne 1b\n"
                         : [m0] "+r"(m0), [a0] "+r"(a0), [m1] "+r"(m1), [a1] "+r"(a1), [x] "+r"(x), [w] "+r"(w)
                         : [end] "m"(end)
                         : "r6", "r7", "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory");
#else
        for (; w != end; w += 2, x++) {
            m0 = smlad(w[0], x[0], m0);
            a0 = smlad(sxtb16(w[0]), x[0], a0);
            m1 = smlad(w[1], x[0], m1);
            a1 = smlad(sxtb16(w[1]), x[0], a1);
        }
#endif
        m0 = less(m0, a0);
        m1 = less(m1, a1);
        if (layer->direct != 0) {
            result[0] = direct(twice(a0), w);
            result[1] = direct(m0 >> 7, w + 3);
            result[2] = direct(twice(a1), w + 6);
            result[3] = direct(m1 >> 7, w + 9);
            stream = w + 12;
        } else {
            result[0] = ssat8(smmla(a0, (int32_t)w[0], (int32_t)w[1]) >> layer->shift);
            result[1] = ssat8(smmla(m0, (int32_t)w[2], (int32_t)w[3]) >> layer->shift_b);
            result[2] = ssat8(smmla(a1, (int32_t)w[4], (int32_t)w[5]) >> layer->shift);
            result[3] = ssat8(smmla(m1, (int32_t)w[6], (int32_t)w[7]) >> layer->shift_b);
            stream = w + 8;
        }
        result += 4;
    }
}
