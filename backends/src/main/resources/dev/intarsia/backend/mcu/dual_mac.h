/* What Arm's DSP instructions mean. With the instructions each is one; without, each is the C beside it: the same number always. */
#ifndef DUAL_MAC_H
#define DUAL_MAC_H

#include <stdint.h>

#if defined(__ARM_FEATURE_DSP) && defined(__GNUC__) && defined(__OPTIMIZE__)
#define HAS_DUAL_MAC 1
#else
#define HAS_DUAL_MAC 0
#endif

/* Whether a product of 64 bits would be the call of a function. */
#if defined(__thumb__) && !defined(__thumb2__)
#define HAS_LONG_MULTIPLY 0
#else
#define HAS_LONG_MULTIPLY 1
#endif

/* A function of which each caller gets code of its own, where what it knows of the arguments is part of the instructions. */
#if defined(__GNUC__)
#define OWN_CODE static inline __attribute__((always_inline))
#else
#define OWN_CODE static inline
#endif

/* Four bytes from any address, the first lowest. */
static inline uint32_t load4(const uint8_t *at)
{
#if HAS_DUAL_MAC
    uint32_t word;
    __builtin_memcpy(&word, at, sizeof word);
    return word;
#else
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
#endif
}

/* Four bytes to any address. */
static inline void store4(uint8_t *at, uint32_t word)
{
#if HAS_DUAL_MAC
    __builtin_memcpy(at, &word, sizeof word);
#else
    at[0] = (uint8_t)(word & 0xffu);
    at[1] = (uint8_t)(word >> 8 & 0xffu);
    at[2] = (uint8_t)(word >> 16 & 0xffu);
    at[3] = (uint8_t)(word >> 24);
#endif
}

/* A word of two halves, the first lower. */
static inline uint32_t halves(int32_t low, int32_t high)
{
    return ((uint32_t)low & 0xffffu) | (uint32_t)high << 16;
}

/* The lower and the upper half of a word as a signed number. */
static inline int32_t low_half(uint32_t word)
{
    return (int16_t)(uint16_t)(word & 0xffffu);
}

static inline int32_t high_half(uint32_t word)
{
    return (int16_t)(uint16_t)(word >> 16);
}

/* SXTB16: bytes 0 and 2 of a word as two signed halves. */
static inline uint32_t sxtb16(uint32_t word)
{
#if HAS_DUAL_MAC
    uint32_t result;
    __asm__("sxtb16 %0, %1" : "=r"(result) : "r"(word));
    return result;
#else
    return halves((int8_t)(uint8_t)(word & 0xffu), (int8_t)(uint8_t)(word >> 16 & 0xffu));
#endif
}

/* SXTB16 of a word that is turned by 8 bits: bytes 1 and 3. */
static inline uint32_t sxtb16_odd(uint32_t word)
{
#if HAS_DUAL_MAC
    uint32_t result;
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(result) : "r"(word));
    return result;
#else
    return sxtb16(word >> 8);
#endif
}

/* SMLAD: the sum, modulo 2^32, of a number and the two products of halves. */
static inline int32_t smlad(uint32_t a, uint32_t b, int32_t sum)
{
#if HAS_DUAL_MAC
    int32_t result;
    __asm__("smlad %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
#else
    return (int32_t)((uint32_t)(low_half(a) * low_half(b)) + (uint32_t)(high_half(a) * high_half(b)) + (uint32_t)sum);
#endif
}

/* SMLABT: the sum, modulo 2^32, of a number and the product of a's lower and b's upper half. */
static inline int32_t smlabt(uint32_t a, uint32_t b, int32_t sum)
{
#if HAS_DUAL_MAC
    int32_t result;
    __asm__("smlabt %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
#else
    return (int32_t)((uint32_t)(low_half(a) * high_half(b)) + (uint32_t)sum);
#endif
}

/* SMLATB: the sum, modulo 2^32, of a number and the product of a's upper and b's lower half. */
static inline int32_t smlatb(uint32_t a, uint32_t b, int32_t sum)
{
    return smlabt(b, a, sum);
}

#if !HAS_LONG_MULTIPLY
/* (a * b + half * 2^16) >> 32 from four products of 16 bits; b is not negative, half at most 2^15. */
static inline int32_t upper_word(int32_t a, int32_t b, uint32_t half)
{
    const uint32_t low = (uint32_t)a & 0xffffu, factor = (uint32_t)b & 0xffffu;
    const uint32_t lowest = low * factor, cross = low * (uint32_t)(b >> 16);
    const int32_t upper = (a >> 16) * (int32_t)factor;
    const uint32_t middle = (lowest >> 16) + (cross & 0xffffu) + ((uint32_t)upper & 0xffffu) + half;
    return (a >> 16) * (b >> 16) + (int32_t)(cross >> 16) + (upper >> 16) + (int32_t)(middle >> 16);
}
#endif

/* SMMLA: the upper word of a product, added to a number; the sum fits. */
static inline int32_t smmla(int32_t a, int32_t b, int32_t sum)
{
#if HAS_DUAL_MAC
    int32_t result;
    __asm__("smmla %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
#elif !HAS_LONG_MULTIPLY
    return upper_word(a, b, 0) + sum;
#else
    return (int32_t)((int64_t)a * b >> 32) + sum;
#endif
}

/* SMLAWB: the product with a number of 16 bits, without its lower 16 bits, added to a number; the sum fits. */
static inline int32_t smlaw(int32_t a, int32_t b, int32_t sum)
{
#if HAS_LONG_MULTIPLY
    return (int32_t)((int64_t)a * b >> 16) + sum;
#else
    return (a >> 16) * b + ((int32_t)((uint32_t)a & 0xffffu) * b >> 16) + sum;
#endif
}

/* SMMLAR: as SMMLA, the product rounded to the nearest upper word, halves up. */
static inline int32_t smmlar(int32_t a, int32_t b, int32_t sum)
{
#if HAS_DUAL_MAC
    int32_t result;
    __asm__("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
    return result;
#elif !HAS_LONG_MULTIPLY
    return upper_word(a, b, 0x8000u) + sum;
#else
    return (int32_t)(((int64_t)a * b + (INT64_C(1) << 31)) >> 32) + sum;
#endif
}

/* SSAT: the nearest number of 8 bits. */
static inline int8_t ssat8(int32_t x)
{
#if HAS_DUAL_MAC
    int32_t result;
    __asm__("ssat %0, #8, %1" : "=r"(result) : "r"(x));
    return (int8_t)result;
#else
    return (int8_t)((uint32_t)x + 128u < 256u ? x : x < 0 ? -128 : 127);
#endif
}

/* The requantizer itself, of twice the sum: its multiplier, its addend, its shift. */
static inline int8_t requantize(int32_t twice, const uint32_t *constants)
{
    return ssat8(smmlar(twice, (int32_t)constants[0], (int32_t)constants[1] - (twice < 0 ? 1 : 0)) >> constants[2]);
}

static inline int32_t twice(int32_t x)
{
    return (int32_t)((uint32_t)x << 1);
}

/* The difference modulo 2^32. */
static inline int32_t less(int32_t a, int32_t b)
{
    return (int32_t)((uint32_t)a - (uint32_t)b);
}

#endif
