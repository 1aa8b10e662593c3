#include "depthwise_sums.h"

#include "dual_mac.h"

/* Two neighbours of four channels, as a word in each channel's plane. */
static inline void put(uint32_t *to, int32_t plane, uint32_t first, uint32_t second, int32_t from_u8)
{
    uint32_t even = from_u8 != 0 ? first & 0x00ff00ffu : sxtb16(first);
    uint32_t odd = from_u8 != 0 ? first >> 8 & 0x00ff00ffu : sxtb16_odd(first);
    uint32_t next_even = from_u8 != 0 ? second & 0x00ff00ffu : sxtb16(second);
    uint32_t next_odd = from_u8 != 0 ? second >> 8 & 0x00ff00ffu : sxtb16_odd(second);
    to[0] = (even & 0xffffu) | next_even << 16;
    to[plane] = (odd & 0xffffu) | next_odd << 16;
    to[2 * plane] = even >> 16 | (next_even & 0xffff0000u);
    to[3 * plane] = odd >> 16 | (next_odd & 0xffff0000u);
}

/* Pairs of neighbours that lie step bytes apart. */
static uint32_t *put_all(uint32_t *to, int32_t plane, const uint8_t *at, int32_t step, int32_t count, int32_t from_u8)
{
#if HAS_DUAL_MAC
    if (from_u8 == 0 && count >= 2) {
        const uint32_t *const end = to + count / 2 * 2;
        uint32_t *next = to + 2 * plane;
        count %= 2;
        __asm__ volatile("1:\n .rept 2\n ldr r8, [%[at]]\n ldr r9, [%[at], %[step]]\n add %[at], %[at], %[step], lsl #1\n"
                         "sxtb16 r10, r8\n sxtb16 r11, r9\n sxtb16 r8, r8, ror #8\n sxtb16 r9, r9, ror #8\n"
                         "pkhbt r12, r10, r11, lsl #16\n pkhtb r11, r11, r10, asr #16\n"
                         "pkhbt r10, r8, r9, lsl #16\n pkhtb r9, r9, r8, asr #16\n"
                         "str r10, [%[to], %[plane]]\n str r12, [%[to]], #4\n str r9, [%[next], %[plane]]\n str r11, [%[next]], #4\n"
                         ".endr\n cmp %[to], %[end]\n bne 1b\n"
                         : [to] "+r"(to), [at] "+r"(at), [next] "+r"(next)
                         : [plane] "r"(4 * plane), [step] "r"(step), [end] "r"(end)
                         : "r8", "r9", "r10", "r11", "r12", "cc", "memory");
    }
#endif
    for (; count > 0; count--, at += 2 * step) {
        put(to++, plane, load4(at), load4(at + step), from_u8);
    }
    return to;
}

void depthwise_widen(const depthwise_convolution *l, const uint8_t *image, uint32_t *to, int32_t from, int32_t first)
{
    const int32_t plane = l->words * l->lines;
    const uint32_t outside = ((uint32_t)l->outside & 0xffu) * 0x01010101u;
    const int32_t step = l->length_step;
    const int32_t before = l->length_before;
    const uint32_t both = halves(l->outside, l->outside);
    if (first != 0) {
        for (int32_t i = 0; i < 4 * plane; i++) {
            to[i] = both;
        }
    }
    for (int32_t line = 0; line < l->lines; line++, to += l->words) {
        const int32_t across = from * l->stride + line - l->breadth_before;
        if (across < 0 || across >= l->breadth) {
            /* A part of the image may have lain there. */
            for (int32_t i = 0; l->stripe < l->out_breadth && i < l->words; i++) {
                to[i] = both;
                to[plane + i] = both;
                to[2 * plane + i] = both;
                to[3 * plane + i] = both;
            }
            continue;
        }
        const uint8_t *const row = image + across * l->breadth_step;
        const int32_t inside = (before + 1) / 2;
        /* The word that begins outside, the whole ones, and the one that ends outside. */
        if (before % 2 != 0) {
            put(to + before / 2, plane, outside, load4(row), l->from_u8);
        }
        const int32_t last = (l->length + before) / 2;
        const int32_t whole = last < l->words ? last : l->words;
        const uint8_t *at = row + (2 * inside - before) * step;
        put_all(to + inside, plane, at, step, whole - inside, l->from_u8);
        if (whole < l->words && 2 * whole - before < l->length) {
            put(to + whole, plane, load4(at + 2 * step * (whole - inside)), outside, l->from_u8);
        }
    }
}

void depthwise_unpack(const depthwise_convolution *l, const uint32_t *stream, int32_t channel, uint32_t *w)
{
    const uint32_t *from = stream + channel * (5 + l->wide + l->direct);
    uint32_t bias = 0;
    for (int32_t k = 0; k < 3; k++) {
        const uint32_t bytes = *from++, even = sxtb16(bytes);
        *w++ = even;
        *w++ = even >> 16 | (sxtb16_odd(bytes) & 0xffff0000u);
        bias = bias >> 8 | (bytes & 0xff00u) << 16;
    }
    *w++ = l->wide != 0 ? *from++ : (uint32_t)((int32_t)bias >> 8);
    *w++ = *from++;
    *w++ = *from++;
    if (l->direct != 0) {
        *w = *from;
    }
}

static inline int8_t finished(const depthwise_convolution *l, int32_t sum, const uint32_t *constants, int32_t shift)
{
    return l->direct != 0 ? requantize(twice(sum), constants + 7) : ssat8(smmla(sum, (int32_t)constants[7], (int32_t)constants[8]) >> shift);
}

