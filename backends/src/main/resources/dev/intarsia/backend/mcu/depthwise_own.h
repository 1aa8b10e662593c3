/* Depthwise convolutions, as depthwise_sums.h says, in code of one shape's own: a line of the result is one piece without a loop. */
#ifndef DEPTHWISE_OWN_H
#define DEPTHWISE_OWN_H

#include "depthwise_sums.h"
#include "dual_mac.h"

#if HAS_DUAL_MAC
/* One line of the kernel for two neighbours of the result, whose words are so many bytes behind x; the last may have none. */
#define DEPTHWISE_LINE(line, a, b, first) \
    "ldrd r8, r9, [%[x], #.Lat + " line "]\n .if .Lboth\n .if %c[stride] == 1\n smlad %[next], r9, " b ", " first "\n .else\n" \
    "smlad %[next], r9, " a ", " first "\n .endif\n .endif\n smlad %[sum], r8, " a ", %[sum]\n smlabt %[sum], r9, " b ", %[sum]\n" \
    ".if .Lboth\n .if %c[stride] == 1\n smlatb %[next], r8, " a ", %[next]\n .else\n ldr r8, [%[x], #.Lat + " line " + 8]\n" \
    "smlabt %[next], r8, " b ", %[next]\n .endif\n .endif\n"
#define DEPTHWISE_LINES \
    "ldr %[sum], %[bias]\n" DEPTHWISE_LINE("0", "%[a0]", "%[b0]", "%[sum]") DEPTHWISE_LINE("%c[bytes]", "%[a1]", "%[b1]", "%[next]") \
        DEPTHWISE_LINE("2 * %c[bytes]", "%[a2]", "%[b2]", "%[next]") ".set .Lat, .Lat + 4 * %c[stride]\n"
#define DEPTHWISE_WORD(x) \
    "smmla " x ", " x ", %[multiplier], %[addend]\n .if %c[shift]\n ssat " x ", #8, " x ", asr #%c[shift]\n .else\n ssat " x ", #8, " x \
    "\n .endif\n"
#endif

/* So many lines of one channel. */
OWN_CODE void depthwise_channel(const depthwise_convolution *l, const uint32_t *x, const uint32_t *w, int8_t *y, int32_t count)
{
#if HAS_DUAL_MAC
    const int32_t bias = (int32_t)w[6];
    const int8_t *const end = y + count * l->out_breadth_step;
    int8_t *at;
    int32_t sum, next;
    /* Addresses are part of the instructions where they are near enough. */
    __asm__ volatile(
        "1: ldr %[at], %[y]\n .set .Lat, 0\n .set .Lto, 0\n .set .Lboth, 1\n .rept %c[pairs]\n" DEPTHWISE_LINES DEPTHWISE_WORD("%[sum]")
        DEPTHWISE_WORD("%[next]") "strb %[sum], [%[at], #.Lto]\n strb %[next], [%[at], #.Lto + %c[step]]\n"
        ".if %c[near]\n .set .Lto, .Lto + 2 * %c[step]\n .else\n add %[at], %[at], #2 * %c[step]\n .endif\n .endr\n"
        ".set .Lboth, 0\n .if %c[odd]\n" DEPTHWISE_LINES DEPTHWISE_WORD("%[sum]") "strb %[sum], [%[at], #.Lto]\n .endif\n"
        "ldr %[at], %[y]\n ldr r8, %[end]\n add %[x], %[x], #%c[stride] * %c[bytes]\n add %[at], %[at], #%c[across]\n str %[at], %[y]\n"
        "cmp %[at], r8\n bne 1b\n"
        : [sum] "=&r"(sum), [next] "=&r"(next), [x] "+r"(x), [at] "=&r"(at), [y] "+m"(y)
        : [a0] "r"(w[0]), [b0] "r"(w[1]), [a1] "r"(w[2]), [b1] "r"(w[3]), [a2] "r"(w[4]), [b2] "r"(w[5]),
          [multiplier] "r"(w[7]), [addend] "r"(w[8]), [bias] "m"(bias), [end] "m"(end), [pairs] "i"(l->out_length / 2), [odd] "i"(l->out_length % 2),
          [stride] "i"(l->stride), [bytes] "i"(4 * l->words), [shift] "i"(l->shift), [step] "i"(l->out_length_step),
          [near] "i"(l->out_length * l->out_length_step <= 4095), [across] "i"(l->out_breadth_step)
        : "r8", "r9", "cc", "memory");
#else
    depthwise_lines(l, x, w, y, l->shift, count);
#endif
}

/* Even and odd channels have one shift. */
OWN_CODE void depthwise_convolve_own(const depthwise_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result,
                                     uint32_t *scratch)
{
    for (int32_t c = 0; c < layer->channels; c += 4) {
        const int32_t channels = layer->channels - c < 4 ? layer->channels - c : 4;
        for (int32_t b = 0; b < layer->out_breadth; b += layer->stripe) {
            const int32_t count = layer->out_breadth - b < layer->stripe ? layer->out_breadth - b : layer->stripe;
            depthwise_widen(layer, image + c, scratch, b, c + b == 0);
            for (int32_t k = 0; k < channels; k++) {
                uint32_t w[DEPTHWISE_CONSTANTS];
                depthwise_unpack(layer, stream, c + k, w);
                depthwise_channel(layer, scratch + k * layer->words * layer->lines, w, result + c + k + b * layer->out_breadth_step, count);
            }
        }
    }
}

#endif
