#include "helium_sums.h"

#include "dual_mac.h"
#include "helium.h"

enum { GROUP = 4, STEP = 16, EIGHT = 8 };

/* What all words of a layer have in common. */
typedef struct {
    words4 zero, low, high;
} bounds;

static inline bounds bounds_of(const helium_words *words)
{
    const bounds b = {all4(words->zero), all4(words->low), all4(words->high)};
    return b;
}

/* Four words of four sums, bias included. */
OWN_CODE words4 words_of(words4 sums, words4 multipliers, words4 shifts, const bounds *b)
{
    const words4 products = add4(high_products(sums, multipliers), signs(sums));
    return between(add4(rounded_shift(products, shifts), b->zero), b->low, b->high);
}

/* Rows of the padded image, each in the line of its number modulo the kernel's height. */
typedef struct {
    int8_t *lines;
    int32_t next; /* the row that is not there yet */
} window;

static window window_of(const helium_convolution *l, int8_t *lines)
{
    const window w = {lines, 0};
    for (int32_t i = 0; i < l->kernel_height * l->line; i++) {
        lines[i] = (int8_t)l->outside;
    }
    return w;
}

static void fill(int8_t *to, int32_t bytes, int32_t value)
{
    for (int32_t i = 0; i < bytes; i++) {
        to[i] = (int8_t)value;
    }
}

/* Moves the window on to the rows that a row of the result reads. */
static void move_to(window *w, const helium_convolution *l, const int8_t *image, int32_t row)
{
    const int32_t bytes = l->width * l->channels;
    const int32_t end = row * l->stride_height + l->kernel_height;
    for (; w->next < end; w->next++) {
        const int32_t from = w->next - l->top;
        int8_t *const to = w->lines + w->next % l->kernel_height * l->line + l->left * l->channels;
        if (from < 0 || from >= l->height) {
            fill(to, bytes, l->outside);
        } else {
            copy_bytes(to, image + from * bytes, bytes, l->flip);
        }
    }
}

/* All activations of a pixel of the result, one behind the other. */
static void gather(const window *w, const helium_convolution *l, int32_t row, int32_t column, int8_t *to)
{
    const int32_t run = l->kernel_width * l->channels;
    const int8_t *const from = w->lines + column * l->stride_width * l->channels;
    int32_t line = row * l->stride_height % l->kernel_height;
    for (int32_t r = 0; r < l->kernel_height; r++, to += run) {
        copy_at_least(to, from + line * l->line, run);
        line = line + 1 == l->kernel_height ? 0 : line + 1;
    }
}

/* The sums of four channels of a pixel at a and of one at b, without biases; returns what is behind their weights. */
static inline const int8_t *sum_up(int32_t *sums, const int8_t *w, const int8_t *a, const int8_t *b, int32_t padded)
{
    const int8_t *const end = a + padded;
#if HAS_HELIUM
#define LOAD "vldrb.8 q0, [%[a]], #16\n vldrb.8 q1, [%[b]], #16\n"
#define CHANNEL(sum, sum_b, how) "vldrb.8 q2, [%[w]], #16\n " how " " sum ", q2, q0\n " how " " sum_b ", q2, q1\n"
#define PLACES(how) LOAD CHANNEL("r0", "r8", how) CHANNEL("r2", "r10", how) CHANNEL("r4", "r12", how) CHANNEL("r6", "lr", how)
    __asm__ volatile(PLACES("vmladav.s8") "cmp %[a], %[end]\n beq 2f\n"
                     "1:\n" PLACES("vmladava.s8") "cmp %[a], %[end]\n bne 1b\n"
                     "2: stmia %[sums], {r0, r2, r4, r6, r8, r10, r12, lr}\n"
                     : [w] "+&r"(w), [a] "+&r"(a), [b] "+&r"(b)
                     : [end] "r"(end), [sums] "r"(sums)
                     : "r0", "r2", "r4", "r6", "r8", "r10", "r12", "lr", "q0", "q1", "q2", "cc", "memory");
    return w;
#else
    for (int32_t k = 0; k < 2 * GROUP; k++) {
        sums[k] = 0;
    }
    for (; a != end; a += STEP, b += STEP) {
        for (int32_t k = 0; k < GROUP; k++, w += STEP) {
            sums[k] = add_dot16(sums[k], load16(w), load16(a));
            sums[GROUP + k] = add_dot16(sums[GROUP + k], load16(w), load16(b));
        }
    }
    return w;
#endif
}

/* All words of a pixel at y and of one so many bytes behind it, the last channels first: what is written behind those of the first pixel is
 * the second's. */
