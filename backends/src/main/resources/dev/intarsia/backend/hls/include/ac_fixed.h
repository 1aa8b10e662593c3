/* Numbers of a fixed point, with the names of the vendor's header of this name: a subset. See exact_fixed.h. */
#ifndef AC_FIXED_H
#define AC_FIXED_H

#include "ac_int.h"
#include "exact_fixed.h"

typedef exact::rounding ac_q_mode;
typedef exact::overflow ac_o_mode;

static const ac_q_mode AC_TRN = exact::floor;
static const ac_q_mode AC_TRN_ZERO = exact::toward_zero;
static const ac_q_mode AC_RND = exact::half_up;
static const ac_q_mode AC_RND_MIN_INF = exact::half_down;
static const ac_q_mode AC_RND_INF = exact::half_away;
static const ac_q_mode AC_RND_ZERO = exact::half_toward_zero;
static const ac_q_mode AC_RND_CONV = exact::half_even;

static const ac_o_mode AC_WRAP = exact::wrap;
static const ac_o_mode AC_SAT = exact::saturate;
static const ac_o_mode AC_SAT_ZERO = exact::saturate_to_zero;
static const ac_o_mode AC_SAT_SYM = exact::saturate_symmetric;

template <int W, int I, bool S = true, ac_q_mode Q = exact::floor, ac_o_mode O = exact::wrap>
using ac_fixed = exact::fixed<W, I, S, Q, O>;

#endif
