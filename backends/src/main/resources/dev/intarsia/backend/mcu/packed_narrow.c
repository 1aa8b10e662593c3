#include "packed_narrow.h"

#include "dual_mac.h"
#include "packed_own.h"

#if !HAS_DUAL_MAC
/* The lowest weight of each byte of a word. */
static inline uint32_t lowest(uint32_t word, int32_t bits)
{
    return word & (bits == 4 ? 0x0f0f0f0fu : bits == 2 ? 0x03030303u : 0x01010101u);
}
#endif

#if HAS_DUAL_MAC
/* What stands for one word of weights: the next steps, with the bits from so many on. */
#define EACH_4(STEP) STEP("0") STEP("4")
#define EACH_2(STEP) STEP("0") STEP("2") STEP("4") STEP("6")
#define EACH_1(STEP) STEP("0") STEP("1") STEP("2") STEP("3") STEP("4") STEP("5") STEP("6") STEP("7")
/* The same weights of two places with a word of activations of each of three pixels: 12 products. */
#define THREE_PIXELS(place) \
    "ldmia %[x]!, {r8-r10}\n and r12, lr, r11, lsr #" place "\n smlad %[m0], r12, r8, %[m0]\n smlad %[m1], r12, r9, %[m1]\n" \
    "smlad %[m2], r12, r10, %[m2]\n uxtb16 r12, r12\n smlad %[a0], r12, r8, %[a0]\n smlad %[a1], r12, r9, %[a1]\n" \
    "smlad %[a2], r12, r10, %[a2]\n"
#define WORD(EACH) "ldr r11, [%[w]], #4\n" EACH(THREE_PIXELS)
#define PIXELS(mask, words)                                                                                                               \
    __asm__ volatile("mov lr, #" mask "\n" words "ldr r8, %[end]\n cmp %[w], r8\n bne 1b\n"                                             \
                     : [m0] "+r"(m0), [m1] "+r"(m1), [m2] "+r"(m2), [a0] "+r"(a0), [a1] "+r"(a1), [a2] "+r"(a2), [x] "+r"(x), [w] "+r"(w) \
                     : [end] "m"(end), [odd] "m"(odd)                                                                                     \
                     : "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory")
#endif

/* Adds the products of a pair of channels to sums of three pixels, m of both, a of the first. */
OWN_CODE void add_pixels(int32_t *m, int32_t *a, const uint32_t *x, const uint32_t *w, const uint32_t *end, int32_t bits)
{
#if HAS_DUAL_MAC
    int32_t m0 = m[0], m1 = m[1], m2 = m[2], a0 = a[0], a1 = a[1], a2 = a[2];
    /* An odd number of words begins in the middle. */
    const int32_t odd = (int32_t)(end - w) % 2;
    if (bits == 4) {
        PIXELS("0x0f0f0f0f", "ldr r8, %[odd]\n cmp r8, #0\n bne 2f\n 1:\n" WORD(EACH_4) "2:\n" WORD(EACH_4));
    } else if (bits == 2) {
        PIXELS("0x03030303", "1:\n" WORD(EACH_2));
    } else {
        PIXELS("0x01010101", "1:\n" WORD(EACH_1));
    }
    m[0] = m0;
    m[1] = m1;
    m[2] = m2;
    a[0] = a0;
    a[1] = a1;
    a[2] = a2;
#else
    for (; w != end; w++) {
        for (int32_t place = 0; place < 8; place += bits, x += 3) {
            const uint32_t weights = lowest(*w >> place, bits);
            for (int32_t p = 0; p < 3; p++) {
                m[p] = smlad(weights, x[p], m[p]);
                a[p] = smlad(weights & 0x00ff00ffu, x[p], a[p]);
            }
        }
    }
#endif
}

/* What has been added to the weights, times a sum of activations. */
static inline int32_t too_much(int32_t sum, int32_t bits)
{
    return (int32_t)((uint32_t)sum << (bits - 1));
}

/* The same for all activations of three pixels. */
static void too_much_of_three(int32_t *more, const uint32_t *x, int32_t words, int32_t bits)
{
    int32_t a = 0, b = 0, c = 0;
    for (const uint32_t *const end = x + 3 * words; x != end; x += 3) {
        a = smlad(x[0], 0x00010001u, a);
        b = smlad(x[1], 0x00010001u, b);
        c = smlad(x[2], 0x00010001u, c);
    }
    more[0] = too_much(a, bits);
    more[1] = too_much(b, bits);
    more[2] = too_much(c, bits);
}

/* The same as it comes out of sums of two channels. */
static inline int32_t too_much_of_both(int32_t of_one)
{
    return (int32_t)(257u * (uint32_t)of_one);
}

