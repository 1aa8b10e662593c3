// rescale: x * multiplier / 2^shift, halves rounded up, plus an offset, clamped to 0 ... 255.
//
// Every rising edge takes operands. Their result stands at the output behind the third one.

module rescale (clock, x, multiplier, shift, offset, y);
  input                    clock;
  input  signed     [31:0] x;
  input  signed     [15:0] multiplier;
  input             [5:0]  shift;
  input  signed     [8:0]  offset;
  output reg        [7:0]  y;

  reg signed [47:0] product;
  reg        [5:0]  product_shift;
  reg signed [8:0]  product_offset;
  reg signed [48:0] rounded;
  reg signed [8:0]  rounded_offset;

  wire signed [48:0] half = product_shift == 0 ? 49'sd0 : 49'sd1 <<< (product_shift - 6'd1);
  wire signed [49:0] sum  = rounded + rounded_offset;

  always @(posedge clock) begin
    product        <= x * multiplier;
    product_shift  <= shift;
    product_offset <= offset;
    rounded        <= (product + half) >>> product_shift;
    rounded_offset <= product_offset;
    y              <= sum < 0 ? 8'd0 : sum > 255 ? 8'd255 : sum[7:0];
  end
endmodule
