#include "tiled_sums.h"

#include "dual_mac.h"

enum { TILE = 5, GROUP = 8, CHUNK = 16 };

#if defined(__thumb__) && !defined(__thumb2__) && defined(__GNUC__) && defined(__OPTIMIZE__)
#define HAS_TILES 1
#else
#define HAS_TILES 0
#endif

/* A byte of a stream, the lowest of a word first. */
static inline uint32_t byte_of(const uint32_t *words, int32_t i)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return ((const uint8_t *)words)[i];
#else
    return words[i / 4] >> 8 * (i % 4) & 255u;
#endif
}

/* The word of a sum by the requantizer itself; its constants are at c. */
static int8_t direct_word(uint32_t sum, const uint32_t *c)
{
    return requantize(twice((int32_t)sum), c);
}

/* The word of a sum: ((sum * multiplier >> 32) + addend) >> shift. Both factors are below 2^30, so that the three products that the upper
 * half of a sum and of a factor take part in can be added up. */
static inline int8_t word_of(uint32_t sum, uint32_t multiplier, uint32_t addend, int32_t shift)
{
#if HAS_LONG_MULTIPLY
    return ssat8(smmla((int32_t)sum, (int32_t)multiplier, (int32_t)addend) >> shift);
#else
    const int32_t upper = (int32_t)sum >> 16, factor = (int32_t)(multiplier >> 16), least = (int32_t)(multiplier & 0xffffu);
    const uint32_t low = sum & 0xffffu;
    const int32_t middle = upper * least + (int32_t)low * factor + (int32_t)(low * (uint32_t)least >> 16);
    return ssat8((upper * factor + (middle >> 16) + (int32_t)addend) >> shift);
#endif
}

/* Weights that share bytes, a byte each, so many words of them; returns what is behind them. */
static const uint32_t *unpack(uint32_t *to, const uint32_t *from, int32_t words, int32_t bits)
{
    const uint32_t mask = bits == 4 ? 0x0f0f0f0fu : bits == 2 ? 0x03030303u : 0x01010101u;
    for (const uint32_t *const end = from + words; from != end; from++) {
        uint32_t packed = *from;
        for (int32_t left = 8; left > 0; left -= 2 * bits, to += 2) {
            to[0] = packed & mask;
            packed >>= bits;
            to[1] = packed & mask;
            packed >>= bits;
        }
    }
    return from;
}

/* What has been added to each weight. */
static inline uint32_t weight_addend(int32_t bits)
{
    return 1u << (bits - 1);
}

/* Adds the products of one channel to five sums. */
static inline void add_products(uint32_t *sums, const uint32_t *x, const uint32_t *weights, int32_t padded)
{
#if HAS_TILES
#define ONE(x, sum) "muls " x ", r2, " x "\n add " sum ", " x "\n"
#define FIVE(k) \
    "ldrb r2, [%[w], #" k "]\n ldmia %[x]!, {r3-r7}\n" ONE("r3", "r8") ONE("r4", "r9") ONE("r5", "r10") ONE("r6", "r11") ONE("r7", "r12")
    const uint8_t *w = (const uint8_t *)weights;
    const uint8_t *const end = w + padded;
    __asm__ volatile(".syntax unified\n ldr r2, %[end]\n mov lr, r2\n ldr r2, %[sums]\n ldmia r2!, {r3-r7}\n"
                     "mov r8, r3\n mov r9, r4\n mov r10, r5\n mov r11, r6\n mov r12, r7\n mov r2, lr\n"
                     /* An odd number of fours begins in the middle. */
                     "subs r2, r2, %[w]\n lsls r2, r2, #29\n bpl 1f\n subs %[w], #4\n b 2f\n"
                     "1:\n" FIVE("0") FIVE("1") FIVE("2") FIVE("3") "2:\n" FIVE("4") FIVE("5") FIVE("6") FIVE("7")
                     "adds %[w], #8\n cmp %[w], lr\n bne 1b\n"
                     "ldr r2, %[sums]\n mov r3, r8\n mov r4, r9\n mov r5, r10\n mov r6, r11\n mov r7, r12\n stmia r2!, {r3-r7}\n"
                     : [x] "+l"(x), [w] "+l"(w)
                     : [end] "m"(end), [sums] "m"(sums)
                     : "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory");
#else
    uint32_t a = sums[0], b = sums[1], c = sums[2], d = sums[3], e = sums[4];
    for (int32_t k = 0; k < padded; k++, x += TILE) {
        const uint32_t v = byte_of(weights, k);
        a += v * x[0];
        b += v * x[1];
        c += v * x[2];
        d += v * x[3];
        e += v * x[4];
    }
    sums[0] = a;
    sums[1] = b;
    sums[2] = c;
    sums[3] = d;
    sums[4] = e;
#endif
}