OWN_CODE void convolve(
    const packed_convolution *l, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch, int32_t bits)
{
    const int32_t pixels = l->out_height * l->out_width, pairs = (l->out_channels + 1) / 2, words = l->words * bits / 8;
    uint8_t *const rows = (uint8_t *)(scratch + 3 * l->words);
    packed_fill(l, rows);
    for (int32_t i = 3 * (l->kernel_height * l->padded / 2); i < 3 * l->words; i++) {
        scratch[i] = 0;
    }
    for (int32_t pixel = 0; pixel < pixels; pixel += 3) {
        /* The last three pixels may have been computed in part already. */
        const int32_t first = pixel <= pixels - 3 ? pixel : pixels - 3;
        packed_activations(l, image, rows, first, scratch);
        int32_t more[3];
        too_much_of_three(more, scratch, l->words, bits);
        const uint32_t *w = stream;
        int8_t *y = result + first * l->out_channels + 2 * (pairs - 1);
        for (int32_t pair = 0; pair < pairs; pair++, y -= 2) {
            int32_t m[3], a[3];
            for (int32_t p = 0; p < 3; p++) {
                m[p] = less((int32_t)w[0], too_much_of_both(more[p]));
                a[p] = less((int32_t)w[1], more[p]);
            }
            const uint32_t *const end = w + 2 + words;
            add_pixels(m, a, scratch, w + 2, end, bits);
            w = packed_words(l, end, m, a, y);
        }
    }
}

void packed_convolve_4(const packed_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch)
{
    convolve(layer, stream, image, result, scratch, 4);
}

void packed_convolve_2(const packed_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch)
{
    convolve(layer, stream, image, result, scratch, 2);
}

void packed_convolve_1(const packed_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch)
{
    convolve(layer, stream, image, result, scratch, 1);
}

#if HAS_DUAL_MAC
/* Weights of two places of two pairs of channels with a word of activations: 8 products. */
#define TWO_PAIRS(place) \
    "ldr r10, [%[x]], #4\n and r12, lr, r8, lsr #" place "\n smlad %[m0], r12, r10, %[m0]\n uxtb16 r12, r12\n" \
    "smlad %[a0], r12, r10, %[a0]\n and r12, lr, r9, lsr #" place "\n smlad %[m1], r12, r10, %[m1]\n uxtb16 r12, r12\n" \
    "smlad %[a1], r12, r10, %[a1]\n"
#define PAIRS(EACH, mask)                                                                                                      \
    __asm__ volatile("mov lr, #" mask "\n 1: ldmia %[w]!, {r8, r9}\n" EACH(TWO_PAIRS) "cmp %[w], %[end]\n bne 1b\n"             \
                     : [m0] "+r"(m0), [a0] "+r"(a0), [m1] "+r"(m1), [a1] "+r"(a1), [x] "+r"(x), [w] "+r"(w)                    \
                     : [end] "r"(end)                                                                                          \
                     : "r8", "r9", "r10", "r12", "lr", "cc", "memory")
#endif

OWN_CODE void dense(
    const packed_vector *l, const uint32_t *stream, const uint8_t *vector, int8_t *result, uint32_t *scratch, int32_t bits)
{
    packed_widen_vector(l, vector, scratch);
    const int32_t words = l->words * bits / 8;
    int32_t sum = 0;
    for (int32_t i = 0; i < l->words; i++) {
        sum = smlad(scratch[i], 0x00010001u, sum);
    }
    const int32_t more = too_much(sum, bits), of_both = too_much_of_both(more);
    for (int32_t quad = 0; quad < l->quads; quad++, result += 4) {
        int32_t m0 = less((int32_t)stream[0], of_both), a0 = less((int32_t)stream[1], more);
        int32_t m1 = less((int32_t)stream[2], of_both), a1 = less((int32_t)stream[3], more);
        const uint32_t *x = scratch, *w = stream + 4;
        const uint32_t *const end = w + 2 * words;
#if HAS_DUAL_MAC
        if (bits == 4) {
            PAIRS(EACH_4, "0x0f0f0f0f");
        } else if (bits == 2) {
            PAIRS(EACH_2, "0x03030303");
        } else {
            PAIRS(EACH_1, "0x01010101");
        }
#else
        for (; w != end; w += 2) {
            for (int32_t place = 0; place < 8; place += bits, x++) {
                const uint32_t first = lowest(w[0] >> place, bits), second = lowest(w[1] >> place, bits);
                m0 = smlad(first, x[0], m0);
                a0 = smlad(first & 0x00ff00ffu, x[0], a0);
                m1 = smlad(second, x[0], m1);
                a1 = smlad(second & 0x00ff00ffu, x[0], a1);
            }
        }
#endif
        stream = packed_four(l, end, m0, a0, m1, a1, result);
    }
}

void packed_dense_4(const packed_vector *layer, const uint32_t *stream, const uint8_t *vector, int8_t *result, uint32_t *scratch)
{
    dense(layer, stream, vector, result, scratch, 4);
}

void packed_dense_2(const packed_vector *layer, const uint32_t *stream, const uint8_t *vector, int8_t *result, uint32_t *scratch)
{
    dense(layer, stream, vector, result, scratch, 2);
}

void packed_dense_1(const packed_vector *layer, const uint32_t *stream, const uint8_t *vector, int8_t *result, uint32_t *scratch)
{
    dense(layer, stream, vector, result, scratch, 1);
}
