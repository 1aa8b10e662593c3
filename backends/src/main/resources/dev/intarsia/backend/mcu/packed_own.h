/* Sums of products, two output channels in one word of weights, as packed_sums.h says, in code of one shape's own: its sizes and shifts are
 * part of the instructions, and its loops over places of the kernel are unrolled as far as pays. */
#ifndef PACKED_OWN_H
#define PACKED_OWN_H

#include "dual_mac.h"
#include "packed_sums.h"

#if HAS_DUAL_MAC
/* One word of weights with three words of activations: 12 products. */
#define PACKED_STEP(w) \
    "ldmia %[x]!, {r8-r10}\n smlad %[m0], " w ", r8, %[m0]\n smlad %[m1], " w ", r9, %[m1]\n smlad %[m2], " w ", r10, %[m2]\n sxtb16 " w \
    ", " w "\n smlad %[a0], " w ", r8, %[a0]\n smlad %[a1], " w ", r9, %[a1]\n smlad %[a2], " w ", r10, %[a2]\n"
/* The first of them, whose addend is the bias of all three places. */
#define PACKED_FIRST(w) \
    "ldmia %[x]!, {r8-r10}\n smlad %[m0], " w ", r8, %[m2]\n smlad %[m1], " w ", r9, %[m2]\n smlad %[m2], " w ", r10, %[m2]\n sxtb16 " w \
    ", " w "\n smlad %[a0], " w ", r8, %[a2]\n smlad %[a1], " w ", r9, %[a2]\n smlad %[a2], " w ", r10, %[a2]\n"
#define PACKED_THREE "ldmia %[w]!, {r11, r12, lr}\n" PACKED_STEP("r11") PACKED_STEP("r12") PACKED_STEP("lr")
#define PACKED_FOUND(x, multiplier, addend, shift) \
    "smmla " x ", " x ", " multiplier ", " addend "\n .if " shift "\n ssat " x ", #8, " x ", asr #" shift "\n .else\n ssat " x ", #8, " x \
    "\n .endif\n"
/* The sum that is shifted by an instruction to twice itself, with multiplier, addend and shift in r8 to r10. */
#define PACKED_DIRECT(x, doubled) \
    doubled "\n add r11, r9, " x ", asr #31\n smmlar " x ", " x ", r8, r11\n asr " x ", " x ", r10\n ssat " x ", #8, " x "\n"
/* Sums to words of three pixels, requantized as the shape says, and on to the next two channels, which begin at 0. A pixel's second word comes
 * before the next pixel's first one: where there is one channel, both have one place. */
#define PACKED_WORDS \
    "sub %[m0], %[m0], %[a0]\n sub %[m1], %[m1], %[a1]\n sub %[m2], %[m2], %[a2]\n" \
    ".if %c[direct]\n ldmia %[w]!, {r8-r10}\n" PACKED_DIRECT("%[a0]", "lsl %[a0], %[a0], #1") PACKED_DIRECT("%[a1]", "lsl %[a1], %[a1], #1") \
    PACKED_DIRECT("%[a2]", "lsl %[a2], %[a2], #1") "ldmia %[w]!, {r8-r10}\n" PACKED_DIRECT("%[m0]", "asr %[m0], %[m0], #7") \
    PACKED_DIRECT("%[m1]", "asr %[m1], %[m1], #7") PACKED_DIRECT("%[m2]", "asr %[m2], %[m2], #7") "ldr r8, %[y]\n .else\n" \
    "ldmia %[w]!, {r8-r11}\n" PACKED_FOUND("%[a0]", "r8", "r9", "%c[shift]") PACKED_FOUND("%[a1]", "r8", "r9", "%c[shift]") \
    PACKED_FOUND("%[a2]", "r8", "r9", "%c[shift]") "ldr r8, %[y]\n" PACKED_FOUND("%[m0]", "r10", "r11", "%c[shift_b]") \
    PACKED_FOUND("%[m1]", "r10", "r11", "%c[shift_b]") PACKED_FOUND("%[m2]", "r10", "r11", "%c[shift_b]") ".endif\n" \
    "strb %[m0], [r8, #1]\n strb %[a1], [r8, %[step]]\n strb %[m1], [r8, %[step] + 1]\n strb %[a2], [r8, %[step] * 2]\n strb %[m2], [r8, %[step] * 2 + 1]\n" \
    "strb %[a0], [r8], #-2\n str r8, %[y]\n ldr r9, %[end]\n sub %[x], %[x], %[bytes]\n cmp %[w], r9\n bne 0b\n"
#endif

