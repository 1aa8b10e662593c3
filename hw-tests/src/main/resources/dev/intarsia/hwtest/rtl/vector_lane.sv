// vector_lane: one lane of the vector unit: products, maxima and sums over the steps of a group.
//
// With in_* in cycle t: `scaled` holds an addition's operand, less its zero and shifted left, in t + 1; rescaled is taken in t + 4; the
// result of the steps so far is in `result` in t + 4. The caller writes it behind a group's last step.
//
// With a CHUNK, so many products or addends are summed exactly; each chunk, the last one of a group too, is added with saturation to
// ACCUMULATOR_BITS. Without, SUM_BITS bits are kept.

module vector_lane #(
    parameter int ACTIVATION_BITS = 8,
    parameter int WEIGHT_BITS     = 8,
    parameter int SUM_BITS        = 32,
    parameter int SCALED_BITS     = 32,
    parameter int CHUNK           = 0,
    parameter int ACCUMULATOR_BITS = 32   // fewer than SUM_BITS with a CHUNK
) (
    input  logic                          clk,
    input  logic        [1:0]             in_operation,
    input  logic                          in_signed,
    input  logic [ACTIVATION_BITS-1:0]    in_activation,
    input  logic signed [WEIGHT_BITS-1:0] in_weight,
    input  logic signed [16:0]            in_zero,
    input  logic        [4:0]             in_left_shift,
    output logic signed [SCALED_BITS-1:0] scaled,
    input  logic        [1:0]             operation,       // of the step that entered three cycles ago and more
    input  logic                          first,           // whether it is its group's first
    input  logic                          valid,
    input  logic signed [SUM_BITS-1:0]    rescaled,
    output logic signed [SUM_BITS-1:0]    result
);

  localparam int PRODUCT_BITS = ACTIVATION_BITS + 1 + WEIGHT_BITS;
  localparam int ZEROED_BITS = (ACTIVATION_BITS > 16 ? ACTIVATION_BITS : 16) + 2;
  localparam logic [1:0] MULTIPLY_ADD = 2'd0;
  localparam logic [1:0] MAXIMUM = 2'd1;
  localparam logic [1:0] ADD = 2'd3;

  logic signed [ACTIVATION_BITS:0] activation;
  logic signed [ZEROED_BITS-1:0] zeroed;
  logic signed [PRODUCT_BITS-1:0] product, waits, waits_again, value;
  assign activation = {in_signed & in_activation[ACTIVATION_BITS-1], in_activation};
  assign zeroed = ZEROED_BITS'(activation) - ZEROED_BITS'(in_zero);

  logic signed [SUM_BITS-1:0] addend, sum, kept, next_kept;
  always_comb begin
    addend = operation == ADD ? rescaled : SUM_BITS'(value);
    if (first) sum = addend;
    else if (operation == MAXIMUM) sum = addend > kept ? addend : kept;
    else sum = kept + addend;
  end

  if (CHUNK > 0) begin : chunks
    localparam int COUNT_BITS = $clog2(CHUNK + 1);
    logic [COUNT_BITS-1:0] count, already;  // addends of the chunk at hand
    logic signed [ACCUMULATOR_BITS-1:0] nearest;
    logic ends;
    saturate #(.IN_BITS(SUM_BITS), .OUT_BITS(ACCUMULATOR_BITS)) bound (.value(sum), .nearest);
    always_comb begin
      already   = first ? '0 : count;
      ends      = already == COUNT_BITS'(CHUNK - 1) && operation != ADD;
      result    = SUM_BITS'(nearest);
      next_kept = ends ? result : sum;
    end
    always_ff @(posedge clk) begin
      if (valid) count <= ends ? '0 : already + COUNT_BITS'(1);
    end
  end else begin : all_steps
    assign result = sum;
    assign next_kept = sum;
  end

  always_ff @(posedge clk) begin
    scaled      <= SCALED_BITS'(zeroed) <<< in_left_shift;
    product     <= in_operation == MULTIPLY_ADD ? PRODUCT_BITS'(activation) * PRODUCT_BITS'(in_weight) : PRODUCT_BITS'(activation);
    waits       <= product;
    waits_again <= waits;
    value       <= waits_again;
    if (valid) kept <= next_kept;
  end

endmodule
