#include "helium_narrow.h"

#include "dual_mac.h"
#include "helium.h"

enum { CHANNELS = 4, STEP = 16 };

/* Of the weights that share bytes, those that have so many others below them. */
OWN_CODE bytes16 weights_of(bytes16 v, int32_t below, int32_t bits)
{
#if HAS_HELIUM
    if (bits == 4) {
        return below == 0 ? vshrq_n_s8(vshlq_n_s8(v, 4), 4) : vshrq_n_s8(v, 4);
    }
    switch (below) {
    case 0:
        return vshrq_n_s8(vshlq_n_s8(v, 6), 6);
    case 1:
        return vshrq_n_s8(vshlq_n_s8(v, 4), 6);
    case 2:
        return vshrq_n_s8(vshlq_n_s8(v, 2), 6);
    default:
        return vshrq_n_s8(v, 6);
    }
#else
    const int32_t middle = 1 << (bits - 1);
    for (int i = 0; i < STEP; i++) {
        const int32_t weight = (int32_t)((uint32_t)(uint8_t)v.lane[i] >> (bits * below)) & (2 * middle - 1);
        v.lane[i] = (int8_t)((weight ^ middle) - middle);
    }
    return v;
#endif
}

#if HAS_HELIUM
#define LOAD "vldrb.8 q0, [%[a]], #16\n vldrb.8 q1, [%[b]], #16\n"
#define NEXT "vldrb.8 q2, [%[w]], #16\n"
/* Those of one channel: q2 without what lies above them, then without what lies below. */
#define CHANNEL(sum, sum_b, up, down, how) \
    "vshl.i8 q3, q2, #" up "\n vshr.s8 q3, q3, #" down "\n " how " " sum ", q3, q0\n " how " " sum_b ", q3, q1\n"
#define HIGHEST(sum, sum_b, down, how) "vshr.s8 q3, q2, #" down "\n " how " " sum ", q3, q0\n " how " " sum_b ", q3, q1\n"
#define PLACES_4(how) \
    LOAD NEXT CHANNEL("r0", "r8", "4", "4", how) HIGHEST("r2", "r10", "4", how) NEXT CHANNEL("r4", "r12", "4", "4", how) HIGHEST("r6", "lr", "4", how)
#define PLACES_2(how) \
    LOAD NEXT CHANNEL("r0", "r8", "6", "6", how) CHANNEL("r2", "r10", "4", "6", how) CHANNEL("r4", "r12", "2", "6", how) HIGHEST("r6", "lr", "6", how)
#define PIXELS(PLACES)                                                                                      \
    __asm__ volatile(PLACES("vmladav.s8") "cmp %[a], %[end]\n beq 2f\n"                                     \
                     "1:\n" PLACES("vmladava.s8") "cmp %[a], %[end]\n bne 1b\n"                             \
                     "2: stmia %[sums], {r0, r2, r4, r6, r8, r10, r12, lr}\n"                               \
                     : [w] "+&r"(w), [a] "+&r"(a), [b] "+&r"(b)                                             \
                     : [end] "r"(end), [sums] "r"(sums)                                                     \
                     : "r0", "r2", "r4", "r6", "r8", "r10", "r12", "lr", "q0", "q1", "q2", "q3", "cc", "memory")
#else
static const int8_t *pixels(int32_t *sums, const int8_t *w, const int8_t *a, const int8_t *b, int32_t padded, int32_t bits)
{
    for (int32_t k = 0; k < 2 * CHANNELS; k++) {
        sums[k] = 0;
    }
    for (const int8_t *const end = a + padded; a != end; a += STEP, b += STEP) {
        for (int32_t k = 0; k < CHANNELS; w += STEP) {
            for (int32_t below = 0; below < 8 / bits; below++, k++) {
                const bytes16 weights = weights_of(load16(w), below, bits);
                sums[k] = add_dot16(sums[k], weights, load16(a));
                sums[CHANNELS + k] = add_dot16(sums[CHANNELS + k], weights, load16(b));
            }
        }
    }
    return w;
}
#endif

const int8_t *helium_pixels_4(int32_t *sums, const int8_t *w, const int8_t *a, const int8_t *b, int32_t padded)
{
#if HAS_HELIUM
    const int8_t *const end = a + padded;
    PIXELS(PLACES_4);
    return w;
#else
    return pixels(sums, w, a, b, padded, 4);
#endif
}

const int8_t *helium_pixels_2(int32_t *sums, const int8_t *w, const int8_t *a, const int8_t *b, int32_t padded)
{
#if HAS_HELIUM
    const int8_t *const end = a + padded;
    PIXELS(PLACES_2);
    return w;
#else
    return pixels(sums, w, a, b, padded, 2);
#endif
}

OWN_CODE const int8_t *outputs(int32_t *sums, const int8_t *w, const int8_t *x, int32_t padded, int32_t bits)
{
    int32_t s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (const int8_t *const end = x + padded; x != end; x += STEP) {
        const bytes16 v = load16(x), first = load16(w), second = load16(bits == 4 ? w + STEP : w);
        s0 = add_dot16(s0, weights_of(first, 0, bits), v);
        s1 = add_dot16(s1, weights_of(first, 1, bits), v);
        s2 = add_dot16(s2, weights_of(second, bits == 4 ? 0 : 2, bits), v);
        s3 = add_dot16(s3, weights_of(second, bits == 4 ? 1 : 3, bits), v);
        w += bits == 4 ? 2 * STEP : STEP;
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
    return w;
}

const int8_t *helium_outputs_4(int32_t *sums, const int8_t *w, const int8_t *x, int32_t padded)
{
    return outputs(sums, w, x, padded, 4);
}

const int8_t *helium_outputs_2(int32_t *sums, const int8_t *w, const int8_t *x, int32_t padded)
{
    return outputs(sums, w, x, padded, 2);
}
