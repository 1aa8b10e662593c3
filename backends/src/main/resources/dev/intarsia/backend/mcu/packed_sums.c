#include "packed_sums.h"

#include "dual_mac.h"
#include "packed_own.h"

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

#if HAS_DUAL_MAC
#define PACKED_WIDEN \
    "ldr r6, [%[a]], #4\n ldr r8, [%[b]], #4\n ldr r9, [%[c]], #4\n sxtb16 r3, r6\n sxtb16 r4, r8\n sxtb16 r5, r9\n" \
    "sxtb16 r6, r6, ror #8\n sxtb16 r8, r8, ror #8\n sxtb16 r9, r9, ror #8\n stmia %[to]!, {r3-r6, r8, r9}\n"
#endif

/* Bytes of three places, a multiple of 4 of each. */
uint32_t *packed_widen(uint32_t *to, const uint8_t *a, const uint8_t *b, const uint8_t *c, int32_t bytes, int32_t from_u8)
{
    const uint8_t *const end = a + bytes;
    if (from_u8 != 0) {
        for (; a != end; a += 4, b += 4, c += 4, to += 6) {
            to[0] = even(load4(a), 1);
            to[1] = even(load4(b), 1);
            to[2] = even(load4(c), 1);
            to[3] = odd(load4(a), 1);
            to[4] = odd(load4(b), 1);
            to[5] = odd(load4(c), 1);
        }
        return to;
    }
#if HAS_DUAL_MAC
    /* An odd number of fours begins in the middle. */
    __asm__ volatile("tst %[bytes], #4\n bne 2f\n 1:\n" PACKED_WIDEN "2:\n" PACKED_WIDEN "cmp %[a], %[end]\n bne 1b\n"
                     : [to] "+r"(to), [a] "+r"(a), [b] "+r"(b), [c] "+r"(c)
                     : [end] "r"(end), [bytes] "r"(bytes)
                     : "r3", "r4", "r5", "r6", "r8", "r9", "cc", "memory");
#else
    for (; a != end; a += 4, b += 4, c += 4, to += 6) {
        to[0] = sxtb16(load4(a));
        to[1] = sxtb16(load4(b));
        to[2] = sxtb16(load4(c));
        to[3] = sxtb16_odd(load4(a));
        to[4] = sxtb16_odd(load4(b));
        to[5] = sxtb16_odd(load4(c));
    }
#endif
    return to;
}

/* One row of the kernel for one pixel of the result: where its places lie in the image, or, where not all do, a copy. */
static const uint8_t *piece(const packed_convolution *l, const uint8_t *image, const uint8_t *outside, int32_t row, int32_t column, uint8_t *copy)
{
    if (row < 0 || row >= l->height) {
        return outside;
    }
    const int32_t at = (row * l->width + column) * l->channels;
    /* It is read in fours, which must not go beyond the image. */
    if (column >= 0 && column <= l->column_last && at + l->padded <= l->height * l->width * l->channels) {
        return image + at;
    }
    uint8_t *to = copy;
    for (int32_t s = 0; s < l->kernel_width; s++, column += l->dilation_width) {
        const uint8_t *from = outside;
        if (column >= 0 && column < l->width) {
            from = image + (row * l->width + column) * l->channels;
        }
        int32_t c = 0;
        for (; c + 4 <= l->channels; c += 4, to += 4) {
            store4(to, load4(from + c));
        }
        for (; c < l->channels; c++) {
            *to++ = from[c];
        }
    }
    return copy;
}

/* All activations that three pixels of the result need, two places a word, the three pixels side by side. */
void packed_gather(const packed_convolution *l, const uint8_t *image, uint8_t *rows, int32_t first, uint32_t *to)
{
    const uint8_t *const outside = rows + 3 * l->padded;
    int32_t row[3], column[3];
    for (int32_t p = 0; p < 3; p++) {
        row[p] = (first + p) / l->out_width;
        column[p] = (first + p - row[p] * l->out_width) * l->stride_width - l->left;
        row[p] = row[p] * l->stride_height - l->top;
    }
    for (int32_t r = 0; r < l->kernel_height; r++) {
        const uint8_t *a = piece(l, image, outside, row[0], column[0], rows);
        const uint8_t *b = piece(l, image, outside, row[1], column[1], rows + l->padded);
        const uint8_t *c = piece(l, image, outside, row[2], column[2], rows + 2 * l->padded);
        to = packed_widen(to, a, b, c, l->padded, l->from_u8);
        row[0] += l->dilation_height;
        row[1] += l->dilation_height;
        row[2] += l->dilation_height;
    }
}

