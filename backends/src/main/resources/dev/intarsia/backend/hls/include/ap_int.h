/* Integers of any width, with the names of the vendor's header of this name. See exact_int.h. */
#ifndef AP_INT_H
#define AP_INT_H

#include "exact_int.h"

template <int W>
using ap_int = exact_int<W, true>;

template <int W>
using ap_uint = exact_int<W, false>;

#endif
