/* What the sources of this project call words and streams: those of ac_types. */
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

#include "simulation.h"

#endif
