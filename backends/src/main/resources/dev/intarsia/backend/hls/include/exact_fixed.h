/* Numbers of a fixed point: a word of W bits that stands for word / 2^(W - I). Assigning one with more fraction bits rounds, and
 * one that is too large overflows, as the type says. What ap_fixed.h and ac_fixed.h are made of; widths as in exact_int.h.
 */
#ifndef EXACT_FIXED_H
#define EXACT_FIXED_H

#include "exact_int.h"

namespace exact {

enum rounding { floor, toward_zero, half_up, half_down, half_away, half_toward_zero, half_even };
enum overflow { wrap, saturate, saturate_to_zero, saturate_symmetric };

/* x / 2^n with a rounding; n from 0 to W. */
template <int W>
exact_int<W, true> shifted(const exact_int<W, true> &x, int n, rounding mode)
{
    const exact_int<W, true> down = x >> n;
    const exact_int<W + 1, true> rest = x - exact_int<W + 1, true>(down) * (exact_int<W + 1, true>(1) << n);
    const exact_int<W + 1, true> half = (exact_int<W + 1, true>(1) << n) >> 1;
    bool up = false;
    switch (mode) {
    case floor: break;
    case toward_zero: up = x < 0 && rest != 0; break;
    case half_up: up = rest >= half; break;
    case half_down: up = rest > half; break;
    case half_away: up = rest > half || (rest == half && x >= 0); break;
    case half_toward_zero: up = rest > half || (rest == half && x < 0); break;
    case half_even: up = rest > half || (rest == half && down[0]); break;
    }
    return n > 0 && up ? exact_int<W, true>(down + 1) : down;
}

/* The word of W bits, signed or not, that an overflow rule makes of x. */
template <int W, bool S, int V>
exact_int<W, S> narrowed(const exact_int<V, true> &x, overflow mode)
{
    const exact_int<W, S> greatest = S ? exact_int<W, S>(~(exact_int<W, true>(1) << (W - 1))) : exact_int<W, S>(-1);
    const exact_int<W, S> least = S ? exact_int<W, S>(exact_int<W, true>(1) << (W - 1)) : exact_int<W, S>(0);
    const exact_int<W, S> lowest = S && mode == saturate_symmetric ? exact_int<W, S>(-greatest) : least;
    if (mode == wrap || (x >= lowest && x <= greatest)) {
        return exact_int<W, S>(x);
    }
    return mode == saturate_to_zero ? exact_int<W, S>(0) : x < 0 ? lowest : greatest;
}

template <int W, int I, bool S, rounding Q, overflow O>
class fixed {
public:
    static const int width = W;
    static const int iwidth = I;

    fixed() {}
    template <int W2, int I2, bool S2, rounding Q2, overflow O2>
    fixed(const fixed<W2, I2, S2, Q2, O2> &other) : word(taken<W2, I2, S2>(other.bits())) {}
    template <int W2, bool S2>
    fixed(const exact_int<W2, S2> &integer) : word(taken<W2, W2, S2>(integer)) {}
    fixed(int integer) : word(taken<32, 32, true>(exact_int<32, true>(integer))) {}

    /* The word itself. */
    exact_int<W, S> bits() const { return word; }
    static fixed of(const exact_int<W, S> &word)
    {
        fixed made;
        made.word = word;
        return made;
    }
    double to_double() const
    {
        return word.to_double() * (W > I ? 1 / power(W - I) : power(I - W));
    }

private:
    static double power(int n) { return n == 0 ? 1 : 2 * power(n - 1); }

    template <int W2, int I2, bool S2>
    static exact_int<W, S> taken(const exact_int<W2, S2> &from)
    {
        static const int dropped = (W2 - I2) - (W - I);
        static const int more = dropped < 0 ? -dropped : 0;
        static const int fewer = dropped > 0 ? dropped : 0;
        typedef exact_int<W2 + 2 + more + fewer, true> wide;
        return narrowed<W, S>(shifted(wide(wide(from) << more), fewer, Q), O);
    }

    exact_int<W, S> word;
};

} /* namespace exact */

#endif