/* Bytes of the image as every fifth word; returns their sum. */
static uint32_t spread(uint32_t *to, const uint8_t *from, int32_t bytes, uint32_t flip)
{
    uint32_t sum = 0;
    for (; bytes >= 4; bytes -= 4, from += 4, to += 4 * TILE) {
        const uint32_t a = from[0] ^ flip, b = from[1] ^ flip, c = from[2] ^ flip, d = from[3] ^ flip;
        to[0] = a;
        to[TILE] = b;
        to[2 * TILE] = c;
        to[3 * TILE] = d;
        sum += a + b + c + d;
    }
    for (; bytes > 0; bytes--, to += TILE) {
        to[0] = *from++ ^ flip;
        sum += to[0];
    }
    return sum;
}

static uint32_t spread_outside(uint32_t *to, int32_t places, uint32_t outside)
{
    for (int32_t i = 0; i < places; i++, to += TILE) {
        to[0] = outside;
    }
    return (uint32_t)places * outside;
}

/* All activations of one pixel of the result as every fifth word; row and column are those of the kernel's first place. */
static uint32_t gather(const tiled_convolution *l, const uint8_t *image, int32_t row, int32_t column, uint32_t *to)
{
    const int32_t run = l->kernel_width * l->channels;
    const int32_t last = l->width - (l->kernel_width - 1) * l->dilation_width;
    uint32_t sum = 0;
    for (int32_t r = 0; r < l->kernel_height; r++, row += l->dilation_height) {
        if (row < 0 || row >= l->height) {
            sum += spread_outside(to, run, l->outside);
            to += run * TILE;
            continue;
        }
        const uint8_t *const line = image + row * l->width * l->channels;
        if (l->dilation_width == 1 && column >= 0 && column < last) {
            sum += spread(to, line + column * l->channels, run, l->flip);
            to += run * TILE;
            continue;
        }
        int32_t at = column;
        for (int32_t s = 0; s < l->kernel_width; s++, at += l->dilation_width, to += l->channels * TILE) {
            if (at >= 0 && at < l->width) {
                sum += spread(to, line + at * l->channels, l->channels, l->flip);
            } else {
                sum += spread_outside(to, l->channels, l->outside);
            }
        }
    }
    return sum;
}

void tiled_convolve(const tiled_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch)
{
    const int32_t pixels = layer->out_height * layer->out_width;
    const int32_t count = pixels < TILE ? pixels : TILE;
    const int32_t constants = layer->direct != 0 ? 3 : 2;
    const int32_t words = (layer->padded * layer->bits + 31) / 32;
    uint32_t *const apart = scratch + TILE * layer->padded;
    uint32_t sums[TILE], less_sums[TILE] = {0, 0, 0, 0, 0};
    for (int32_t i = 0; i < TILE * layer->padded; i++) {
        scratch[i] = 0;
    }
    int32_t row = 0, column = 0;
    for (int32_t first = 0; first < pixels; first += count) {
        /* The last pixels may have been computed in part already. */
        for (; first > pixels - count; first--) {
            if (--column < 0) {
                column += layer->out_width;
                row--;
            }
        }
        for (int32_t p = 0; p < count; p++) {
            less_sums[p] = weight_addend(layer->bits)
                           * gather(layer, image, row * layer->stride_height - layer->top, column * layer->stride_width - layer->left,
                                    scratch + p);
            if (++column == layer->out_width) {
                column = 0;
                row++;
            }
        }
        const uint32_t *w = stream;
        int8_t *y = result + first * layer->out_channels;
        for (int32_t k = 0; k < layer->out_channels; k++, y++) {
            for (int32_t p = 0; p < TILE; p++) {
                sums[p] = w[0] - less_sums[p];
            }
            const uint32_t *weights = w + 1;
            w = weights + words;
            if (layer->bits != 8) {
                unpack(apart, weights, words, layer->bits);
                weights = apart;
            }
            add_products(sums, scratch, weights, layer->padded);
            int8_t *to = y;
            const int32_t shift = (k & 1) != 0 ? layer->shift_b : layer->shift;
            if (layer->direct != 0) {
                for (int32_t p = 0; p < count; p++, to += layer->out_channels) {
                    *to = direct_word(sums[p], w);
                }
            } else {
                const uint32_t multiplier = w[0], addend = w[1];
                for (int32_t p = 0; p < count; p++, to += layer->out_channels) {
                    *to = word_of(sums[p], multiplier, addend, shift);
                }
            }
            w += constants;
        }
    }
}

