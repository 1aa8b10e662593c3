/* Additions of two tensors of signed bytes, each with a factor:
 *     saturate8(((left * 256 * left_factor >> 16) + (right * 256 * right_factor >> 16) + addend) >> 20)
 * The compiler has checked that this is the network's own addition for every pair of words. */
#ifndef SCALED_ADD_H
#define SCALED_ADD_H

#include <stdint.h>

typedef struct {
    int32_t left_factor, right_factor, addend;
} scaled_addition;

/* The result may lie where an operand lies. */
void scaled_add(const scaled_addition *addition, const uint8_t *left, const uint8_t *right, int8_t *result, int32_t count);

#endif
