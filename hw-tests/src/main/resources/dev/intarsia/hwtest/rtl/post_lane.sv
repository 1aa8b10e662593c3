// post_lane: one lane in front of its requantizer: adds the bias to a sum and lets the sum overflow as the accumulators do.
// Combinational.

module post_lane #(
    parameter int ACCUMULATOR_BITS = 32,
    parameter int SUM_BITS         = 32,
    parameter bit SATURATES        = 1'b0  // otherwise sums wrap
) (
    input  logic signed [SUM_BITS-1:0]         sum,
    input  logic signed [31:0]                 bias,
    output logic signed [ACCUMULATOR_BITS-1:0] finished
);

  localparam int TOTAL_BITS = (SUM_BITS > 32 ? SUM_BITS : 32) + 1;

  logic signed [TOTAL_BITS-1:0] total;
  assign total = TOTAL_BITS'(sum) + TOTAL_BITS'(bias);

  if (SATURATES) begin : saturating
    saturate #(.IN_BITS(TOTAL_BITS), .OUT_BITS(ACCUMULATOR_BITS)) bound (.value(total), .nearest(finished));
  end else begin : wrapping
    assign finished = total[ACCUMULATOR_BITS-1:0];
    wire unused = &{1'b0, total};
  end

endmodule
