/* What the sources of this project call words and streams: those of Vitis HLS. */
#ifndef WORDS_H
#define WORDS_H

/* What the vendor's tool is told; compilers are told nothing, so that they have nothing to warn of. */
#ifdef __SYNTHESIS__
#define PRAGMA_TEXT(text) _Pragma(#text)
#define HLS(...) PRAGMA_TEXT(HLS __VA_ARGS__)
#else
#define HLS(...)
#endif
#define AC(...)

#include <ap_int.h>
#include <hls_stream.h>

template <int W>
using word_s = ap_int<W>;

template <int W>
using word_u = ap_uint<W>;

template <class T>
using channel = hls::stream<T>;

#include "simulation.h"

#endif
