/* The self-test of @title@ as a program for a machine with standard input and output. */
#include "selftest.h"

#include <stdio.h>

int main(void)
{
    const char *wrong = @name@_selftest(@name@_static());
    if (wrong != NULL) {
        printf("@name@: layer %s is wrong\n", wrong);
        return 1;
    }
    printf("@name@: every layer is right\n");
    return 0;
}
