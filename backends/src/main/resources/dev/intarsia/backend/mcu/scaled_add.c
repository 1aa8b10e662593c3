#include "scaled_add.h"

#include "dual_mac.h"

void scaled_add(const scaled_addition *addition, const uint8_t *left, const uint8_t *right, int8_t *result, int32_t count)
{
    const int32_t left_factor = addition->left_factor, right_factor = addition->right_factor, addend = addition->addend;
    int32_t i = 0;
#if HAS_DUAL_MAC
    const uint8_t *const end = left + count / 4 * 4;
    i = count / 4 * 4;
    if (i != 0) {
        __asm__ volatile("1: ldr r8, [%[left]], #4\n ldr r9, [%[right]], #4\n"
                         "and r10, %[mask], r8, lsl #8\n and r11, %[mask], r9, lsl #8\n and r8, r8, %[mask]\n and r9, r9, %[mask]\n"
                         "smlawb r12, %[a], r10, %[c]\n smlawb r12, %[b], r11, r12\n smlawt r10, %[a], r10, %[c]\n"
                         "smlawt r10, %[b], r11, r10\n smlawb r11, %[a], r8, %[c]\n smlawb r11, %[b], r9, r11\n"
                         "smlawt r8, %[a], r8, %[c]\n smlawt r8, %[b], r9, r8\n"
                         "ssat r12, #8, r12, asr #20\n ssat r11, #8, r11, asr #20\n ssat r10, #8, r10, asr #20\n ssat r8, #8, r8, asr #20\n"
                         "strb r11, [%[to], #1]\n strb r10, [%[to], #2]\n strb r8, [%[to], #3]\n strb r12, [%[to]], #4\n"
                         "cmp %[left], %[end]\n bne 1b\n"
                         : [left] "+r"(left), [right] "+r"(right), [to] "+r"(result)
                         : [end] "r"(end), [mask] "r"(0xff00ff00u), [a] "r"(left_factor), [b] "r"(right_factor), [c] "r"(addend)
                         : "r8", "r9", "r10", "r11", "r12", "cc", "memory");
    }
    left -= i;
    right -= i;
    result -= i;
#endif
    for (; i < count; i++) {
        const int32_t a = smlaw(left_factor, (int8_t)left[i] * 256, addend);
        result[i] = ssat8(smlaw(right_factor, (int8_t)right[i] * 256, a) >> 20);
    }
}
