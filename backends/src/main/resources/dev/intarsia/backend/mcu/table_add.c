#include "table_add.h"

#include "dual_mac.h"

void table_add(const int32_t *left_table, const int32_t *right_table, const int32_t constants[3], const uint8_t *left,
               const uint8_t *right, int8_t *result, int32_t count)
{
    const int32_t multiplier = constants[0], addend = constants[1], shift = constants[2];
    int32_t i = 0;
    for (; i + 4 <= count; i += 4) {
        uint32_t x = load4(left + i), y = load4(right + i);
        int32_t a = left_table[x & 0xffu] + right_table[y & 0xffu];
        int32_t b = left_table[x >> 8 & 0xffu] + right_table[y >> 8 & 0xffu];
        int32_t c = left_table[x >> 16 & 0xffu] + right_table[y >> 16 & 0xffu];
        int32_t d = left_table[x >> 24] + right_table[y >> 24];
        result[i] = ssat8(smmla(a, multiplier, addend) >> shift);
        result[i + 1] = ssat8(smmla(b, multiplier, addend) >> shift);
        result[i + 2] = ssat8(smmla(c, multiplier, addend) >> shift);
        result[i + 3] = ssat8(smmla(d, multiplier, addend) >> shift);
    }
    for (; i < count; i++) {
        result[i] = ssat8(smmla(left_table[left[i]] + right_table[right[i]], multiplier, addend) >> shift);
    }
}