/* One channel of the image as bytes u, with its padding. */
static void plane_of(const tiled_convolution *l, const uint8_t *image, uint8_t *plane, int32_t rows, int32_t columns)
{
    for (int32_t row = -l->top; row < rows - l->top; row++) {
        int32_t column = -l->left;
        const int32_t end = columns - l->left;
        const int32_t middle = end < l->width ? end : l->width;
        if (row >= 0 && row < l->height) {
            for (; column < 0; column++) {
                *plane++ = (uint8_t)l->outside;
            }
            const uint8_t *from = image + row * l->width * l->channels;
            for (; column < middle; column++, from += l->channels) {
                *plane++ = (uint8_t)(*from ^ l->flip);
            }
        }
        for (; column < end; column++) {
            *plane++ = (uint8_t)l->outside;
        }
    }
}

void tiled_depthwise(const tiled_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result, uint32_t *scratch)
{
    uint8_t *const plane = (uint8_t *)scratch;
    const int32_t rows = (layer->out_height - 1) * layer->stride_height + 3;
    const int32_t columns = (layer->out_width - 1) * layer->stride_width + 3;
    for (int32_t k = 0; k < layer->out_channels; k++) {
        uint32_t v[9];
        for (int32_t i = 0; i < 9; i++) {
            v[i] = byte_of(stream, i) - 128u;
        }
        const uint32_t bias = layer->wide != 0 ? stream[3] : (uint32_t)((int32_t)stream[2] >> 8);
        const uint32_t *const c = stream + 3 + layer->wide;
        const int32_t shift = (k & 1) != 0 ? layer->shift_b : layer->shift;
        plane_of(layer, image + k, plane, rows, columns);
        int8_t *to = result + k;
        for (int32_t row = 0; row < layer->out_height; row++) {
            const uint8_t *a = plane + row * layer->stride_height * columns;
            const uint8_t *b = a + columns;
            const uint8_t *d = b + columns;
            for (int32_t column = 0; column < layer->out_width; column++, to += layer->out_channels) {
                uint32_t sum = bias + a[0] * v[0] + a[1] * v[1] + a[2] * v[2];
                sum += b[0] * v[3] + b[1] * v[4] + b[2] * v[5];
                sum += d[0] * v[6] + d[1] * v[7] + d[2] * v[8];
                *to = layer->direct != 0 ? direct_word(sum, c) : word_of(sum, c[0], c[1], shift);
                a += layer->stride_width;
                b += layer->stride_width;
                d += layer->stride_width;
            }
        }
        stream = c + (layer->direct != 0 ? 3 : 2);
    }
}

/* Adds the products of the last four outputs, or fewer, to their sums. */
static void add_last(uint32_t *sums, const uint8_t *x, const uint32_t *weights, int32_t padded)
{
    for (int32_t i = 0; i < padded; i++, weights++) {
        for (int32_t k = 0; k < GROUP / 2; k++) {
            sums[k] += x[i] * byte_of(weights, k);
        }
    }
}

