/* Integers of any width, with the names of the vendor's header of this name. See exact_int.h. */
#ifndef AC_INT_H
#define AC_INT_H

#include "exact_int.h"

template <int W, bool S = true>
using ac_int = exact_int<W, S>;

#endif