OWN_CODE void two_pixels(const helium_convolution *l, const int8_t *activations, int8_t *y, int32_t behind, helium_pixels *narrow)
{
    const bounds b = bounds_of(&l->words);
    const int32_t padded = l->padded;
    const int8_t *w = l->weights, *shifts = l->words.shifts;
    const int32_t *constants = l->words.constants;
    int8_t *const first = y;
    for (y += (l->out_channels - 1) / GROUP * GROUP; y >= first; y -= GROUP) {
        int32_t sums[2 * GROUP];
        w = narrow != 0 ? narrow(sums, w, activations, activations + padded, padded)
                        : sum_up(sums, w, activations, activations + padded, padded);
        const words4 biases = load4_words(constants), multipliers = load4_words(constants + GROUP);
        const words4 places = load4_bytes(shifts);
        store4_bytes(y, words_of(add4(load4_words(sums), biases), multipliers, places, &b));
        store4_bytes(y + behind, words_of(add4(load4_words(sums + GROUP), biases), multipliers, places, &b));
        constants += 2 * GROUP;
        shifts += GROUP;
    }
}

/* The same where weights share bytes. Apart, since the registers that a call takes are not to be missed where there is none. */
#if defined(__GNUC__)
__attribute__((noinline))
#endif
static void two_narrow_pixels(const helium_convolution *l, const int8_t *activations, int8_t *y, int32_t behind)
{
    two_pixels(l, activations, y, behind, l->narrow);
}

void helium_convolve(const helium_convolution *layer, const uint8_t *image, int8_t *result, void *scratch)
{
    const int8_t *from = (const int8_t *)image;
    const int32_t pixels = layer->out_height * layer->out_width;
    int8_t *const activations = (int8_t *)scratch;
    window w = {0, 0};
    if (layer->point == 0) {
        w = window_of(layer, activations + 2 * layer->padded + STEP);
    }
    int32_t row = 0, column = 0;
    for (int32_t pixel = 0; pixel < pixels; pixel += 2) {
        /* A last pixel that is alone is computed twice. */
        const int32_t count = pixel + 1 < pixels ? 2 : 1;
        if (layer->point != 0) {
            copy_at_least(activations, from, count * layer->channels);
            from += 2 * layer->channels;
        } else {
            for (int32_t p = 0; p < count; p++) {
                move_to(&w, layer, from, row);
                gather(&w, layer, row, column, activations + p * layer->padded);
                if (++column == layer->out_width) {
                    column = 0;
                    row++;
                }
            }
        }
        if (count == 1) {
            copy_at_least(activations + layer->padded, activations, layer->padded);
        }
        const int32_t behind = count == 1 ? 0 : layer->out_channels;
        if (layer->narrow != 0) {
            two_narrow_pixels(layer, activations, result, behind);
        } else {
            two_pixels(layer, activations, result, behind, 0);
        }
        result += 2 * layer->out_channels;
    }
}

/* Adds the products of eight channels at places of a row of the kernel to their sums; returns what is behind their weights. */
static inline const int8_t *add_row(words4 *even, words4 *odd, const int8_t *w, const int8_t *at, int32_t width, int32_t channels)
{
    for (int32_t s = 0; s < width; s++, at += channels, w += EIGHT) {
        const halves8 x = load8(at), v = load8(w);
        *even = add4(*even, even_products(x, v));
        *odd = add4(*odd, odd_products(x, v));
    }
    return w;
}

/* The same at the nine places of a kernel of 3 by 3, whose rows begin at a, b and c. */
static inline const int8_t *add_nine(
    words4 *even, words4 *odd, const int8_t *w, const int8_t *a, const int8_t *b, const int8_t *c, int32_t channels)
{
#if HAS_HELIUM
#define PLACE(at)                                                                                                         \
    "vldrb.s16 %q[x], [" at "]\n vldrb.s16 %q[v], [%[w]], #8\n vmullb.s16 %q[t], %q[x], %q[v]\n"                          \
    "vmullt.s16 %q[x], %q[x], %q[v]\n vadd.i32 %q[even], %q[even], %q[t]\n vadd.i32 %q[odd], %q[odd], %q[x]\n"
#define NEXT(at) "add " at ", " at ", %[channels]\n"
#define ROW(at) PLACE(at) NEXT(at) PLACE(at) NEXT(at) PLACE(at)
    words4 x, v, t;
    __asm__(ROW("%[a]") ROW("%[b]") ROW("%[c]")
            : [even] "+&w"(*even), [odd] "+&w"(*odd), [x] "=&w"(x), [v] "=&w"(v), [t] "=&w"(t), [a] "+&l"(a), [b] "+&l"(b), [c] "+&l"(c),
              [w] "+&l"(w)
            : [channels] "r"(channels)
            : "memory");
    return w;
#else
    w = add_row(even, odd, w, a, 3, channels);
    w = add_row(even, odd, w, b, 3, channels);
    return add_row(even, odd, w, c, 3, channels);
#endif
}

