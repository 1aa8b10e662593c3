/* What Arm's vector instructions mean. With the instructions each is one or two; without, each is the C beside it: the same number always. */
#ifndef HELIUM_H
#define HELIUM_H

#include <stdint.h>

#if defined(__ARM_FEATURE_MVE) && defined(__GNUC__) && defined(__OPTIMIZE__)
#define HAS_HELIUM 1
#include <arm_mve.h>
typedef int8x16_t bytes16;
typedef int16x8_t halves8;
typedef int32x4_t words4;
#else
#define HAS_HELIUM 0
typedef struct {
    int8_t lane[16];
} bytes16;
typedef struct {
    int16_t lane[8];
} halves8;
typedef struct {
    int32_t lane[4];
} words4;
#endif

/* VLDRB: 16 bytes from any address. */
static inline bytes16 load16(const int8_t *at)
{
#if HAS_HELIUM
    return vldrbq_s8(at);
#else
    bytes16 v;
    for (int i = 0; i < 16; i++) {
        v.lane[i] = at[i];
    }
    return v;
#endif
}

/* VLDRB.S16: 8 bytes from any address as numbers of 16 bits. */
static inline halves8 load8(const int8_t *at)
{
#if HAS_HELIUM
    return vldrbq_s16(at);
#else
    halves8 v;
    for (int i = 0; i < 8; i++) {
        v.lane[i] = at[i];
    }
    return v;
#endif
}

/* VLDRB.S32: 4 bytes from any address as numbers of 32 bits. */
static inline words4 load4_bytes(const int8_t *at)
{
#if HAS_HELIUM
    return vldrbq_s32(at);
#else
    words4 v;
    for (int i = 0; i < 4; i++) {
        v.lane[i] = at[i];
    }
    return v;
#endif
}

/* VLDRW: 4 numbers. */
static inline words4 load4_words(const int32_t *at)
{
#if HAS_HELIUM
    return vldrwq_s32(at);
#else
    words4 v;
    for (int i = 0; i < 4; i++) {
        v.lane[i] = at[i];
    }
    return v;
#endif
}

/* VDUP: one number four times. */
static inline words4 all4(int32_t x)
{
#if HAS_HELIUM
    return vdupq_n_s32(x);
#else
    const words4 v = {{x, x, x, x}};
    return v;
#endif
}

/* VSTRB.32: the lowest bytes of four numbers to any address. */
static inline void store4_bytes(int8_t *at, words4 v)
{
#if HAS_HELIUM
    vstrbq_s32(at, v);
#else
    for (int i = 0; i < 4; i++) {
        at[i] = (int8_t)v.lane[i];
    }
#endif
}

/* VMOVNT, VSTRB.16: the lowest bytes of eight numbers, of which one vector has those at even and one those at odd places. */
static inline void store8_bytes(int8_t *at, words4 even, words4 odd)
{
#if HAS_HELIUM
    vstrbq_s16(at, vmovntq_s32(vreinterpretq_s16_s32(even), odd));
#else
    for (int i = 0; i < 4; i++) {
        at[2 * i] = (int8_t)even.lane[i];
        at[2 * i + 1] = (int8_t)odd.lane[i];
    }
#endif
}

/* VMLADAV: the sum of 16 products. */
static inline int32_t dot16(bytes16 a, bytes16 b)
{
#if HAS_HELIUM
    return vmladavq_s8(a, b);
#else
    int32_t sum = 0;
    for (int i = 0; i < 16; i++) {
        sum += a.lane[i] * b.lane[i];
    }
    return sum;
#endif
}

/* VMLADAVA: the same, added to a number; the sum fits. */
static inline int32_t add_dot16(int32_t sum, bytes16 a, bytes16 b)
{
#if HAS_HELIUM
    return vmladavaq_s8(sum, a, b);
#else
    return sum + dot16(a, b);
#endif
}

