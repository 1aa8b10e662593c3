/* Additions whose operands have a table each: what the operand's word becomes at the scale of the sum. The sum is requantized by a
 * multiply-add and a saturating shift, proved for every sum that can occur. */
#ifndef TABLE_ADD_H
#define TABLE_ADD_H

#include <stdint.h>

/* The tables have 256 entries, by the words' 8 bits as an unsigned number. The result may lie where an operand lies. */
void table_add(const int32_t *left_table, const int32_t *right_table, const int32_t constants[3], const uint8_t *left,
               const uint8_t *right, int8_t *result, int32_t count);

#endif
