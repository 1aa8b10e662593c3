/* The processes that every network is put together from, whatever its layers compute. Words lie in streams in the order of their
 * tensor: rows, columns, channels; so many neighbouring channels side by side.
 *
 * Each is a loop of one trip a cycle. What a read waits for, or a write has no place for, makes it wait.
 */
#ifndef PROCESSES_H
#define PROCESSES_H

#include "words.h"

/* From single words to several side by side. */
template <class T, int N>
void enter(channel<T> &in, channel<lanes<T, N> > &out, int tokens)
{
    lanes<T, N> side_by_side;
    HLS(ARRAY_PARTITION variable=side_by_side.word complete)
    AC(hls_pipeline_init_interval 1)
    for (int i = 0, lane = 0; i < tokens * N; i++) {
        HLS(PIPELINE II=1)
        CYCLE();
        side_by_side.word[lane] = in.read();
        if (++lane == N) {
            lane = 0;
            out.write(side_by_side);
        }
    }
}

/* Back to single words. */
template <class T, int N>
void leave(channel<lanes<T, N> > &in, channel<T> &out, int tokens)
{
    lanes<T, N> side_by_side;
    HLS(ARRAY_PARTITION variable=side_by_side.word complete)
    AC(hls_pipeline_init_interval 1)
    for (int i = 0, lane = 0; i < tokens * N; i++) {
        HLS(PIPELINE II=1)
        CYCLE();
        if (lane == 0) {
            side_by_side = in.read();
        }
        out.write(side_by_side.word[lane]);
        lane = lane + 1 == N ? 0 : lane + 1;
    }
}

/* Each word twice. */
template <class T>
void fork(channel<T> &in, channel<T> &first, channel<T> &second, int tokens)
{
    AC(hls_pipeline_init_interval 1)
    for (int i = 0; i < tokens; i++) {
        HLS(PIPELINE II=1)
        CYCLE();
        const T word = in.read();
        first.write(word);
        second.write(word);
    }
}

/* N words side by side to N * K. */
template <int K, class T, int N, int M>
void widen(channel<lanes<T, N> > &in, channel<lanes<T, M> > &out, int tokens)
{
    lanes<T, M> side_by_side;
    HLS(ARRAY_PARTITION variable=side_by_side.word complete)
    AC(hls_pipeline_init_interval 1)
    for (int i = 0, part = 0; i < tokens; i++) {
        HLS(PIPELINE II=1)
        CYCLE();
        const lanes<T, N> word = in.read();
        AC(hls_unroll yes)
        for (int lane = 0; lane < N; lane++) {
            HLS(UNROLL)
            side_by_side.word[part * N + lane] = word.word[lane];
        }
        if (++part == K) {
            part = 0;
            out.write(side_by_side);
        }
    }
}

/* N * K words side by side to N. */
template <int K, class T, int N, int M>
void narrow(channel<lanes<T, N> > &in, channel<lanes<T, M> > &out, int tokens)
{
    lanes<T, N> side_by_side;
    HLS(ARRAY_PARTITION variable=side_by_side.word complete)
    AC(hls_pipeline_init_interval 1)
    for (int i = 0, part = 0; i < tokens * K; i++) {
        HLS(PIPELINE II=1)
        CYCLE();
        if (part == 0) {
            side_by_side = in.read();
        }
        lanes<T, M> word;
        AC(hls_unroll yes)
        for (int lane = 0; lane < M; lane++) {
            HLS(UNROLL)
            word.word[lane] = side_by_side.word[part * M + lane];
        }
        out.write(word);
        part = part + 1 == K ? 0 : part + 1;
    }
}

/* What a window goes over: an image of H rows and W columns, F words of so many channels side by side at each place; OH times OW
 * windows of R rows and S columns.
 */
template <int H_, int W_, int F_, int OH_, int OW_, int R_, int S_, int STRIDE_H_, int STRIDE_W_, int DILATION_H_, int DILATION_W_,
    int TOP_, int LEFT_>