#if HAS_DUAL_MAC
/* One line of the kernel, whose words are at an address, for two neighbouring places of the result. */
#define LINE_1(at, a, b) \
    "ldrd r8, r9, [" at "]\n smlad %[sum], r8, " a ", %[sum]\n smlad %[next], r9, " b ", %[next]\n smlabt %[sum], r9, " b ", %[sum]\n" \
    "smlatb %[next], r8, " a ", %[next]\n"
#define LINE_2(at, a, b) \
    "ldrd r8, r9, [" at "]\n smlad %[sum], r8, " a ", %[sum]\n smlabt %[sum], r9, " b ", %[sum]\n smlad %[next], r9, " a ", %[next]\n" \
    "ldr r8, [" at ", #8]\n smlabt %[next], r8, " b ", %[next]\n"
#define PLACES(LINE, advance) \
    __asm__ volatile("1: ldr %[sum], %[bias]\n mov %[next], %[sum]\n" LINE("%[x]", "%[a0]", "%[b0]") "add lr, %[x], %[bytes]\n" LINE( \
                         "lr", "%[a1]", "%[b1]") "add lr, lr, %[bytes]\n" LINE("lr", "%[a2]", "%[b2]")                         \
                         "ldr r8, %[multiplier]\n ldr r9, %[addend]\n ldr lr, %[shift]\n"                                    \
                         "smmla %[sum], %[sum], r8, r9\n smmla %[next], %[next], r8, r9\n ldr r8, %[step]\n"                 \
                         "asr %[sum], %[sum], lr\n asr %[next], %[next], lr\n"                                                \
                         "ssat %[sum], #8, %[sum]\n ssat %[next], #8, %[next]\n"                                              \
                         "strb %[sum], [%[y]]\n strb %[next], [%[y], r8]\n add %[y], %[y], r8, lsl #1\n"                     \
                         "ldr r8, %[end]\n add %[x], %[x], #" advance "\n cmp %[x], r8\n bne 1b\n"                          \
                     : [sum] "=&r"(sum), [next] "=&r"(next), [x] "+r"(x), [y] "+r"(y)                                         \
                     : [bytes] "r"(bytes), [a0] "r"(w[0]), [b0] "r"(w[1]), [a1] "r"(w[2]), [b1] "r"(w[3]), [a2] "r"(w[4]),    \
                       [b2] "r"(w[5]), [bias] "m"(bias), [multiplier] "m"(multiplier), [addend] "m"(addend), [shift] "m"(shift), \
                       [step] "m"(step), [end] "m"(end)                                                                       \
                     : "r8", "r9", "lr", "cc", "memory")

/* An even number of places of a line of the result, two at a time; returns how many. */
static int32_t places(const depthwise_convolution *l, const uint32_t *x, const uint32_t *w, int8_t *y, int32_t shift)
{
    const int32_t even = l->out_length / 2 * 2;
    if (l->direct != 0 || even == 0) {
        return 0;
    }
    const int32_t step = l->out_length_step, bytes = 4 * l->words;
    const int32_t bias = (int32_t)w[6], multiplier = (int32_t)w[7], addend = (int32_t)w[8];
    int32_t sum, next;
    if (l->stride == 1) {
        const uint32_t *const end = x + even / 2;
        PLACES(LINE_1, "4");
    } else {
        const uint32_t *const end = x + even;
        PLACES(LINE_2, "8");
    }
    return even;
}
#else
static int32_t places(const depthwise_convolution *l, const uint32_t *x, const uint32_t *w, int8_t *y, int32_t shift)
{
    (void)l, (void)x, (void)w, (void)y, (void)shift;
    return 0;
}
#endif

/* One line of the result of one channel. Apart, since its instructions take all registers. */
#if defined(__GNUC__)
__attribute__((noinline))
#endif
static void line(const depthwise_convolution *l, const uint32_t *x, const uint32_t *w, int8_t *y, int32_t shift)
{
    const int32_t words = l->words;
    for (int32_t i = places(l, x, w, y, shift); i < l->out_length; i++) {
        const uint32_t *at = x + (l->stride == 1 ? i / 2 : i);
        int32_t sum = (int32_t)w[6];
        for (int32_t k = 0; k < 3; k++, at += words) {
            uint32_t a = w[2 * k], b = w[2 * k + 1];
            /* At an odd place, the first word's upper half comes first. */
            sum = l->stride == 1 && i % 2 != 0 ? smlatb(at[0], a, smlad(at[1], b, sum)) : smlabt(at[1], b, smlad(at[0], a, sum));
        }
        y[i * l->out_length_step] = finished(l, sum, w, shift);
    }
}

void depthwise_lines(const depthwise_convolution *l, const uint32_t *x, const uint32_t *w, int8_t *y, int32_t shift, int32_t count)
{
    for (int32_t b = 0; b < count; b++) {
        line(l, x + b * l->stride * l->words, w, y + b * l->out_breadth_step, shift);
    }
}

void depthwise_convolve(const depthwise_convolution *layer, const uint32_t *stream, const uint8_t *image, int8_t *result,
                        uint32_t *scratch)
{
    for (int32_t c = 0; c < layer->channels; c += 4) {
        const int32_t channels = layer->channels - c < 4 ? layer->channels - c : 4;
        for (int32_t b = 0; b < layer->out_breadth; b += layer->stripe) {
            const int32_t count = layer->out_breadth - b < layer->stripe ? layer->out_breadth - b : layer->stripe;
            depthwise_widen(layer, image + c, scratch, b, c + b == 0);
            for (int32_t k = 0; k < channels; k++) {
                uint32_t w[DEPTHWISE_CONSTANTS];
                depthwise_unpack(layer, stream, c + k, w);
                depthwise_lines(layer, scratch + k * layer->words * layer->lines, w, result + c + k + b * layer->out_breadth_step,
                                k % 2 == 0 ? layer->shift : layer->shift_b, count);
            }
        }
    }
}