/* VMULLB and VMULLT: products at even and at odd places. */
static inline words4 even_products(halves8 a, halves8 b)
{
#if HAS_HELIUM
    return vmullbq_int_s16(a, b);
#else
    words4 v;
    for (int i = 0; i < 4; i++) {
        v.lane[i] = a.lane[2 * i] * b.lane[2 * i];
    }
    return v;
#endif
}

static inline words4 odd_products(halves8 a, halves8 b)
{
#if HAS_HELIUM
    return vmulltq_int_s16(a, b);
#else
    words4 v;
    for (int i = 0; i < 4; i++) {
        v.lane[i] = a.lane[2 * i + 1] * b.lane[2 * i + 1];
    }
    return v;
#endif
}

/* VADD: sums modulo 2^32. */
static inline words4 add4(words4 a, words4 b)
{
#if HAS_HELIUM
    return vaddq_s32(a, b);
#else
    for (int i = 0; i < 4; i++) {
        a.lane[i] = (int32_t)((uint32_t)a.lane[i] + (uint32_t)b.lane[i]);
    }
    return a;
#endif
}

/* VQRDMULH: the upper words of doubled products, rounded to the nearest, halves up; b is never -2^31. */
static inline words4 high_products(words4 a, words4 b)
{
#if HAS_HELIUM
    return vqrdmulhq_s32(a, b);
#else
    for (int i = 0; i < 4; i++) {
        a.lane[i] = (int32_t)(((int64_t)a.lane[i] * b.lane[i] + (INT64_C(1) << 30)) >> 31);
    }
    return a;
#endif
}

/* VSHR by 31: -1 for a negative number, else 0. */
static inline words4 signs(words4 a)
{
#if HAS_HELIUM
    return vshrq_n_s32(a, 31);
#else
    for (int i = 0; i < 4; i++) {
        a.lane[i] = a.lane[i] < 0 ? -1 : 0;
    }
    return a;
#endif
}

/* VRSHL by negative numbers: the nearest to a / 2^-places, halves up; places are from -31 to -1. */
static inline words4 rounded_shift(words4 a, words4 places)
{
#if HAS_HELIUM
    return vrshlq_s32(a, places);
#else
    for (int i = 0; i < 4; i++) {
        const int32_t n = -places.lane[i];
        a.lane[i] = (int32_t)((a.lane[i] + (INT64_C(1) << (n - 1))) >> n);
    }
    return a;
#endif
}

/* VMAX, VMIN: the nearest from low to high. */
static inline words4 between(words4 a, words4 low, words4 high)
{
#if HAS_HELIUM
    return vminq_s32(vmaxq_s32(a, low), high);
#else
    for (int i = 0; i < 4; i++) {
        a.lane[i] = a.lane[i] < low.lane[i] ? low.lane[i] : a.lane[i] > high.lane[i] ? high.lane[i] : a.lane[i];
    }
    return a;
#endif
}

/* Bytes to another place, each with the bits of flip turned over. */
static inline void copy_bytes(int8_t *to, const int8_t *from, int32_t bytes, int32_t flip)
{
#if HAS_HELIUM
    const int8x16_t turned = vdupq_n_s8((int8_t)flip);
    for (; bytes >= 16; bytes -= 16, from += 16, to += 16) {
        vstrbq_s8(to, veorq_s8(vldrbq_s8(from), turned));
    }
    if (bytes > 0) {
        const mve_pred16_t some = vctp8q((uint32_t)bytes);
        vstrbq_p_s8(to, veorq_s8(vldrbq_z_s8(from, some), turned), some);
    }
#else
    for (int32_t i = 0; i < bytes; i++) {
        to[i] = (int8_t)(uint8_t)((uint32_t)(uint8_t)from[i] ^ (uint32_t)flip);
    }
#endif
}

/* At least so many bytes to another place, more than none; up to 15 more may be read and written. */
static inline void copy_at_least(int8_t *to, const int8_t *from, int32_t bytes)
{
#if HAS_HELIUM
    do {
        vstrbq_s8(to, vldrbq_s8(from));
        from += 16;
        to += 16;
        bytes -= 16;
    } while (bytes > 0);
#else
    copy_bytes(to, from, bytes, 0);
#endif
}

#endif