struct window_shape {
    static const int H = H_, W = W_, F = F_, OH = OH_, OW = OW_, R = R_, S = S_, STRIDE_H = STRIDE_H_, STRIDE_W = STRIDE_W_,
                     DILATION_H = DILATION_H_, DILATION_W = DILATION_W_, TOP = TOP_, LEFT = LEFT_;

    /* Rows that are kept: those of a window, and those that the next one needs. */
    static const int NEEDED = (R - 1) * DILATION_H + 1 + STRIDE_H;
    static const int ROWS = NEEDED < H ? NEEDED : H;

    /* How many rows have come when the windows of row h can be read. */
    static int rows(int h)
    {
        const int end = h * STRIDE_H - TOP + (R - 1) * DILATION_H + 1;
        return h == OH ? H : end < 0 ? 0 : end > H ? H : end;
    }
};

/* The words of every window, one after the other: its rows, its columns, all channels of a place; or, where each channel is worked
 * on by itself, for each group of channels its rows and columns. Places outside of the image have the word outside.
 *
 * While the windows of a row are written, the rows that the next ones need are read into the place of rows that none needs any more.
 */
template <class SHAPE, bool BY_CHANNEL, class T, int N>
void window(channel<lanes<T, N> > &in, channel<lanes<T, N> > &out, const T &outside)
{
    static lanes<T, N> line[SHAPE::ROWS * SHAPE::W * SHAPE::F];
    HLS(AGGREGATE variable=line)
    int came = 0, slot = 0;
    for (int h = -1; h < SHAPE::OH; h++) {
        HLS(LOOP_TRIPCOUNT min=1)
        const int reads = (SHAPE::rows(h + 1) - came) * SHAPE::W * SHAPE::F;
        const int writes = h < 0 ? 0 : SHAPE::OW * SHAPE::F * SHAPE::R * SHAPE::S;
        const bool kept = h + 1 < SHAPE::OH;
        came = SHAPE::rows(h + 1);
        int at = slot * SHAPE::W * SHAPE::F, place = 0;
        int w = 0, f = 0, r = 0, s = 0;
        AC(hls_pipeline_init_interval 1)
        for (int i = 0; i < reads || i < writes; i++) {
            HLS(PIPELINE II=1)
            HLS(DEPENDENCE variable=line inter false)
            CYCLE();
            if (i < reads) {
                const lanes<T, N> word = in.read();
                if (kept) {
                    line[at] = word;
                    at = at + 1 == SHAPE::ROWS * SHAPE::W * SHAPE::F ? 0 : at + 1;
                    if (++place == SHAPE::W * SHAPE::F) {
                        place = 0;
                        slot = slot + 1 == SHAPE::ROWS ? 0 : slot + 1;
                    }
                }
            }
            if (i < writes) {
                const int row = h * SHAPE::STRIDE_H + r * SHAPE::DILATION_H - SHAPE::TOP;
                const int column = w * SHAPE::STRIDE_W + s * SHAPE::DILATION_W - SHAPE::LEFT;
                lanes<T, N> word;
                if (row >= 0 && row < SHAPE::H && column >= 0 && column < SHAPE::W) {
                    word = line[(row % SHAPE::ROWS * SHAPE::W + column) * SHAPE::F + f];
                } else {
                    AC(hls_unroll yes)
                    for (int lane = 0; lane < N; lane++) {
                        HLS(UNROLL)
                        word.word[lane] = outside;
                    }
                }
                out.write(word);
                bool next = true;
                if (!BY_CHANNEL) {
                    f = f + 1 == SHAPE::F ? 0 : f + 1;
                    next = f == 0;
                }
                if (next) {
                    s = s + 1 == SHAPE::S ? 0 : s + 1;
                    next = s == 0;
                }
                if (next) {
                    r = r + 1 == SHAPE::R ? 0 : r + 1;
                    next = r == 0;
                }
                if (next && BY_CHANNEL) {
                    f = f + 1 == SHAPE::F ? 0 : f + 1;
                    next = f == 0;
                }
                if (next) {
                    w++;
                }
            }
        }
    }
}

#endif
