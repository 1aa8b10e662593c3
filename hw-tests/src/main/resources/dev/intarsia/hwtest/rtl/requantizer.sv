// requantizer: takes an accumulator to an output word, one a clock cycle.
//
//   out = clamp(rescale(in_x, in_multiplier, in_shift) + in_zero_point, in_lo, in_hi)
//
// Contract. rescale(x, m, s) is one of eight functions, chosen by in_mode with every word:
//
//   0 FLOOR   1 TOWARD_ZERO   2 HALF_UP   3 HALF_DOWN   4 HALF_AWAY   5 HALF_TOWARD_ZERO   6 HALF_EVEN
//       x * m / 2^s, the exact product rounded once in the mode named. HALF_UP with a 32-bit multiplier is
//       TensorFlow Lite's single rounding; the other modes are those of shift-only and NVDLA-like datapaths.
//   7 DOUBLE
//       TensorFlow Lite Micro's double rounding, with F = MULTIPLIER_BITS - 1 fraction bits of the multiplier:
//       a = x * 2^max(F - s, 0), wrapped to OPERAND_BITS;
//       h = (a * m + 2^(F-1)) >> F, saturated to OPERAND_BITS (it can leave them only at minimum times minimum);
//       h / 2^max(s - F, 0), rounded half away from zero.
//
//   in_shift is the whole right shift, 0 and shifts beyond the product's width included. The zero point and the
//   bounds have one bit more than the output, so that they describe signed and unsigned outputs alike; the caller
//   keeps in_lo <= in_hi, and both in the output's format. The sum with the zero point is exact; only the clamp bounds it.
//
// Latency. A word taken at rising edge n is on out_data after rising edge n + 3 (four registers). There is no
//   back-pressure. out_rounded is rescale(...) by itself, a cycle earlier: after rising edge n + 2. Every edge takes a word, and in_valid travels with it.
// Reset. rst_n is synchronous and active low; it clears the valid bits only. Data registers start undefined.

