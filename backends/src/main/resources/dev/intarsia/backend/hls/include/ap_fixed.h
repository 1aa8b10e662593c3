/* Numbers of a fixed point, with the names of the vendor's header of this name: a subset. See exact_fixed.h. */
#ifndef AP_FIXED_H
#define AP_FIXED_H

#include "ap_int.h"
#include "exact_fixed.h"

typedef exact::rounding ap_q_mode;
typedef exact::overflow ap_o_mode;

static const ap_q_mode AP_TRN = exact::floor;
static const ap_q_mode AP_TRN_ZERO = exact::toward_zero;
static const ap_q_mode AP_RND = exact::half_up;
static const ap_q_mode AP_RND_MIN_INF = exact::half_down;
static const ap_q_mode AP_RND_INF = exact::half_away;
static const ap_q_mode AP_RND_ZERO = exact::half_toward_zero;
static const ap_q_mode AP_RND_CONV = exact::half_even;

static const ap_o_mode AP_WRAP = exact::wrap;
static const ap_o_mode AP_SAT = exact::saturate;
static const ap_o_mode AP_SAT_ZERO = exact::saturate_to_zero;
static const ap_o_mode AP_SAT_SYM = exact::saturate_symmetric;

template <int W, int I, ap_q_mode Q = exact::floor, ap_o_mode O = exact::wrap>
using ap_fixed = exact::fixed<W, I, true, Q, O>;

template <int W, int I, ap_q_mode Q = exact::floor, ap_o_mode O = exact::wrap>
using ap_ufixed = exact::fixed<W, I, false, Q, O>;

#endif
