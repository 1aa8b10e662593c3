/* The self-test of @title@. */
#ifndef SELFTEST_H
#define SELFTEST_H

#include "model.h"

/* Writes the inputs of a pattern, 1 or more, into the arena. */
void @name@_selftest_input(@name@ *net, uint32_t pattern);

/* Runs every layer on every pattern. Returns the name of the first layer whose words are wrong, or a null pointer. */
const char *@name@_selftest(@name@ *net);

#endif
