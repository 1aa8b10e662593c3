/* What the sources say to a simulation: each trip of a pipelined loop says CYCLE(), each stream its depth, each process that it starts, each
 * accumulator what it holds. For synthesis all of it says nothing.
 */
#ifndef SIMULATION_H
#define SIMULATION_H

#ifndef __SYNTHESIS__
#include <cstdint>
#include <type_traits>
#endif

/* What constants lie in memory as. For synthesis words of their own width. In simulation machine integers: a vendor's words would all be
 * made before main, and compilers take minutes for so many. The sources make a word of what they read.
 */
#ifdef __SYNTHESIS__
template <int W>
using constant_s = word_s<W>;

template <int W>
using constant_u = word_u<W>;
#else
template <int W, class A, class B, class C, class D>
using machine_integer = typename std::conditional<(W <= 8), A,
    typename std::conditional<(W <= 16), B, typename std::conditional<(W <= 32), C, D>::type>::type>::type;

template <int W>
using constant_s = machine_integer<W, std::int8_t, std::int16_t, std::int32_t, std::int64_t>;

template <int W>
using constant_u = machine_integer<W, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>;
#endif

#ifdef INTARSIA_BOUNDED
#define CYCLE() dataflow::cycle()
#define STREAM_DEPTH(stream, depth) stream.limit(#stream, dataflow::depth_of(#stream, depth))
#define PROCESS(name, ...)                                                   \
    dataflow::scheduler::instance().spawn(#name, [&]() {                     \
        for (int inference = 0; inference < dataflow::inferences(); inference++) { \
            __VA_ARGS__;                                                     \
        }                                                                    \
    })
#define START() dataflow::scheduler::instance().run()
#else
#define CYCLE()
#define STREAM_DEPTH(stream, depth)
#define PROCESS(name, ...) __VA_ARGS__
#define START()
#endif

/* So many words of a tensor side by side, of neighbouring channels. */
template <class T, int N>
struct lanes {
    T word[N];
};

/* With INTARSIA_TAP, the test bench is shown the words of each tensor as they lie in a stream. */
#ifdef INTARSIA_TAP
void show_word(const char *tensor, long at, long long word);

template <class T, int N>
void tap(const char *tensor, channel<lanes<T, N> > &stream, int tokens)
{
    for (int i = 0; i < tokens; i++) {
        const lanes<T, N> word = stream.read();
        for (int lane = 0; lane < N; lane++) {
            show_word(tensor, static_cast<long>(i) * N + lane, word.word[lane].to_int64());
        }
        stream.write(word);
    }
}

#define TAP(tensor, stream, tokens) tap(tensor, stream, tokens)
#else
#define TAP(tensor, stream, tokens)
#endif

/* With INTARSIA_TAP, what the accumulators of each layer held at the end of every trip. */
#ifdef INTARSIA_TAP
struct accumulator {
    const char *layer;
    int bits;
    long long least, greatest;
    accumulator *next;

    accumulator(const char *layer, int bits) : layer(layer), bits(bits), least(0), greatest(0), next(all()) { all() = this; }

    static accumulator *&all()
    {
        static accumulator *last = nullptr;
        return last;
    }

    void holds(long long sum)
    {
        least = sum < least ? sum : least;
        greatest = sum > greatest ? sum : greatest;
    }
};

template <class T>
constexpr int bits_of(const T &)
{
    return T::width;
}

#define WATCH(layer, sum)                                    \
    do {                                                     \
        static accumulator watched(layer, bits_of(sum));     \
        watched.holds((sum).to_int64());                     \
    } while (false)
#else
#define WATCH(layer, sum)
#endif

#endif
