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

/* Whether what a division leaves takes the quotient up, rounded down; other is the divisor less rest. */
template <class W>
bool fx_up_floor(const W &rest, const W &other, bool negative, bool odd)
{
    (void)rest, (void)other, (void)negative, (void)odd;
    return false;
}

/* x / 2^n rounded down; n from 0 to 63. */
template <class R, class X, class N>
R fx_shift_floor(const X &x, const N &amount)
{
    typedef word_s<X::width + 2> wide;
    const int n = fx_int(amount);
    if (n > X::width) {
        return R(word_s<2>(x < 0 ? -1 : 0));
    }
    const wide down = wide(x) >> n;
    const wide rest = wide(wide(x) - wide(down << n));
    const wide other = wide((wide(1) << n) - rest);
    return R(down + (fx_up_floor<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* As fx_shift_floor; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
template <class R, class X, class N>
R fx_scale_floor(const X &x, const N &amount)
{
    const int n = fx_int(amount);
    return n >= 0 ? fx_shift_floor<R>(x, n) : R(fx_multiply_by_power(x, -n));
}

/* x / divisor rounded down; the divisor is positive. */
template <class R, class X, class D>
R fx_divide_floor(const X &x, const D &divisor)
{
    typedef word_s<(X::width > D::width ? X::width : D::width) + 2> wide;
    const wide quotient = wide(wide(x) / wide(divisor));
    const wide left = wide(wide(x) - wide(quotient * wide(divisor)));
    const wide down = wide(quotient - (left < 0 ? 1 : 0));
    const wide rest = left < 0 ? wide(left + wide(divisor)) : left;
    const wide other = wide(wide(divisor) - rest);
    return R(down + (fx_up_floor<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then rounded down; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
template <class R, class X, class M, class N>
R fx_rescale_twice_floor(const X &x, const M &m, const N &amount)
{
    const int t = fx_int(amount);
    const word_s<32> word = word_s<32>(x);
    const word_s<32> high = fx_doubled_high_half(word_s<32>(word << (t < 31 ? 31 - t : 0)), word_s<32>(m));
    return fx_shift_floor<R>(high, t > 31 ? t - 31 : 0);
}

/* Whether what a division leaves takes the quotient up, rounded toward zero; other is the divisor less rest. */
template <class W>
bool fx_up_toward_zero(const W &rest, const W &other, bool negative, bool odd)
{
    (void)rest, (void)other, (void)negative, (void)odd;
    return negative && rest != 0;
}

/* x / 2^n rounded toward zero; n from 0 to 63. */
template <class R, class X, class N>
R fx_shift_toward_zero(const X &x, const N &amount)
{
    typedef word_s<X::width + 2> wide;
    const int n = fx_int(amount);
    if (n > X::width) {
        return R(word_s<2>(0));
    }
    const wide down = wide(x) >> n;
    const wide rest = wide(wide(x) - wide(down << n));
    const wide other = wide((wide(1) << n) - rest);
    return R(down + (fx_up_toward_zero<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* As fx_shift_toward_zero; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
template <class R, class X, class N>
R fx_scale_toward_zero(const X &x, const N &amount)
{
    const int n = fx_int(amount);
    return n >= 0 ? fx_shift_toward_zero<R>(x, n) : R(fx_multiply_by_power(x, -n));
}

/* x / divisor rounded toward zero; the divisor is positive. */
template <class R, class X, class D>
R fx_divide_toward_zero(const X &x, const D &divisor)
{
    typedef word_s<(X::width > D::width ? X::width : D::width) + 2> wide;
    const wide quotient = wide(wide(x) / wide(divisor));
    const wide left = wide(wide(x) - wide(quotient * wide(divisor)));
    const wide down = wide(quotient - (left < 0 ? 1 : 0));
    const wide rest = left < 0 ? wide(left + wide(divisor)) : left;
    const wide other = wide(wide(divisor) - rest);
    return R(down + (fx_up_toward_zero<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then rounded toward zero; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
template <class R, class X, class M, class N>
R fx_rescale_twice_toward_zero(const X &x, const M &m, const N &amount)
{
    const int t = fx_int(amount);
    const word_s<32> word = word_s<32>(x);
    const word_s<32> high = fx_doubled_high_half(word_s<32>(word << (t < 31 ? 31 - t : 0)), word_s<32>(m));
    return fx_shift_toward_zero<R>(high, t > 31 ? t - 31 : 0);
}

/* Whether what a division leaves takes the quotient up, to the nearest integer, halves up; other is the divisor less rest. */
template <class W>
bool fx_up_half_up(const W &rest, const W &other, bool negative, bool odd)
{
    (void)rest, (void)other, (void)negative, (void)odd;
    return rest >= other;
}

/* x / 2^n to the nearest integer, halves up; n from 0 to 63. */
template <class R, class X, class N>
R fx_shift_half_up(const X &x, const N &amount)
{
    typedef word_s<X::width + 2> wide;
    const int n = fx_int(amount);
    if (n > X::width) {
        return R(word_s<2>(0));
    }
    const wide down = wide(x) >> n;
    const wide rest = wide(wide(x) - wide(down << n));
    const wide other = wide((wide(1) << n) - rest);
    return R(down + (fx_up_half_up<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* As fx_shift_half_up; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
template <class R, class X, class N>
R fx_scale_half_up(const X &x, const N &amount)
{
    const int n = fx_int(amount);
    return n >= 0 ? fx_shift_half_up<R>(x, n) : R(fx_multiply_by_power(x, -n));
}

/* x / divisor to the nearest integer, halves up; the divisor is positive. */
template <class R, class X, class D>
R fx_divide_half_up(const X &x, const D &divisor)
{
    typedef word_s<(X::width > D::width ? X::width : D::width) + 2> wide;
    const wide quotient = wide(wide(x) / wide(divisor));
    const wide left = wide(wide(x) - wide(quotient * wide(divisor)));
    const wide down = wide(quotient - (left < 0 ? 1 : 0));
    const wide rest = left < 0 ? wide(left + wide(divisor)) : left;
    const wide other = wide(wide(divisor) - rest);
    return R(down + (fx_up_half_up<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then to the nearest integer, halves up; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
template <class R, class X, class M, class N>
R fx_rescale_twice_half_up(const X &x, const M &m, const N &amount)
{
    const int t = fx_int(amount);
    const word_s<32> word = word_s<32>(x);
    const word_s<32> high = fx_doubled_high_half(word_s<32>(word << (t < 31 ? 31 - t : 0)), word_s<32>(m));
    return fx_shift_half_up<R>(high, t > 31 ? t - 31 : 0);
}

/* Whether what a division leaves takes the quotient up, to the nearest integer, halves down; other is the divisor less rest. */
template <class W>
bool fx_up_half_down(const W &rest, const W &other, bool negative, bool odd)
{
    (void)rest, (void)other, (void)negative, (void)odd;
    return rest > other;
}

/* x / 2^n to the nearest integer, halves down; n from 0 to 63. */
template <class R, class X, class N>
R fx_shift_half_down(const X &x, const N &amount)
{
    typedef word_s<X::width + 2> wide;
    const int n = fx_int(amount);
    if (n > X::width) {
        return R(word_s<2>(0));
    }
    const wide down = wide(x) >> n;
    const wide rest = wide(wide(x) - wide(down << n));
    const wide other = wide((wide(1) << n) - rest);
    return R(down + (fx_up_half_down<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* As fx_shift_half_down; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
template <class R, class X, class N>
R fx_scale_half_down(const X &x, const N &amount)
{
    const int n = fx_int(amount);
    return n >= 0 ? fx_shift_half_down<R>(x, n) : R(fx_multiply_by_power(x, -n));
}

/* x / divisor to the nearest integer, halves down; the divisor is positive. */
template <class R, class X, class D>
R fx_divide_half_down(const X &x, const D &divisor)
{
    typedef word_s<(X::width > D::width ? X::width : D::width) + 2> wide;
    const wide quotient = wide(wide(x) / wide(divisor));
    const wide left = wide(wide(x) - wide(quotient * wide(divisor)));
    const wide down = wide(quotient - (left < 0 ? 1 : 0));
    const wide rest = left < 0 ? wide(left + wide(divisor)) : left;
    const wide other = wide(wide(divisor) - rest);
    return R(down + (fx_up_half_down<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then to the nearest integer, halves down; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
template <class R, class X, class M, class N>
R fx_rescale_twice_half_down(const X &x, const M &m, const N &amount)
{
    const int t = fx_int(amount);
    const word_s<32> word = word_s<32>(x);
    const word_s<32> high = fx_doubled_high_half(word_s<32>(word << (t < 31 ? 31 - t : 0)), word_s<32>(m));
    return fx_shift_half_down<R>(high, t > 31 ? t - 31 : 0);
}

/* Whether what a division leaves takes the quotient up, to the nearest integer, halves away from zero; other is the divisor less rest. */
template <class W>
bool fx_up_half_away(const W &rest, const W &other, bool negative, bool odd)
{
    (void)rest, (void)other, (void)negative, (void)odd;
    return rest > other || (rest == other && !negative);
}

/* x / 2^n to the nearest integer, halves away from zero; n from 0 to 63. */
template <class R, class X, class N>
R fx_shift_half_away(const X &x, const N &amount)
{
    typedef word_s<X::width + 2> wide;
    const int n = fx_int(amount);
    if (n > X::width) {
        return R(word_s<2>(0));
    }
    const wide down = wide(x) >> n;
    const wide rest = wide(wide(x) - wide(down << n));
    const wide other = wide((wide(1) << n) - rest);
    return R(down + (fx_up_half_away<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* As fx_shift_half_away; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
template <class R, class X, class N>
R fx_scale_half_away(const X &x, const N &amount)
{
    const int n = fx_int(amount);
    return n >= 0 ? fx_shift_half_away<R>(x, n) : R(fx_multiply_by_power(x, -n));
}

/* x / divisor to the nearest integer, halves away from zero; the divisor is positive. */
template <class R, class X, class D>
R fx_divide_half_away(const X &x, const D &divisor)
{
    typedef word_s<(X::width > D::width ? X::width : D::width) + 2> wide;
    const wide quotient = wide(wide(x) / wide(divisor));
    const wide left = wide(wide(x) - wide(quotient * wide(divisor)));
    const wide down = wide(quotient - (left < 0 ? 1 : 0));
    const wide rest = left < 0 ? wide(left + wide(divisor)) : left;
    const wide other = wide(wide(divisor) - rest);
    return R(down + (fx_up_half_away<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then to the nearest integer, halves away from zero; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
template <class R, class X, class M, class N>
R fx_rescale_twice_half_away(const X &x, const M &m, const N &amount)
{
    const int t = fx_int(amount);
    const word_s<32> word = word_s<32>(x);
    const word_s<32> high = fx_doubled_high_half(word_s<32>(word << (t < 31 ? 31 - t : 0)), word_s<32>(m));
    return fx_shift_half_away<R>(high, t > 31 ? t - 31 : 0);
}

/* Whether what a division leaves takes the quotient up, to the nearest integer, halves toward zero; other is the divisor less rest. */
template <class W>
bool fx_up_half_toward_zero(const W &rest, const W &other, bool negative, bool odd)
{
    (void)rest, (void)other, (void)negative, (void)odd;
    return rest > other || (rest == other && negative);
}

/* x / 2^n to the nearest integer, halves toward zero; n from 0 to 63. */
template <class R, class X, class N>
R fx_shift_half_toward_zero(const X &x, const N &amount)
{
    typedef word_s<X::width + 2> wide;
    const int n = fx_int(amount);
    if (n > X::width) {
        return R(word_s<2>(0));
    }
    const wide down = wide(x) >> n;
    const wide rest = wide(wide(x) - wide(down << n));
    const wide other = wide((wide(1) << n) - rest);
    return R(down + (fx_up_half_toward_zero<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* As fx_shift_half_toward_zero; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
template <class R, class X, class N>
R fx_scale_half_toward_zero(const X &x, const N &amount)
{
    const int n = fx_int(amount);
    return n >= 0 ? fx_shift_half_toward_zero<R>(x, n) : R(fx_multiply_by_power(x, -n));
}

/* x / divisor to the nearest integer, halves toward zero; the divisor is positive. */
template <class R, class X, class D>
R fx_divide_half_toward_zero(const X &x, const D &divisor)
{
    typedef word_s<(X::width > D::width ? X::width : D::width) + 2> wide;
    const wide quotient = wide(wide(x) / wide(divisor));
    const wide left = wide(wide(x) - wide(quotient * wide(divisor)));
    const wide down = wide(quotient - (left < 0 ? 1 : 0));
    const wide rest = left < 0 ? wide(left + wide(divisor)) : left;
    const wide other = wide(wide(divisor) - rest);
    return R(down + (fx_up_half_toward_zero<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then to the nearest integer, halves toward zero; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
template <class R, class X, class M, class N>
R fx_rescale_twice_half_toward_zero(const X &x, const M &m, const N &amount)
{
    const int t = fx_int(amount);
    const word_s<32> word = word_s<32>(x);
    const word_s<32> high = fx_doubled_high_half(word_s<32>(word << (t < 31 ? 31 - t : 0)), word_s<32>(m));
    return fx_shift_half_toward_zero<R>(high, t > 31 ? t - 31 : 0);
}

/* Whether what a division leaves takes the quotient up, to the nearest integer, halves to the even one; other is the divisor less rest. */
template <class W>
bool fx_up_half_even(const W &rest, const W &other, bool negative, bool odd)
{
    (void)rest, (void)other, (void)negative, (void)odd;
    return rest > other || (rest == other && odd);
}

/* x / 2^n to the nearest integer, halves to the even one; n from 0 to 63. */
template <class R, class X, class N>
R fx_shift_half_even(const X &x, const N &amount)
{
    typedef word_s<X::width + 2> wide;
    const int n = fx_int(amount);
    if (n > X::width) {
        return R(word_s<2>(0));
    }
    const wide down = wide(x) >> n;
    const wide rest = wide(wide(x) - wide(down << n));
    const wide other = wide((wide(1) << n) - rest);
    return R(down + (fx_up_half_even<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* As fx_shift_half_even; a negative n, down to -63, multiplies and keeps to the range of 64 bits. */
template <class R, class X, class N>
R fx_scale_half_even(const X &x, const N &amount)
{
    const int n = fx_int(amount);
    return n >= 0 ? fx_shift_half_even<R>(x, n) : R(fx_multiply_by_power(x, -n));
}

/* x / divisor to the nearest integer, halves to the even one; the divisor is positive. */
template <class R, class X, class D>
R fx_divide_half_even(const X &x, const D &divisor)
{
    typedef word_s<(X::width > D::width ? X::width : D::width) + 2> wide;
    const wide quotient = wide(wide(x) / wide(divisor));
    const wide left = wide(wide(x) - wide(quotient * wide(divisor)));
    const wide down = wide(quotient - (left < 0 ? 1 : 0));
    const wide rest = left < 0 ? wide(left + wide(divisor)) : left;
    const wide other = wide(wide(divisor) - rest);
    return R(down + (fx_up_half_even<wide>(rest, other, x < 0, down[0]) && rest != 0 ? 1 : 0));
}

/* gemmlowp's two roundings: x * m / 2^t by way of the doubled high half of x * m, then to the nearest integer, halves to the even one; t from 1 to 62. What x
 * times a power of two has beyond 32 bits is lost. */
template <class R, class X, class M, class N>
R fx_rescale_twice_half_even(const X &x, const M &m, const N &amount)
{
    const int t = fx_int(amount);
    const word_s<32> word = word_s<32>(x);
    const word_s<32> high = fx_doubled_high_half(word_s<32>(word << (t < 31 ? 31 - t : 0)), word_s<32>(m));
    return fx_shift_half_even<R>(high, t > 31 ? t - 31 : 0);
}

#endif