module requantizer #(
    parameter int ACCUMULATOR_BITS = 32,
    parameter int MULTIPLIER_BITS  = 32,
    parameter int SHIFT_BITS       = 6,
    parameter int OUTPUT_BITS      = 8,
    localparam int ROUNDED_BITS    = (ACCUMULATOR_BITS > MULTIPLIER_BITS ? ACCUMULATOR_BITS : MULTIPLIER_BITS) + MULTIPLIER_BITS
) (
    input  logic                               clk,
    input  logic                               rst_n,
    input  logic                               in_valid,
    input  logic        [2:0]                  in_mode,
    input  logic signed [ACCUMULATOR_BITS-1:0] in_x,
    input  logic signed [MULTIPLIER_BITS-1:0]  in_multiplier,
    input  logic        [SHIFT_BITS-1:0]       in_shift,
    input  logic signed [OUTPUT_BITS:0]        in_zero_point,
    input  logic signed [OUTPUT_BITS:0]        in_lo,
    input  logic signed [OUTPUT_BITS:0]        in_hi,
    output logic                               out_valid,
    output logic        [OUTPUT_BITS-1:0]      out_data,
    output logic signed [ROUNDED_BITS-1:0]     out_rounded
);

  localparam int FRACTION_BITS = MULTIPLIER_BITS - 1;
  localparam int OPERAND_BITS = ACCUMULATOR_BITS > MULTIPLIER_BITS ? ACCUMULATOR_BITS : MULTIPLIER_BITS;
  localparam int PRODUCT_BITS = OPERAND_BITS + MULTIPLIER_BITS;
  localparam int SUM_BITS = PRODUCT_BITS + 1;  // a rounded product plus a zero point

  if (ACCUMULATOR_BITS < 2 || MULTIPLIER_BITS < 2) $error("requantizer: ACCUMULATOR_BITS and MULTIPLIER_BITS must be at least 2");
  if (SHIFT_BITS <= $clog2(MULTIPLIER_BITS)) $error("requantizer: SHIFT_BITS must reach beyond MULTIPLIER_BITS");
  if (OUTPUT_BITS < 1 || OUTPUT_BITS + 2 > PRODUCT_BITS) $error("requantizer: OUTPUT_BITS must be 1 ... PRODUCT_BITS - 2");

  localparam logic [2:0] FLOOR            = 3'd0;
  localparam logic [2:0] TOWARD_ZERO      = 3'd1;
  localparam logic [2:0] HALF_UP          = 3'd2;
  localparam logic [2:0] HALF_DOWN        = 3'd3;
  localparam logic [2:0] HALF_AWAY        = 3'd4;
  localparam logic [2:0] HALF_TOWARD_ZERO = 3'd5;
  localparam logic [2:0] HALF_EVEN        = 3'd6;
  localparam logic [2:0] DOUBLE           = 3'd7;

  // What the last stage needs goes with the word: zero point, lower bound, upper bound.
  localparam int BOUND_BITS = OUTPUT_BITS + 1;
  localparam int RANGE_BITS = 3 * BOUND_BITS;

  // ---- Stage 1: multiply. Double rounding scales its operand up first where the whole shift is a short one.

  localparam logic [SHIFT_BITS-1:0] FRACTION_SHIFT = SHIFT_BITS'(FRACTION_BITS);

  logic signed [OPERAND_BITS-1:0] operand;
  logic        [SHIFT_BITS-1:0]   shift_after_multiply;
  always_comb begin
    operand = OPERAND_BITS'(in_x);
    shift_after_multiply = in_shift;
    if (in_mode == DOUBLE) begin
      if (in_shift < FRACTION_SHIFT) begin
        operand = operand <<< (FRACTION_SHIFT - in_shift);
        shift_after_multiply = '0;
      end else begin
        shift_after_multiply = in_shift - FRACTION_SHIFT;
      end
    end
  end

  logic                           product_valid;
  logic signed [PRODUCT_BITS-1:0] product;
  logic        [2:0]              product_mode;
  logic        [SHIFT_BITS-1:0]   product_shift;
  logic        [RANGE_BITS-1:0]   product_range;
  always_ff @(posedge clk) begin
    product_valid <= in_valid && rst_n;
    product       <= PRODUCT_BITS'(operand) * PRODUCT_BITS'(in_multiplier);
    product_mode  <= in_mode;
    product_shift <= shift_after_multiply;
    product_range <= {in_zero_point, in_lo, in_hi};
  end

  // ---- Stage 2: the first of two roundings. With single rounding the product goes through as it is.

  localparam logic signed [PRODUCT_BITS-1:0] HALF = PRODUCT_BITS'(1) <<< (FRACTION_BITS - 1);
  localparam logic signed [PRODUCT_BITS-1:0] OPERAND_MAX = (PRODUCT_BITS'(1) <<< (OPERAND_BITS - 1)) - 1;

  logic signed [PRODUCT_BITS-1:0] high_product;
  always_comb high_product = (product + HALF) >>> FRACTION_BITS;

  logic                           value_valid;
  logic signed [PRODUCT_BITS-1:0] value;
  logic        [2:0]              value_rounding;
  logic        [SHIFT_BITS-1:0]   value_shift;
  logic        [RANGE_BITS-1:0]   value_range;
  always_ff @(posedge clk) begin
    value_valid <= product_valid && rst_n;
    value_shift <= product_shift;
    value_range <= product_range;
    if (product_mode == DOUBLE) begin
      value          <= high_product > OPERAND_MAX ? OPERAND_MAX : high_product;
      value_rounding <= HALF_AWAY;
    end else begin
      value          <= product;
      value_rounding <= product_mode;
    end
  end

  // ---- Stage 3: the rounding shift. `doubled` holds one bit more on the right, so that the shift leaves the quotient
  // ---- and, under it, the first bit lost; `sticky` says whether any later bit was lost.

  logic signed [PRODUCT_BITS:0]   doubled;
  logic signed [PRODUCT_BITS:0]   shifted;
  logic signed [PRODUCT_BITS-1:0] quotient;
  logic                           negative;
  logic                           half;
  logic                           sticky;
  logic                           increment;
  always_comb begin
    doubled  = {value, 1'b0};
    shifted  = doubled >>> value_shift;
    quotient = shifted[PRODUCT_BITS:1];
    negative = value[PRODUCT_BITS-1];
    half     = shifted[0];
    sticky   = |(doubled & ~({(PRODUCT_BITS + 1) {1'b1}} << value_shift));
    unique case (value_rounding)
      FLOOR:            increment = 1'b0;
      TOWARD_ZERO:      increment = negative && (half || sticky);
      HALF_UP:          increment = half;
      HALF_DOWN:        increment = half && sticky;
      HALF_AWAY:        increment = half && (sticky || !negative);
      HALF_TOWARD_ZERO: increment = half && (sticky || negative);
      HALF_EVEN:        increment = half && (sticky || quotient[0]);
      DOUBLE:           increment = 1'b0;  // does not come here: stage 2 has made it HALF_AWAY
    endcase
  end

  logic                           rounded_valid;
  logic signed [PRODUCT_BITS-1:0] rounded;
  logic        [RANGE_BITS-1:0]   rounded_range;
  assign out_rounded = rounded;
  always_ff @(posedge clk) begin
    rounded_valid <= value_valid && rst_n;
    rounded       <= quotient + PRODUCT_BITS'({1'b0, increment});
    rounded_range <= value_range;
  end

  // ---- Stage 4: zero point and clamp.

  logic signed [BOUND_BITS-1:0] zero_point, lo, hi;
  logic signed [SUM_BITS-1:0]   sum;
  always_comb begin
    {zero_point, lo, hi} = rounded_range;
    sum = SUM_BITS'(rounded) + SUM_BITS'(zero_point);
  end

  always_ff @(posedge clk) begin
    out_valid <= rounded_valid && rst_n;
    if (sum < SUM_BITS'(lo)) out_data <= lo[OUTPUT_BITS-1:0];
    else if (sum > SUM_BITS'(hi)) out_data <= hi[OUTPUT_BITS-1:0];
    else out_data <= sum[OUTPUT_BITS-1:0];
  end

endmodule
