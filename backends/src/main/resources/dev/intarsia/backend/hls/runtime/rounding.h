/* Integer arithmetic with exact roundings on words of any width: what the operations of the network's layers mean.
 *
 * R is the type of the result, which the compiler that wrote the network has proved to hold it. Counts are machine integers or words.
 */
#ifndef ROUNDING_H
#define ROUNDING_H

#include "words.h"

static inline int fx_int(int value) { return value; }

template <class T>
int fx_int(const T &value)
{
    return value.to_int();
}

static inline int fx_min32(int a, int b) { return a < b ? a : b; }
static inline int fx_max32(int a, int b) { return a > b ? a : b; }

/* The quotient rounded down, and what it leaves; the divisor is positive. */
static inline int fx_floor_quotient(int x, int divisor) { return x / divisor - (x % divisor < 0 ? 1 : 0); }
static inline int fx_floor_remainder(int x, int divisor) { return x - fx_floor_quotient(x, divisor) * divisor; }

template <class R>
R fx_min(const R &a, const R &b)
{
    return a < b ? a : b;
}

template <class R>
R fx_max(const R &a, const R &b)
{
    return a > b ? a : b;
}

/* x times -1, 0 or 1: added, subtracted or left out, without a multiplier. */
template <class R, class X, class W>
R fx_times_sign(const X &x, const W &sign)
{
    return sign == 0 ? R(0) : sign < 0 ? R(-x) : R(x);
}

/* The nearest number from low to high. */
template <class R>
R fx_clamp(const R &x, const R &low, const R &high)
{
    return x < low ? low : x > high ? high : x;
}

/* How many zeros x begins with as an unsigned number of so many bits; x fits them. */
template <class R, class X>
R fx_leading_zeros(const X &x, int bits)
{
    int zeros = bits;
    for (int bit = 0; bit < X::width; bit++) {
        zeros = (x >> bit) != 0 ? bits - 1 - bit : zeros;
    }
    return R(zeros);
}

/* x * 2^n, kept to the range of 64 bits; n from 0 to 63. */
template <class X>
word_s<64> fx_multiply_by_power(const X &x, int n)
{
    const word_s<64> greatest = ~(word_s<64>(1) << 63);
    const word_s<64> least = word_s<64>(1) << 63;
    const word_s<64> wide = word_s<64>(x);
    return wide > (greatest >> n) ? greatest : wide < (least >> n) ? least : word_s<64>(wide << n);
}

/* 2 * a * b / 2^32 to the nearest integer, halves up; the one product that does not fit gives the greatest number. */
static inline word_s<32> fx_doubled_high_half(const word_s<32> &a, const word_s<32> &b)
{
    const word_s<65> sum = a * b + (word_s<33>(1) << 30);
    return fx_min<word_s<34> >(word_s<34>(sum >> 31), word_s<34>(0x7fffffff));
}

/* x / 2^n with a rounding; n from 0 to 63. */
template <class ROUNDING, class R, class X>
R fx_shift(const X &x, int n)
{
    typedef word_s<X::width + 2> wide;
    if (n > X::width) {
        return R(word_s<2>(ROUNDING::far_below(x < 0)));
    }
    const wide down = wide(x) >> n;
    const wide rest = wide(wide(x) - wide(down << n));
    const wide other = wide((wide(1) << n) - rest);
    return R(down + (rest != 0 && ROUNDING::up(rest, other, x < 0, down[0]) ? 1 : 0));
}

/* x / divisor with a rounding; the divisor is positive. */
template <class ROUNDING, class R, class X, class D>
R fx_divide(const X &x, const D &divisor)
{
    typedef word_s<(X::width > D::width ? X::width : D::width) + 2> wide;
    const wide quotient = wide(wide(x) / wide(divisor));
    const wide left = wide(wide(x) - wide(quotient * wide(divisor)));
    const wide down = wide(quotient - (left < 0 ? 1 : 0));
    const wide rest = left < 0 ? wide(left + wide(divisor)) : left;
    const wide other = wide(wide(divisor) - rest);
    return R(down + (rest != 0 && ROUNDING::up(rest, other, x < 0, down[0]) ? 1 : 0));
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then with a rounding; t from 1 to 62. What x times a
 * power of two has beyond 32 bits is lost. */
template <class ROUNDING, class R, class X, class M>
R fx_rescale_twice(const X &x, const M &m, int t)
{
    const word_s<32> word = word_s<32>(x);
    const word_s<32> high = fx_doubled_high_half(word_s<32>(word << (t < 31 ? 31 - t : 0)), word_s<32>(m));
    return fx_shift<ROUNDING, R>(high, t > 31 ? t - 31 : 0);
}

/* The functions of a rounding. It is said by when what a division leaves, which is not zero, takes the quotient up: rest has been left, other
 * is the divisor less rest, negative whether x is, odd whether the quotient is. fx_scale is fx_shift where n is positive; a negative n,
 * down to -63, multiplies and keeps to the range of 64 bits. What is shifted by more than its width leaves 0, or -1 rounded down.
 */
#define FX_ROUNDING(NAME, FAR_BELOW, UP)                                                      \
    struct fx_##NAME {                                                                        \
        static int far_below(bool negative) { return (void)negative, FAR_BELOW; }             \
        template <class W>                                                                    \
        static bool up(const W &rest, const W &other, bool negative, bool odd)                \
        {                                                                                     \
            (void)rest, (void)other, (void)negative, (void)odd;                               \
            return UP;                                                                        \
        }                                                                                     \
    };                                                                                        \
    template <class R, class X, class N>                                                      \
    R fx_shift_##NAME(const X &x, const N &n)                                                 \
    {                                                                                         \
        return fx_shift<fx_##NAME, R>(x, fx_int(n));                                          \
    }                                                                                         \
    template <class R, class X, class N>                                                      \
    R fx_scale_##NAME(const X &x, const N &n)                                                 \
    {                                                                                         \
        return fx_int(n) >= 0 ? fx_shift_##NAME<R>(x, n) : R(fx_multiply_by_power(x, -fx_int(n))); \
    }                                                                                         \
    template <class R, class X, class D>                                                      \
    R fx_divide_##NAME(const X &x, const D &divisor)                                          \
    {                                                                                         \
        return fx_divide<fx_##NAME, R>(x, divisor);                                           \
    }                                                                                         \
    template <class R, class X, class M, class N>                                             \
    R fx_rescale_twice_##NAME(const X &x, const M &m, const N &t)                             \
    {                                                                                         \
        return fx_rescale_twice<fx_##NAME, R>(x, m, fx_int(t));                               \
    }

FX_ROUNDING(floor, negative ? -1 : 0, false)
FX_ROUNDING(toward_zero, 0, negative)
FX_ROUNDING(half_up, 0, rest >= other)
FX_ROUNDING(half_down, 0, rest > other)
FX_ROUNDING(half_away, 0, rest > other || (rest == other && !negative))
FX_ROUNDING(half_toward_zero, 0, rest > other || (rest == other && negative))
FX_ROUNDING(half_even, 0, rest > other || (rest == other && odd))

#undef FX_ROUNDING

#endif