#if HAS_DUAL_MAC
/* Sums a and m of one pixel to a byte each: the multiplier and addend of a in r8 and r9, of m in r10 and r11, shifts in r12 and lr. */
#define FOUND(a, m) \
    "smmla " a ", " a ", r8, r9\n asr " a ", " a ", r12\n ssat " a ", #8, " a "\n smmla " m ", " m ", r10, r11\n asr " m ", " m \
    ", lr\n ssat " m ", #8, " m "\n"
#define PACKED_TWO "ldmia %[w]!, {r11, r12}\n" PACKED_STEP("r11") PACKED_STEP("r12")
#endif

void packed_fill(const packed_convolution *l, uint8_t *rows)
{
    for (int32_t c = 0; c < l->padded; c++) {
        rows[3 * l->padded + c] = (uint8_t)l->outside;
    }
}

#if !HAS_DUAL_MAC
void packed_tile_meaning(const packed_convolution *l, const uint32_t *stream, const uint32_t *activations, int8_t *y)
{
    for (int32_t pair = (l->out_channels + 1) / 2; pair > 0; pair--, y -= 2) {
        const uint32_t *w = stream + 2;
        int32_t m[3], a[3];
        for (int32_t p = 0; p < 3; p++) {
            m[p] = (int32_t)stream[0];
            a[p] = (int32_t)stream[1];
        }
        for (const uint32_t *x = activations; x != activations + 3 * l->words; x += 3, w++) {
            for (int32_t p = 0; p < 3; p++) {
                m[p] = smlad(*w, x[p], m[p]);
                a[p] = smlad(sxtb16(*w), x[p], a[p]);
            }
        }
        stream = packed_words(l, w, m, a, y);
    }
}
#endif

const uint32_t *packed_words(const packed_convolution *l, const uint32_t *w, const int32_t *m, const int32_t *a, int8_t *y)
{
    for (int32_t p = 0; p < 3; p++, y += l->out_channels) {
        const int32_t b = less(m[p], a[p]);
        if (l->direct != 0) {
            y[0] = requantize(twice(a[p]), w);
            y[1] = requantize(b >> 7, w + 3);
        } else {
            y[0] = ssat8(smmla(a[p], (int32_t)w[0], (int32_t)w[1]) >> l->shift);
            y[1] = ssat8(smmla(b, (int32_t)w[2], (int32_t)w[3]) >> l->shift_b);
        }
    }
    return w + (l->direct != 0 ? 6 : 4);
}

