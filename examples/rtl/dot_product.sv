// dot_product: the sum of the products of a stream of pairs, one pair a cycle.
//
// A pair is taken at a rising edge with in_valid and in_ready; in_last marks the last one of a sum. Two cycles behind it the sum stands
// at the output with out_valid, until out_ready takes it. Sums wrap at SUM_WIDTH bits.

module dot_product #(
    parameter int WIDTH     = 8,
    parameter int SUM_WIDTH = 18
) (
    input  logic                        clk,
    input  logic                        rst_n,
    input  logic                        in_valid,
    output logic                        in_ready,
    input  logic signed [WIDTH-1:0]     in_a,
    input  logic signed [WIDTH-1:0]     in_b,
    input  logic                        in_last,
    output logic                        out_valid,
    input  logic                        out_ready,
    output logic signed [SUM_WIDTH-1:0] out_sum
);

  logic moves;  // all stages together, unless a sum waits for its receiver
  assign moves    = !out_valid || out_ready;
  assign in_ready = moves;

  logic product_valid, product_last;
  logic signed [2*WIDTH-1:0] product;
  logic begun;  // the sum at hand has a product already
  logic signed [SUM_WIDTH-1:0] sum, total;
  assign total = (begun ? sum : '0) + SUM_WIDTH'(product);

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      product_valid <= 1'b0;
      out_valid     <= 1'b0;
      begun         <= 1'b0;
    end else if (moves) begin
      product_valid <= in_valid;
      product_last  <= in_last;
      product       <= in_a * in_b;
      out_valid     <= product_valid && product_last;
      if (product_valid) begin
        sum   <= total;
        begun <= !product_last;
        if (product_last) out_sum <= total;
      end
    end
  end

endmodule
