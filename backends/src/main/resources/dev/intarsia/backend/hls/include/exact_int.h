/* Integers of any width from 1 to 128 bits whose operators give every bit of their result: what ap_int.h and ac_int.h are made of.
 *
 * A subset of what the vendors' classes can do, with their names and their meaning. An assignment keeps the low bits.
 */
#ifndef EXACT_INT_H
#define EXACT_INT_H

#include <cstdint>
#include <type_traits>

template <int W, bool S>
class exact_int;

namespace exact {

/* The machine's integer that a word of so many bits is kept in. */
template <int W, bool S>
struct holder {
    static_assert(W >= 1 && W <= 128, "words have from 1 to 128 bits");
    typedef typename std::conditional<(W <= 8), std::int8_t,
        typename std::conditional<(W <= 16), std::int16_t,
        typename std::conditional<(W <= 32), std::int32_t,
        typename std::conditional<(W <= 64), std::int64_t, __int128>::type>::type>::type>::type with_sign;
    typedef typename std::conditional<(W <= 8), std::uint8_t,
        typename std::conditional<(W <= 16), std::uint16_t,
        typename std::conditional<(W <= 32), std::uint32_t,
        typename std::conditional<(W <= 64), std::uint64_t, unsigned __int128>::type>::type>::type>::type without_sign;
    typedef typename std::conditional<S, with_sign, without_sign>::type type;
    /* Wide enough that no sum or shift of it is promoted behind our back. */
    typedef typename std::conditional<(W <= 64), std::uint64_t, unsigned __int128>::type bits;
    typedef typename std::conditional<(W <= 64), std::int64_t, __int128>::type signed_bits;
};

constexpr int larger(int a, int b) { return a > b ? a : b; }

template <class T>
struct is_native {
    static const bool value = std::is_integral<T>::value || std::is_same<T, __int128>::value
        || std::is_same<T, unsigned __int128>::value;
};

/* A machine's integer as a word. */
template <class T>
struct word_of {
    typedef exact_int<std::is_same<T, bool>::value ? 1 : static_cast<int>(8 * sizeof(T)), std::is_signed<T>::value> type;
};

/* What the operators give: as many bits as the result can take, signed where it can be negative. */
template <int W1, bool S1, int W2, bool S2>
struct result {
    static const bool either = S1 || S2;
    static const int common = larger(W1 + (S2 && !S1 ? 1 : 0), W2 + (S1 && !S2 ? 1 : 0));
    typedef exact_int<common + 1, either> sum;
    typedef exact_int<common + 1, true> difference;
    typedef exact_int<W1 + W2, either> product;
    typedef exact_int<W1 + (S2 ? 1 : 0), either> quotient;
    typedef exact_int<(W1 < W2 ? W1 : W2), S1> remainder;
    typedef exact_int<common, either> logic;
};

} /* namespace exact */

template <int W, bool S>
class exact_int {
public:
    typedef typename exact::holder<W, S>::type held;
    typedef typename exact::holder<W, S>::bits bits;
    typedef typename std::conditional<S, typename exact::holder<W, S>::signed_bits, bits>::type full;
    static const int width = W;
    static const bool sign = S;
    static const bool sign_flag = S;

    constexpr exact_int() : word(0) {}
    template <class T, class = typename std::enable_if<exact::is_native<T>::value>::type>
    constexpr exact_int(T value) : word(low(static_cast<bits>(value))) {}
    template <int W2, bool S2>
    constexpr exact_int(const exact_int<W2, S2> &other) : word(low(static_cast<bits>(other.value()))) {}

    constexpr held value() const { return word; }
    constexpr int to_int() const { return static_cast<int>(word); }
    constexpr unsigned to_uint() const { return static_cast<unsigned>(word); }
    constexpr long long to_int64() const { return static_cast<long long>(word); }
    constexpr unsigned long long to_uint64() const { return static_cast<unsigned long long>(word); }
    constexpr double to_double() const { return static_cast<double>(word); }
    constexpr int length() const { return W; }
    constexpr bool operator[](int bit) const { return (static_cast<bits>(word) >> bit & 1) != 0; }

    constexpr exact_int<W + 1, true> operator-() const { return exact_int<W + 1, true>(exact_int<1, false>(0) - *this); }
    constexpr exact_int operator+() const { return *this; }
    constexpr exact_int<W + (S ? 0 : 1), true> operator~() const
    {
        return exact_int<W + (S ? 0 : 1), true>(-1 - *this);
    }
    constexpr bool operator!() const { return word == 0; }

