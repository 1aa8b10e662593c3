/* What the sources of this project call words and streams: those of ac_types.
 *
 * In simulation, each trip of a pipelined loop says CYCLE(), each stream its depth, and each process that it starts; for synthesis
 * these say nothing.
 */
#ifndef WORDS_H
#define WORDS_H

/* What the vendor's tool is told; compilers are told nothing, so that they have nothing to warn of. */
#ifdef __SYNTHESIS__
#define PRAGMA_TEXT(text) _Pragma(#text)
#define AC(...) PRAGMA_TEXT(__VA_ARGS__)
#else
#define AC(...)
#endif
#define HLS(...)

#include <ac_int.h>
#include <ac_channel.h>

template <int W>
using word_s = ac_int<W, true>;

template <int W>
using word_u = ac_int<W, false>;

template <class T>
using channel = ac_channel<T>;

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

#endif