/* Three pixels of all channels, the last first: what stands for the missing neighbour of an odd last one is overwritten. */
OWN_CODE void packed_tile(const packed_convolution *l, const uint32_t *stream, const uint32_t *activations, int8_t *y)
{
    const int32_t step = l->out_channels;
    const int32_t pairs = (step + 1) / 2;
    y += 2 * (pairs - 1);
#if HAS_DUAL_MAC
    enum { BLOCK = 24 };
    const uint32_t *const end = stream + pairs * (2 + l->words + (l->direct != 0 ? 6 : 4));
    const uint32_t *const finish = activations + 3 * l->words;
    const int32_t looped = l->words <= 2 * BLOCK ? 0 : l->words % BLOCK == 0 ? l->words : (l->words - 2) / BLOCK * BLOCK;
    const int32_t apart = l->words - looped - 2;
    const uint32_t *x = activations;
    int32_t m0, m1, m2, a0, a1, a2;
    __asm__ volatile(
        "0: ldrd %[m2], %[a2], [%[w]], #8\n .if %c[all]\n mov %[m0], %[m2]\n mov %[m1], %[m2]\n mov %[a0], %[a2]\n mov %[a1], %[a2]\n .else\n"
        "ldrd r11, r12, [%[w]], #8\n" PACKED_FIRST("r11") PACKED_STEP("r12") ".endif\n .rept %c[threes]\n" PACKED_THREE ".endr\n .rept %c[ones]\n ldr r11, [%[w]], #4\n" PACKED_STEP("r11") ".endr\n"
        ".if %c[looped]\n 1:\n .rept 8\n" PACKED_THREE ".endr\n ldr r8, %[finish]\n cmp %[x], r8\n bne 1b\n .endif\n" PACKED_WORDS
        : [m0] "=&r"(m0), [m1] "=&r"(m1), [m2] "=&r"(m2), [a0] "=&r"(a0), [a1] "=&r"(a1), [a2] "=&r"(a2), [x] "+r"(x), [w] "+r"(stream),
          [y] "+m"(y)
        : [finish] "m"(finish), [end] "m"(end), [all] "i"(apart < 0), [threes] "i"(apart < 0 ? 0 : apart / 3),
          [ones] "i"(apart < 0 ? 0 : apart % 3), [looped] "i"(looped), [direct] "i"(l->direct), [shift] "i"(l->shift), [shift_b] "i"(l->shift_b), [step] "i"(step),
          [bytes] "i"(12 * l->words)
        : "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory");
#else
    packed_tile_meaning(l, stream, activations, y);
#endif
}

/* All activations that three pixels of the result need: those of a kernel of one place, which is the pixel itself, lie there already. */
OWN_CODE void packed_activations(const packed_convolution *layer, const uint8_t *image, uint8_t *rows, int32_t first, uint32_t *to)
{
    if (layer->point != 0) {
        const uint8_t *const at = image + first * layer->channels;
        packed_widen(to, at, at + layer->channels, at + 2 * layer->channels, layer->channels, layer->from_u8);
    } else {
        packed_gather(layer, image, rows, first, to);
    }
}

/* Sums of two pairs of channels to four words, m of both, a of the first; the constants at w. Returns what is behind them. */
OWN_CODE const uint32_t *packed_four(const packed_vector *l, const uint32_t *w, int32_t m0, int32_t a0, int32_t m1, int32_t a1, int8_t *result)
{
    m0 = less(m0, a0);
    m1 = less(m1, a1);
    if (l->direct != 0) {
        result[0] = requantize(twice(a0), w);
        result[1] = requantize(m0 >> 7, w + 3);
        result[2] = requantize(twice(a1), w + 6);
        result[3] = requantize(m1 >> 7, w + 9);
        return w + 12;
    }
    result[0] = ssat8(smmla(a0, (int32_t)w[0], (int32_t)w[1]) >> l->shift);
    result[1] = ssat8(smmla(m0, (int32_t)w[2], (int32_t)w[3]) >> l->shift_b);
    result[2] = ssat8(smmla(a1, (int32_t)w[4], (int32_t)w[5]) >> l->shift);
    result[3] = ssat8(smmla(m1, (int32_t)w[6], (int32_t)w[7]) >> l->shift_b);
    return w + 8;
}

/* A convolution whose kernel has one place, which is the pixel itself, four channels a word; other kernels gather first. */
OWN_CODE void packed_convolve_own(const packed_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result,
                                  uint32_t *scratch)
{
    const int32_t pixels = layer->out_height * layer->out_width;
    uint8_t *const rows = (uint8_t *)(scratch + 3 * layer->words);
    if (layer->point == 0) {
        packed_fill(layer, rows);
    }
    for (int32_t pixel = 0; pixel < pixels; pixel += 3) {
        /* The last three pixels may have been computed in part already. */
        const int32_t first = pixel <= pixels - 3 ? pixel : pixels - 3;
        packed_activations(layer, image, rows, first, scratch);
        packed_tile(layer, stream, scratch, result + first * layer->out_channels);
    }
}

#endif
