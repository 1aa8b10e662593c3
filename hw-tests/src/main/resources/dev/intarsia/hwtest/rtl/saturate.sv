// saturate: the nearest word of OUT_BITS bits. Combinational.

module saturate #(
    parameter int IN_BITS  = 33,  // more than OUT_BITS
    parameter int OUT_BITS = 32
) (
    input  logic signed [IN_BITS-1:0]  value,
    output logic signed [OUT_BITS-1:0] nearest
);

  localparam logic signed [IN_BITS-1:0] HIGHEST = (IN_BITS'(1) <<< (OUT_BITS - 1)) - 1;
  localparam logic signed [IN_BITS-1:0] LOWEST = -HIGHEST - 1;

  if (IN_BITS <= OUT_BITS) $error("saturate: IN_BITS must exceed OUT_BITS");

  assign nearest = value > HIGHEST ? HIGHEST[OUT_BITS-1:0] : value < LOWEST ? LOWEST[OUT_BITS-1:0] : value[OUT_BITS-1:0];

endmodule