/* The words of all channels of one pixel; rows of the kernel begin at rows. */
OWN_CODE void depthwise_pixel(const helium_convolution *l, const int8_t *const *rows, int32_t nine, const bounds *b, int8_t *to)
{
    const int8_t *w = l->weights, *shifts = l->words.shifts;
    const int32_t *constants = l->words.constants;
    const int32_t channels = l->channels;
    const int8_t *const first = rows[0], *const second = rows[1], *const third = rows[2];
    for (int32_t k = 0; k < channels; k += EIGHT) {
        words4 even = load4_words(constants), odd = load4_words(constants + GROUP);
        if (nine != 0) {
            w = add_nine(&even, &odd, w, first + k, second + k, third + k, channels);
        } else {
            for (int32_t r = 0; r < l->kernel_height; r++) {
                w = add_row(&even, &odd, w, rows[r] + k, l->kernel_width, channels);
            }
        }
        even = words_of(even, load4_words(constants + 2 * GROUP), load4_bytes(shifts), b);
        odd = words_of(odd, load4_words(constants + 3 * GROUP), load4_bytes(shifts + GROUP), b);
        store8_bytes(to + k, even, odd);
        constants += 2 * EIGHT;
        shifts += EIGHT;
    }
}

void helium_depthwise(const helium_convolution *layer, const uint8_t *image, int8_t *result, void *scratch)
{
    const bounds b = bounds_of(&layer->words);
    const int32_t height = layer->kernel_height, nine = height == 3 && layer->kernel_width == 3 ? 1 : 0;
    const int32_t step = layer->stride_width * layer->channels;
    window w = window_of(layer, (int8_t *)scratch);
    const int8_t *rows[HELIUM_MOST_ROWS] = {0};
    for (int32_t row = 0; row < layer->out_height; row++) {
        move_to(&w, layer, (const int8_t *)image, row);
        for (int32_t r = 0; r < height; r++) {
            rows[r] = w.lines + (row * layer->stride_height + r) % height * layer->line;
        }
        for (int32_t column = 0; column < layer->out_width; column++, result += layer->channels) {
            if (nine != 0) {
                depthwise_pixel(layer, rows, 1, &b, result);
            } else {
                depthwise_pixel(layer, rows, 0, &b, result);
            }
            for (int32_t r = 0; r < height; r++) {
                rows[r] += step;
            }
        }
    }
}

/* The sums of four outputs, without biases; returns what is behind their weights. */
static inline const int8_t *sum_outputs(int32_t *sums, const int8_t *w, const int8_t *at, int32_t padded)
{
    bytes16 v = load16(at);
    int32_t s0 = dot16(load16(w), v), s1 = dot16(load16(w + STEP), v);
    int32_t s2 = dot16(load16(w + 2 * STEP), v), s3 = dot16(load16(w + 3 * STEP), v);
    w += GROUP * STEP;
    for (int32_t steps = padded / STEP - 1; steps > 0; steps--) {
        at += STEP;
        v = load16(at);
        s0 = add_dot16(s0, load16(w), v);
        s1 = add_dot16(s1, load16(w + STEP), v);
        s2 = add_dot16(s2, load16(w + 2 * STEP), v);
        s3 = add_dot16(s3, load16(w + 3 * STEP), v);
        w += GROUP * STEP;
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
    return w;
}

void helium_dense(const helium_vector *layer, const uint8_t *vector, int8_t *result, void *scratch)
{
    const bounds b = bounds_of(&layer->words);
    int8_t *const x = (int8_t *)scratch;
    const int8_t *w = layer->weights;
    copy_bytes(x, (const int8_t *)vector, layer->inputs, layer->flip);
    fill(x + layer->inputs, layer->padded - layer->inputs, 0);
    for (int32_t k = 0; k < layer->outputs; k += GROUP) {
        int32_t sums[GROUP];
        w = layer->narrow != 0 ? layer->narrow(sums, w, x, layer->padded) : sum_outputs(sums, w, x, layer->padded);
        const int32_t *const constants = layer->words.constants + 2 * k;
        const words4 biased = add4(load4_words(sums), load4_words(constants));
        store4_bytes(result + k, words_of(biased, load4_words(constants + GROUP), load4_bytes(layer->words.shifts + k), &b));
    }
}
