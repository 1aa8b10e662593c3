// mac_array: ROWS x COLS multipliers that hold weights, and an accumulator under every column.
//
//   accumulator[c] = (in_accumulate ? accumulator[c] : 0) + sum over r of in_activations[r] * weights[r][c]
//
// Contract.
//   * Weights are signed. Activations are signed or unsigned, as in_signed says with every vector.
//   * The sum down a column is exact. Adding it to the accumulator wraps: the low ACCUMULATOR_BITS of the exact result
//     are kept, so the order of the vectors of a sum does not change the last word.
//   * Weights are written one row a cycle. A row r that is written at rising edge n is used by the vectors taken at edge
//     n - r and later. So a tile of weights that is written from row 0 upward, without a gap, may come together with its
//     own first vectors, directly behind the last vector of the tile before: changing weights costs no cycle.
//   * A cycle without in_valid leaves the accumulators as they are. There is no back-pressure.
//
// How it works. The activation for row r waits r cycles and then meets the partial sums that come down from row r - 1,
//   one register a row. It goes to all columns of its row at once, so all columns of a vector finish together.
//
//     in_activations[0] -[]----------> [w00]  [w01]  ...        [] one register
//                                        |      |
//     in_activations[1] -[]--[]------> [w10]  [w11]  ...
//                                        |      |
//     in_activations[2] -[]--[]--[]--> [w20]  [w21]  ...
//                                        |      |
//                                     accumulators
//
// Latency. A vector taken at rising edge n is in out_accumulators, with out_valid, after rising edge n + ROWS + 1.
// Reset. rst_n is synchronous and active low; it clears the valid bits only. Weights and accumulators start undefined:
//   the first vector of a sum comes without in_accumulate.

module mac_array #(
    parameter int ROWS             = 8,
    parameter int COLS             = 8,
    parameter int ACTIVATION_BITS  = 8,
    parameter int WEIGHT_BITS      = 8,
    parameter int ACCUMULATOR_BITS = 32
) (
    input logic clk,
    input logic rst_n,

    // One row of weights, column 0 in the low bits.
    input logic                        weight_valid,
    input logic [$clog2(ROWS)-1:0]     weight_row,
    input logic [COLS*WEIGHT_BITS-1:0] weight_data,

    // One vector of activations, row 0 in the low bits.
    input logic                            in_valid,
    input logic                            in_signed,
    input logic                            in_accumulate,
    input logic [ROWS*ACTIVATION_BITS-1:0] in_activations,

    // All accumulators, column 0 in the low bits.
    output logic                             out_valid,
    output logic [COLS*ACCUMULATOR_BITS-1:0] out_accumulators
);

  localparam int ROW_BITS = $clog2(ROWS);
  localparam int OPERAND_BITS = ACTIVATION_BITS + 1;  // holds a signed and an unsigned activation
  localparam int EXACT_SUM_BITS = OPERAND_BITS + WEIGHT_BITS + ROW_BITS;
  // Bits that the wrapping accumulator will not keep are not carried down the rows either.
  localparam int SUM_BITS = EXACT_SUM_BITS < ACCUMULATOR_BITS ? EXACT_SUM_BITS : ACCUMULATOR_BITS;

  if (ROWS < 2) $error("mac_array: ROWS must be at least 2");
  if (COLS < 1) $error("mac_array: COLS must be at least 1");
  if (ACTIVATION_BITS < 1) $error("mac_array: ACTIVATION_BITS must be at least 1");
  if (WEIGHT_BITS < 1) $error("mac_array: WEIGHT_BITS must be at least 1");
  if (ACCUMULATOR_BITS < OPERAND_BITS) $error("mac_array: ACCUMULATOR_BITS must exceed ACTIVATION_BITS");
  if (ACCUMULATOR_BITS < WEIGHT_BITS) $error("mac_array: ACCUMULATOR_BITS must not be below WEIGHT_BITS");

  // ---- What goes with a vector down the rows. Bit r belongs to the vector that is at row r.

  logic [ROWS-1:0] row_valid;
  logic [ROWS-1:0] row_accumulate;
  always_ff @(posedge clk) begin
    row_valid      <= rst_n ? {row_valid[ROWS-2:0], in_valid} : '0;
    row_accumulate <= {row_accumulate[ROWS-2:0], in_accumulate};
  end

  // ---- The rows. Field r of `sums` is what leaves row r downward, column 0 in its low bits.

  localparam int ROW_OF_SUMS = COLS * SUM_BITS;
  logic [ROWS*ROW_OF_SUMS-1:0] sums;

  for (genvar r = 0; r < ROWS; r++) begin : row

    // The sign of an activation is settled on entry; then it waits r cycles more, moving up one field each cycle.
    logic [OPERAND_BITS-1:0] entering;
    logic [(r+1)*OPERAND_BITS-1:0] waiting;
    assign entering = {
      in_signed & in_activations[(r+1)*ACTIVATION_BITS-1], in_activations[r*ACTIVATION_BITS+:ACTIVATION_BITS]
    };
    if (r == 0) begin : first
      always_ff @(posedge clk) waiting <= entering;
    end else begin : later
      always_ff @(posedge clk) waiting <= {waiting[r*OPERAND_BITS-1:0], entering};
    end

    logic signed [OPERAND_BITS-1:0] activation;
    assign activation = waiting[r*OPERAND_BITS+:OPERAND_BITS];

    logic [COLS*WEIGHT_BITS-1:0] weights;
    always_ff @(posedge clk) begin
      if (weight_valid && weight_row == ROW_BITS'(r)) weights <= weight_data;
    end

    logic [ROW_OF_SUMS-1:0] from_above;
    if (r == 0) begin : top
      assign from_above = '0;
    end else begin : inner
      assign from_above = sums[(r-1)*ROW_OF_SUMS+:ROW_OF_SUMS];
    end

    for (genvar c = 0; c < COLS; c++) begin : col
      logic signed [WEIGHT_BITS-1:0] weight;
      logic signed [SUM_BITS-1:0] product;
      assign weight  = weights[c*WEIGHT_BITS+:WEIGHT_BITS];
      assign product = SUM_BITS'(activation) * SUM_BITS'(weight);
      always_ff @(posedge clk) sums[r*ROW_OF_SUMS+c*SUM_BITS+:SUM_BITS] <= from_above[c*SUM_BITS+:SUM_BITS] + product;
    end
  end

  // ---- The accumulators.

  logic sum_valid;
  logic sum_accumulate;
  always_ff @(posedge clk) begin
    sum_valid      <= row_valid[ROWS-1] && rst_n;
    sum_accumulate <= row_accumulate[ROWS-1];
    out_valid      <= sum_valid && rst_n;
  end

  for (genvar c = 0; c < COLS; c++) begin : accumulator
    logic signed [SUM_BITS-1:0] sum;
    logic signed [ACCUMULATOR_BITS-1:0] held;
    logic signed [ACCUMULATOR_BITS-1:0] addend;
    assign sum    = sums[(ROWS-1)*ROW_OF_SUMS+c*SUM_BITS+:SUM_BITS];
    assign addend = sum_accumulate ? held : '0;
    always_ff @(posedge clk) begin
      if (sum_valid) held <= addend + ACCUMULATOR_BITS'(sum);
    end
    assign out_accumulators[c*ACCUMULATOR_BITS+:ACCUMULATOR_BITS] = held;
  end

endmodule