/* Adds the products of eight outputs to their sums. */
static inline void add_dense(uint32_t *sums, const uint8_t *x, const uint32_t *weights, int32_t padded)
{
#if HAS_TILES
#define LOW(k, sum) "ldrb r3, [%[w], #" k "]\n muls r3, r2, r3\n adds " sum ", " sum ", r3\n"
#define HIGH(k, sum) "ldrb r3, [%[w], #" k "]\n muls r3, r2, r3\n add " sum ", r3\n"
#define EIGHT(i, k0, k1, k2, k3, k4, k5, k6, k7) \
    "ldrb r2, [%[x], #" i "]\n" LOW(k0, "r4") LOW(k1, "r5") LOW(k2, "r6") LOW(k3, "r7") HIGH(k4, "r8") HIGH(k5, "r9") HIGH(k6, "r10") \
        HIGH(k7, "r11")
#define FOUR(i0, i1, i2, i3) \
    EIGHT(i0, "0", "1", "2", "3", "4", "5", "6", "7") EIGHT(i1, "8", "9", "10", "11", "12", "13", "14", "15") \
        EIGHT(i2, "16", "17", "18", "19", "20", "21", "22", "23") EIGHT(i3, "24", "25", "26", "27", "28", "29", "30", "31") "adds %[w], #32\n"
    const uint8_t *w = (const uint8_t *)weights;
    const uint8_t *const end = x + padded;
    __asm__ volatile(".syntax unified\n ldr r2, %[end]\n mov lr, r2\n ldr r2, %[sums]\n adds r2, #16\n ldmia r2!, {r4-r7}\n"
                     "mov r8, r4\n mov r9, r5\n mov r10, r6\n mov r11, r7\n subs r2, #32\n ldmia r2!, {r4-r7}\n"
                     "1:\n" FOUR("0", "1", "2", "3") FOUR("4", "5", "6", "7") "adds %[x], #8\n cmp %[x], lr\n beq 2f\n b 1b\n 2:\n"
                     "ldr r2, %[sums]\n stmia r2!, {r4-r7}\n mov r4, r8\n mov r5, r9\n mov r6, r10\n mov r7, r11\n stmia r2!, {r4-r7}\n"
                     : [x] "+l"(x), [w] "+l"(w)
                     : [end] "m"(end), [sums] "m"(sums)
                     : "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "lr", "cc", "memory");
#else
    for (int32_t i = 0; i < padded; i++, weights += 2) {
        for (int32_t k = 0; k < GROUP; k++) {
            sums[k] += x[i] * byte_of(weights, k);
        }
    }
#endif
}

/* The same with weights that share bytes, so many inputs at a time; returns what is behind their words. */
static const uint32_t *add_shared(
    uint32_t *sums, const uint8_t *x, const uint32_t *weights, const tiled_vector *layer, int32_t group, uint32_t *apart)
{
    for (int32_t i = 0; i < layer->padded; i += CHUNK) {
        const int32_t inputs = layer->padded - i < CHUNK ? layer->padded - i : CHUNK;
        weights = unpack(apart, weights, group * inputs * layer->bits / 32, layer->bits);
        if (group == GROUP) {
            add_dense(sums, x + i, apart, inputs);
        } else {
            add_last(sums, x + i, apart, inputs);
        }
    }
    return weights;
}

/* Sums to words; the constants of all eight outputs at c. Returns what is behind them. */
static inline const uint32_t *finish(const tiled_vector *layer, const uint32_t *sums, const uint32_t *c, int32_t count, int8_t *result)
{
    if (layer->direct != 0) {
        for (int32_t k = 0; k < count; k++) {
            *result++ = direct_word(sums[k], c + 3 * k);
        }
        return c + 3 * GROUP;
    }
    const int32_t shift = layer->shift, shift_b = layer->shift_b;
    for (int32_t k = 0; k < count; k += 2, result += 2) {
        const uint32_t *const pair = c + 2 * k;
        result[0] = word_of(sums[k], pair[0], pair[1], shift);
        if (k + 1 < count) {
            result[1] = word_of(sums[k + 1], pair[2], pair[3], shift_b);
        }
    }
    return c + 2 * GROUP;
}

void tiled_dense(const tiled_vector *layer, const uint32_t *stream, const uint8_t *vector, int8_t *result, uint32_t *scratch)
{
    uint8_t *const x = (uint8_t *)scratch;
    uint32_t less_sum = 0, sums[GROUP];
    const uint32_t flip = layer->flip;
    const int32_t inputs = layer->inputs;
    int32_t i = 0;
    for (; i + 4 <= inputs; i += 4) {
        const uint32_t a = vector[i] ^ flip, b = vector[i + 1] ^ flip, c = vector[i + 2] ^ flip, d = vector[i + 3] ^ flip;
        x[i] = (uint8_t)a;
        x[i + 1] = (uint8_t)b;
        x[i + 2] = (uint8_t)c;
        x[i + 3] = (uint8_t)d;
        less_sum += a + b + c + d;
    }
    for (; i < inputs; i++) {
        const uint32_t u = vector[i] ^ flip;
        x[i] = (uint8_t)u;
        less_sum += u;
    }
    less_sum *= weight_addend(layer->bits);
    for (; i < layer->padded; i++) {
        x[i] = 0;
    }
    /* At most four outputs at the end have a stream of four. */
    const int32_t outputs = layer->outputs;
    const int32_t whole = (outputs + GROUP / 2 - 1) / GROUP * GROUP;
    for (int32_t first = 0; first < whole; first += GROUP) {
        for (int32_t k = 0; k < GROUP; k++) {
            sums[k] = stream[k] - less_sum;
        }
        const uint32_t *c = stream + GROUP;
        if (layer->bits != 8) {
            c = add_shared(sums, x, c, layer, GROUP, scratch + layer->padded / 4);
        } else {
            add_dense(sums, x, c, layer->padded);
            c += 2 * layer->padded;
        }
        stream = finish(layer, sums, c, outputs - first < GROUP ? outputs - first : GROUP, result + first);
    }
    if (whole < outputs) {
        for (int32_t k = 0; k < GROUP / 2; k++) {
            sums[k] = stream[k] - less_sum;
        }
        const uint32_t *c = stream + GROUP / 2;
        if (layer->bits != 8) {
            c = add_shared(sums, x, c, layer, GROUP / 2, scratch + layer->padded / 4);
        } else {
            add_last(sums, x, c, layer->padded);
            c += layer->padded;
        }
        finish(layer, sums, c, outputs - whole, result + whole);
    }
}