/* Three pixels of all channels, the last first: what stands for the missing neighbour of an odd last one is overwritten. */
static void tile(const packed_convolution *l, const uint32_t *stream, const uint32_t *activations, int8_t *y)
{
    const int32_t step = l->out_channels;
    const int32_t pairs = (step + 1) / 2;
    y += 2 * (pairs - 1);
#if HAS_DUAL_MAC
    const uint32_t *const start = activations;
    const uint32_t *const middle = activations + 3u * ((uint32_t)l->words / 16u * 16u);
    const uint32_t *const finish = activations + 3 * l->words;
    const uint32_t *const end = stream + pairs * (2 + l->words + (l->direct != 0 ? 6 : 4));
    const int32_t shift = l->shift, shift_b = l->shift_b, own = l->direct;
    const uint32_t *x;
    int32_t m0, m1, m2, a0, a1, a2;
    __asm__ volatile(
        "0: ldr %[x], %[start]\n ldmia %[w]!, {r8, r9}\n"
        "mov %[m0], r8\n mov %[m1], r8\n mov %[m2], r8\n mov %[a0], r9\n mov %[a1], r9\n mov %[a2], r9\n"
        "ldr r8, %[middle]\n cmp %[x], r8\n beq 2f\n"
        "1:\n" PACKED_THREE PACKED_THREE PACKED_THREE PACKED_THREE PACKED_TWO PACKED_TWO "ldr r8, %[middle]\n cmp %[x], r8\n bne 1b\n"
        "2: ldr r8, %[finish]\n cmp %[x], r8\n beq 4f\n"
        "3:\n" PACKED_TWO "ldr r8, %[finish]\n cmp %[x], r8\n bne 3b\n"
        "4: sub %[m0], %[m0], %[a0]\n sub %[m1], %[m1], %[a1]\n sub %[m2], %[m2], %[a2]\n"
        "ldr r8, %[own]\n cmp r8, #0\n bne 5f\n"
        "ldmia %[w]!, {r8-r11}\n ldr r12, %[shift]\n ldr lr, %[shift_b]\n" FOUND("%[a0]", "%[m0]") FOUND("%[a1]", "%[m1]")
            FOUND("%[a2]", "%[m2]") "b 6f\n"
        "5: ldmia %[w]!, {r8-r10}\n" PACKED_DIRECT("%[a0]", "lsl %[a0], %[a0], #1") PACKED_DIRECT("%[a1]", "lsl %[a1], %[a1], #1")
            PACKED_DIRECT("%[a2]", "lsl %[a2], %[a2], #1") "ldmia %[w]!, {r8-r10}\n" PACKED_DIRECT("%[m0]", "asr %[m0], %[m0], #7")
                PACKED_DIRECT("%[m1]", "asr %[m1], %[m1], #7") PACKED_DIRECT("%[m2]", "asr %[m2], %[m2], #7")
        "6: ldr r8, %[y]\n ldr r9, %[step]\n strb %[a0], [r8]\n strb %[m0], [r8, #1]\n add r10, r8, r9\n"
        "strb %[a1], [r10]\n strb %[m1], [r10, #1]\n add r10, r10, r9\n strb %[a2], [r10]\n strb %[m2], [r10, #1]\n"
        "sub r8, r8, #2\n str r8, %[y]\n ldr r8, %[end]\n cmp %[w], r8\n bne 0b\n"
        : [m0] "=&r"(m0), [m1] "=&r"(m1), [m2] "=&r"(m2), [a0] "=&r"(a0), [a1] "=&r"(a1), [a2] "=&r"(a2), [x] "=&r"(x), [w] "+r"(stream),
          [y] "+m"(y)
        : [start] "m"(start), [middle] "m"(middle), [finish] "m"(finish), [end] "m"(end), [shift] "m"(shift), [shift_b] "m"(shift_b),
          [own] "m"(own), [step] "m"(step)
        : "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory");
#else
    packed_tile_meaning(l, stream, activations, y);
#endif
}

void packed_convolve(const packed_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch)
{
    uint8_t *const rows = (uint8_t *)(scratch + 3 * layer->words);
    packed_fill(layer, rows);
    const int32_t pixels = layer->out_height * layer->out_width;
    for (int32_t pixel = 0; pixel < pixels; pixel += 3) {
        /* The last three pixels may have been computed in part already. */
        int32_t first = pixel <= pixels - 3 ? pixel : pixels - 3;
        packed_gather(layer, image, rows, first, scratch);
        tile(layer, stream, scratch, result + first * layer->out_channels);
    }
}

void packed_widen_vector(const packed_vector *l, const uint8_t *vector, uint32_t *to)
{
    const uint32_t *const end = to + l->words;
    const int32_t inputs = l->inputs;
    const int32_t from_u8 = l->from_u8;
    int32_t i = 0;
    for (; from_u8 == 0 && i + 8 <= inputs; i += 8, to += 4) {
        uint32_t first = load4(vector + i), second = load4(vector + i + 4);
        to[0] = sxtb16(first);
        to[1] = sxtb16_odd(first);
        to[2] = sxtb16(second);
        to[3] = sxtb16_odd(second);
    }
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
    while (to != end) {
        *to++ = 0;
    }
}

void packed_dense(const packed_vector *layer, const uint32_t *stream, const uint8_t *vector, int8_t *result, uint32_t *scratch)
{
    const int32_t words = layer->words;
    packed_widen_vector(layer, vector, scratch);
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
        /* An odd number of eights begins in the middle. */
        __asm__ volatile("ldr r6, %[words]\n tst r6, #8\n bne 2f\n 1:\n" FOUR FOUR "2:\n" FOUR FOUR "ldr r6, %[end]\n cmp %[w], r6\n bne 1b\n"
                         : [m0] "+r"(m0), [a0] "+r"(a0), [m1] "+r"(m1), [a1] "+r"(a1), [x] "+r"(x), [w] "+r"(w)
                         : [words] "m"(words), [end] "m"(end)
                         : "r6", "r7", "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory");
#else
        for (; w != end; w += 2, x++) {
            m0 = smlad(w[0], x[0], m0);
            a0 = smlad(sxtb16(w[0]), x[0], a0);
            m1 = smlad(w[1], x[0], m1);
            a1 = smlad(sxtb16(w[1]), x[0], a1);
        }
#endif
        stream = packed_four(layer, w, m0, a0, m1, a1, result);
        result += 4;
    }
}