    /* A shift keeps the type of what is shifted; by a negative number it goes the other way. */
    constexpr exact_int operator>>(int n) const
    {
        return n < 0 ? *this << -n
                     : n >= W ? exact_int(word < 0 ? -1 : 0)
                              : exact_int(raw(static_cast<bits>(static_cast<full>(word) >> n)));
    }
    constexpr exact_int operator<<(int n) const
    {
        return n < 0 ? *this >> -n : n >= W ? exact_int() : exact_int(raw(static_cast<bits>(word) << n));
    }

    template <class T>
    exact_int &operator+=(const T &other) { return *this = *this + other; }
    template <class T>
    exact_int &operator-=(const T &other) { return *this = *this - other; }
    template <class T>
    exact_int &operator*=(const T &other) { return *this = *this * other; }
    template <class T>
    exact_int &operator/=(const T &other) { return *this = *this / other; }
    template <class T>
    exact_int &operator&=(const T &other) { return *this = *this & other; }
    template <class T>
    exact_int &operator|=(const T &other) { return *this = *this | other; }
    template <class T>
    exact_int &operator^=(const T &other) { return *this = *this ^ other; }
    exact_int &operator>>=(int n) { return *this = *this >> n; }
    exact_int &operator<<=(int n) { return *this = *this << n; }
    exact_int &operator++() { return *this += 1; }
    exact_int &operator--() { return *this -= 1; }

private:
    struct raw {
        bits value;
        constexpr explicit raw(bits v) : value(v) {}
    };
    constexpr explicit exact_int(raw value) : word(low(value.value)) {}

    static const int spare = static_cast<int>(8 * sizeof(bits)) - W;
    static constexpr held low(bits value) { return static_cast<held>(static_cast<full>(value << spare) >> spare); }

    held word;
};

/* Operators of two words, of a word and a machine's integer, and of a machine's integer and a word. */
#define EXACT_INT_MIXED(symbol)                                                                        \
    template <int W, bool S, class T, class = typename std::enable_if<exact::is_native<T>::value>::type> \
    constexpr auto operator symbol(const exact_int<W, S> &a, T b)                                      \
    {                                                                                                  \
        return a symbol typename exact::word_of<T>::type(b);                                           \
    }                                                                                                  \
    template <int W, bool S, class T, class = typename std::enable_if<exact::is_native<T>::value>::type> \
    constexpr auto operator symbol(T a, const exact_int<W, S> &b)                                      \
    {                                                                                                  \
        return typename exact::word_of<T>::type(a) symbol b;                                           \
    }

#define EXACT_INT_ARITHMETIC(symbol, kind)                                                          \
    template <int W1, bool S1, int W2, bool S2>                                                     \
    constexpr typename exact::result<W1, S1, W2, S2>::kind operator symbol(                         \
        const exact_int<W1, S1> &a, const exact_int<W2, S2> &b)                                     \
    {                                                                                               \
        typedef typename exact::result<W1, S1, W2, S2>::kind to;                                    \
        typedef exact_int<exact::larger(to::width, exact::result<W1, S1, W2, S2>::common),          \
            exact::result<W1, S1, W2, S2>::either || to::sign>                                      \
            common;                                                                                 \
        typedef typename common::full full;                                                         \
        return to(static_cast<full>(static_cast<full>(a.value()) symbol static_cast<full>(b.value()))); \
    }                                                                                               \
    EXACT_INT_MIXED(symbol)

#define EXACT_INT_COMPARISON(symbol)                                                     \
    template <int W1, bool S1, int W2, bool S2>                                          \
    constexpr bool operator symbol(const exact_int<W1, S1> &a, const exact_int<W2, S2> &b) \
    {                                                                                    \
        typedef typename exact::result<W1, S1, W2, S2>::logic::full full;                \
        return static_cast<full>(a.value()) symbol static_cast<full>(b.value());         \
    }                                                                                    \
    EXACT_INT_MIXED(symbol)

EXACT_INT_ARITHMETIC(+, sum)
EXACT_INT_ARITHMETIC(-, difference)
EXACT_INT_ARITHMETIC(*, product)
EXACT_INT_ARITHMETIC(/, quotient)
EXACT_INT_ARITHMETIC(%, remainder)
EXACT_INT_ARITHMETIC(&, logic)
EXACT_INT_ARITHMETIC(|, logic)
EXACT_INT_ARITHMETIC(^, logic)
EXACT_INT_COMPARISON(==)
EXACT_INT_COMPARISON(!=)
EXACT_INT_COMPARISON(<)
EXACT_INT_COMPARISON(<=)
EXACT_INT_COMPARISON(>)
EXACT_INT_COMPARISON(>=)

#undef EXACT_INT_MIXED
#undef EXACT_INT_ARITHMETIC
#undef EXACT_INT_COMPARISON

#endif
