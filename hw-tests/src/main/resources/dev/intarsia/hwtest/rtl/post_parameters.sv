// post_parameters: bias, multiplier and shift of each channel of a post-processing command.
//
// While the command prepares, its entries of ENTRY_BYTES bytes are read, one a cycle, into a second set of registers. With
// `takes`, in the cycle of the command's first step or later, they become the parameters in use from the next cycle on.

module post_parameters #(
    parameter int COLS        = 8,
    parameter int ENTRY_BYTES = 12
) (
    input  logic                               clk,
    input  logic                               rst_n,
    input  logic                               prepares,  // a post is taken from the head
    input  logic [inlay_format::WORD_BITS-1:0] head,
    input  logic                               takes,
    output logic                               read_valid,
    output logic [23:0]                        read_address,
    input  logic [ENTRY_BYTES*8-1:0]           read_data,
    output logic [COLS*32-1:0]                 bias,
    output logic [COLS*32-1:0]                 multiplier,
    output logic [COLS*6-1:0]                  shift,
    output logic                               bad        // a shift of more than 63
);

  localparam int INDEX_BITS = $clog2(COLS + 1);

  logic [INDEX_BITS-1:0] reading, arriving, left;
  logic arrives;
  logic [COLS*32-1:0] next_bias, next_multiplier;
  logic [COLS*6-1:0] next_shift;
  assign read_valid = left != '0;
  assign bad = arrives && read_data[64+6+:26] != '0;
  always_ff @(posedge clk) begin
    if (prepares) begin
      reading      <= '0;
      left         <= INDEX_BITS'(`INLAY_FIELD(head, POST_CHANNELS));
      read_address <= `INLAY_FIELD(head, POST_PARAMETERS);
    end else if (read_valid) begin
      reading      <= reading + INDEX_BITS'(1);
      left         <= left - INDEX_BITS'(1);
      read_address <= read_address + 24'(ENTRY_BYTES);
    end
    arrives  <= rst_n && read_valid;
    arriving <= reading;
    if (arrives) begin
      next_bias[arriving*32+:32]       <= read_data[31:0];
      next_multiplier[arriving*32+:32] <= read_data[63:32];
      next_shift[arriving*6+:6]        <= read_data[69:64];
    end
    if (takes) begin
      bias       <= next_bias;
      multiplier <= next_multiplier;
      shift      <= next_shift;
    end
    if (!rst_n) left <= '0;
  end

  wire unused = &{1'b0, head};

endmodule
