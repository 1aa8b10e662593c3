/* Integer arithmetic with exact roundings: what the operations of the network's layers mean.
 *
 * Every function is total over the domain that its comment states; the compiler that wrote the network has proved that all calls
 * are inside. A shift of a negative number to the right is taken to be the floor, as every compiler for two's complement does.
 */
#ifndef FIXED_POINT_H
#define FIXED_POINT_H

#include <stdint.h>

typedef char fx_shifts_are_floors[(-3 >> 1) == -2 ? 1 : -1];

static inline int32_t fx_min32(int32_t a, int32_t b) { return a < b ? a : b; }
static inline int32_t fx_max32(int32_t a, int32_t b) { return a > b ? a : b; }
static inline int64_t fx_min64(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t fx_max64(int64_t a, int64_t b) { return a > b ? a : b; }

/* The nearest number from low to high. */
static inline int32_t fx_clamp32(int32_t x, int32_t low, int32_t high) { return fx_min32(fx_max32(x, low), high); }
static inline int64_t fx_clamp64(int64_t x, int64_t low, int64_t high) { return fx_min64(fx_max64(x, low), high); }

/* The low bits of x, 1 to 64, as a signed and as an unsigned number (of at most 63 bits). */
static inline int64_t fx_wrap_signed(int64_t x, int32_t bits)
{
    return (int64_t)((uint64_t)x << (64 - bits)) >> (64 - bits);
}

static inline int64_t fx_wrap_unsigned(int64_t x, int32_t bits)
{
    return (int64_t)((uint64_t)x << (64 - bits) >> (64 - bits));
}

/* Number i of those that share bytes, the first in the lowest bits of a byte, as an unsigned and as a signed one of 1, 2 or 4 bits. */
static inline int32_t fx_unsigned_part(const uint8_t *bytes, int32_t i, int32_t bits)
{
    const int32_t each = 8 / bits;
    return (int32_t)((uint32_t)bytes[i / each] >> (i % each * bits) & ((1u << bits) - 1u));
}

static inline int32_t fx_signed_part(const uint8_t *bytes, int32_t i, int32_t bits)
{
    const int32_t middle = 1 << (bits - 1);
    return (fx_unsigned_part(bytes, i, bits) ^ middle) - middle;
}

/* How many zeros x begins with as an unsigned number of so many bits; x fits them. */
static inline int32_t fx_leading_zeros(int64_t x, int32_t bits)
{
    int32_t zeros = bits;
    for (uint64_t rest = (uint64_t)x; rest != 0; rest >>= 1) {
        zeros--;
    }
    return zeros;
}

/* The quotient rounded down, and what it leaves; the divisor is positive. */
static inline int32_t fx_floor_quotient(int32_t x, int32_t divisor)
{
    return x / divisor - (x % divisor < 0 ? 1 : 0);
}

static inline int32_t fx_floor_remainder(int32_t x, int32_t divisor)
{
    return x - fx_floor_quotient(x, divisor) * divisor;
}

/* x * 2^n, kept to the range of 64 bits; n from 0 to 63. */
static inline int64_t fx_multiply_by_power(int64_t x, int32_t n)
{
    if (x > (INT64_MAX >> n)) {
        return INT64_MAX;
    }
    if (x < (INT64_MIN >> n)) {
        return INT64_MIN;
    }
    return (int64_t)((uint64_t)x << n);
}

/* 2 * a * b / 2^32 to the nearest integer, halves up; the one product that does not fit gives the greatest number. */
static inline int32_t fx_doubled_high_half(int32_t a, int32_t b)
{
    if (a == INT32_MIN && b == INT32_MIN) {
        return INT32_MAX;
    }
    return (int32_t)(((int64_t)a * b + (INT64_C(1) << 30)) >> 31);
}

/* x / 2^n rounded down; n from 0 to 63. */
static inline int64_t fx_shift_floor(int64_t x, int32_t n)
{
    return x >> n;
}

/* As fx_shift_floor; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
static inline int64_t fx_scale_floor(int64_t x, int32_t n)
{
    return n >= 0 ? fx_shift_floor(x, n) : fx_multiply_by_power(x, -n);
}

/* x / divisor rounded down; the divisor is positive. */
static inline int64_t fx_divide_floor(int64_t x, int64_t divisor)
{
    return x / divisor - (x % divisor < 0 ? 1 : 0);
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then rounded down; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
static inline int32_t fx_rescale_twice_floor(int32_t x, int32_t m, int32_t t)
{
    int32_t high = fx_doubled_high_half(t < 31 ? (int32_t)((uint32_t)x << (31 - t)) : x, m);
    return (int32_t)fx_shift_floor(high, t > 31 ? t - 31 : 0);
}

/* x / 2^n rounded toward zero; n from 0 to 63. */
static inline int64_t fx_shift_toward_zero(int64_t x, int32_t n)
{
    int64_t down = x >> n;
    uint64_t rest = (uint64_t)x & (((uint64_t)1 << n) - 1);
    return down + (x < 0 && rest != 0 ? 1 : 0);
}

/* As fx_shift_toward_zero; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
static inline int64_t fx_scale_toward_zero(int64_t x, int32_t n)
{
    return n >= 0 ? fx_shift_toward_zero(x, n) : fx_multiply_by_power(x, -n);
}

/* x / divisor rounded toward zero; the divisor is positive. */
static inline int64_t fx_divide_toward_zero(int64_t x, int64_t divisor)
{
    int64_t rest = x % divisor < 0 ? x % divisor + divisor : x % divisor;
    int64_t down = x / divisor - (x % divisor < 0 ? 1 : 0);
    return down + (x < 0 && rest != 0 ? 1 : 0);
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then rounded toward zero; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
static inline int32_t fx_rescale_twice_toward_zero(int32_t x, int32_t m, int32_t t)
{
    int32_t high = fx_doubled_high_half(t < 31 ? (int32_t)((uint32_t)x << (31 - t)) : x, m);
    return (int32_t)fx_shift_toward_zero(high, t > 31 ? t - 31 : 0);
}

/* x / 2^n to the nearest integer, halves up; n from 0 to 63. */
static inline int64_t fx_shift_half_up(int64_t x, int32_t n)
{
    int64_t down = x >> n;
    uint64_t rest = (uint64_t)x & (((uint64_t)1 << n) - 1);
    uint64_t half = n == 0 ? 1 : (uint64_t)1 << (n - 1);
    return down + (rest >= half ? 1 : 0);
}

/* As fx_shift_half_up; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
static inline int64_t fx_scale_half_up(int64_t x, int32_t n)
{
    return n >= 0 ? fx_shift_half_up(x, n) : fx_multiply_by_power(x, -n);
}

/* x / divisor to the nearest integer, halves up; the divisor is positive. */
static inline int64_t fx_divide_half_up(int64_t x, int64_t divisor)
{
    int64_t rest = x % divisor < 0 ? x % divisor + divisor : x % divisor;
    int64_t down = x / divisor - (x % divisor < 0 ? 1 : 0);
    return down + (rest >= divisor - rest ? 1 : 0);
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then to the nearest integer, halves up; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
static inline int32_t fx_rescale_twice_half_up(int32_t x, int32_t m, int32_t t)
{
    int32_t high = fx_doubled_high_half(t < 31 ? (int32_t)((uint32_t)x << (31 - t)) : x, m);
    return (int32_t)fx_shift_half_up(high, t > 31 ? t - 31 : 0);
}

/* x / 2^n to the nearest integer, halves down; n from 0 to 63. */
static inline int64_t fx_shift_half_down(int64_t x, int32_t n)
{
    int64_t down = x >> n;
    uint64_t rest = (uint64_t)x & (((uint64_t)1 << n) - 1);
    uint64_t half = n == 0 ? 1 : (uint64_t)1 << (n - 1);
    return down + (rest > half ? 1 : 0);
}

/* As fx_shift_half_down; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
static inline int64_t fx_scale_half_down(int64_t x, int32_t n)
{
    return n >= 0 ? fx_shift_half_down(x, n) : fx_multiply_by_power(x, -n);
}

/* x / divisor to the nearest integer, halves down; the divisor is positive. */
static inline int64_t fx_divide_half_down(int64_t x, int64_t divisor)
{
    int64_t rest = x % divisor < 0 ? x % divisor + divisor : x % divisor;
    int64_t down = x / divisor - (x % divisor < 0 ? 1 : 0);
    return down + (rest > divisor - rest ? 1 : 0);
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then to the nearest integer, halves down; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
static inline int32_t fx_rescale_twice_half_down(int32_t x, int32_t m, int32_t t)
{
    int32_t high = fx_doubled_high_half(t < 31 ? (int32_t)((uint32_t)x << (31 - t)) : x, m);
    return (int32_t)fx_shift_half_down(high, t > 31 ? t - 31 : 0);
}

/* x / 2^n to the nearest integer, halves away from zero; n from 0 to 63. */
static inline int64_t fx_shift_half_away(int64_t x, int32_t n)
{
    int64_t down = x >> n;
    uint64_t rest = (uint64_t)x & (((uint64_t)1 << n) - 1);
    uint64_t half = n == 0 ? 1 : (uint64_t)1 << (n - 1);
    return down + (rest > half || (rest == half && x >= 0) ? 1 : 0);
}

/* As fx_shift_half_away; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
static inline int64_t fx_scale_half_away(int64_t x, int32_t n)
{
    return n >= 0 ? fx_shift_half_away(x, n) : fx_multiply_by_power(x, -n);
}

/* x / divisor to the nearest integer, halves away from zero; the divisor is positive. */
static inline int64_t fx_divide_half_away(int64_t x, int64_t divisor)
{
    int64_t rest = x % divisor < 0 ? x % divisor + divisor : x % divisor;
    int64_t down = x / divisor - (x % divisor < 0 ? 1 : 0);
    return down + (rest > divisor - rest || (rest == divisor - rest && x >= 0) ? 1 : 0);
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then to the nearest integer, halves away from zero; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
static inline int32_t fx_rescale_twice_half_away(int32_t x, int32_t m, int32_t t)
{
    int32_t high = fx_doubled_high_half(t < 31 ? (int32_t)((uint32_t)x << (31 - t)) : x, m);
    return (int32_t)fx_shift_half_away(high, t > 31 ? t - 31 : 0);
}

/* x / 2^n to the nearest integer, halves toward zero; n from 0 to 63. */
static inline int64_t fx_shift_half_toward_zero(int64_t x, int32_t n)
{
    int64_t down = x >> n;
    uint64_t rest = (uint64_t)x & (((uint64_t)1 << n) - 1);
    uint64_t half = n == 0 ? 1 : (uint64_t)1 << (n - 1);
    return down + (rest > half || (rest == half && x < 0) ? 1 : 0);
}

/* As fx_shift_half_toward_zero; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
static inline int64_t fx_scale_half_toward_zero(int64_t x, int32_t n)
{
    return n >= 0 ? fx_shift_half_toward_zero(x, n) : fx_multiply_by_power(x, -n);
}

/* x / divisor to the nearest integer, halves toward zero; the divisor is positive. */
static inline int64_t fx_divide_half_toward_zero(int64_t x, int64_t divisor)
{
    int64_t rest = x % divisor < 0 ? x % divisor + divisor : x % divisor;
    int64_t down = x / divisor - (x % divisor < 0 ? 1 : 0);
    return down + (rest > divisor - rest || (rest == divisor - rest && x < 0) ? 1 : 0);
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then to the nearest integer, halves toward zero; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
static inline int32_t fx_rescale_twice_half_toward_zero(int32_t x, int32_t m, int32_t t)
{
    int32_t high = fx_doubled_high_half(t < 31 ? (int32_t)((uint32_t)x << (31 - t)) : x, m);
    return (int32_t)fx_shift_half_toward_zero(high, t > 31 ? t - 31 : 0);
}

/* x / 2^n to the nearest integer, halves to the even one; n from 0 to 63. */
static inline int64_t fx_shift_half_even(int64_t x, int32_t n)
{
    int64_t down = x >> n;
    uint64_t rest = (uint64_t)x & (((uint64_t)1 << n) - 1);
    uint64_t half = n == 0 ? 1 : (uint64_t)1 << (n - 1);
    return down + (rest > half || (rest == half && (down & 1) != 0) ? 1 : 0);
}

/* As fx_shift_half_even; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
static inline int64_t fx_scale_half_even(int64_t x, int32_t n)
{
    return n >= 0 ? fx_shift_half_even(x, n) : fx_multiply_by_power(x, -n);
}

/* x / divisor to the nearest integer, halves to the even one; the divisor is positive. */
static inline int64_t fx_divide_half_even(int64_t x, int64_t divisor)
{
    int64_t rest = x % divisor < 0 ? x % divisor + divisor : x % divisor;
    int64_t down = x / divisor - (x % divisor < 0 ? 1 : 0);
    return down + (rest > divisor - rest || (rest == divisor - rest && (down & 1) != 0) ? 1 : 0);
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then to the nearest integer, halves to the even one; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
static inline int32_t fx_rescale_twice_half_even(int32_t x, int32_t m, int32_t t)
{
    int32_t high = fx_doubled_high_half(t < 31 ? (int32_t)((uint32_t)x << (31 - t)) : x, m);
    return (int32_t)fx_shift_half_even(high, t > 31 ? t - 31 : 0);
}

#endif
