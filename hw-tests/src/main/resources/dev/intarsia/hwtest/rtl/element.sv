// element: a word of BITS bits from the one or two bytes in which it lies. Combinational.

module element #(
    parameter int BITS  = 8,
    parameter int BYTES = 1
) (
    input  logic [BYTES*8-1:0] bytes,
    input  logic               wide,       // it takes two bytes
    input  logic               is_signed,
    output logic [BITS-1:0]    word
);

  if (BITS > 8) begin : either
    assign word = wide ? bytes[BITS-1:0] : {{BITS - 8{is_signed & bytes[7]}}, bytes[7:0]};
  end else begin : narrow
    assign word = bytes[BITS-1:0];
  end

  wire unused = &{1'b0, bytes, wide, is_signed};

endmodule
