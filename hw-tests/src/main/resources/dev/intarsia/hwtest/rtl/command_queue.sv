// command_queue: the commands of a unit, first in, first out. The head stands at the output; a pop shows the next one in the next
// cycle. A word that is pushed may be the head two cycles later.

module command_queue #(
    parameter int DEPTH = 16  // a power of two
) (
    input  logic                                clk,
    input  logic                                rst_n,
    input  logic                                push,
    input  logic [inlay_format::WORD_BITS-1:0]  word,
    output logic                                full,
    input  logic                                pop,
    output logic                                head_valid,
    output logic [inlay_format::WORD_BITS-1:0]  head
);

  localparam int INDEX_BITS = $clog2(DEPTH);

  logic [inlay_format::WORD_BITS-1:0] words[DEPTH];
  logic [INDEX_BITS:0] written, read, read_next;

  assign full      = written == (read ^ {1'b1, {INDEX_BITS{1'b0}}});
  assign read_next = read + (INDEX_BITS + 1)'(pop);

  always_ff @(posedge clk) begin
    if (push && !full) words[written[INDEX_BITS-1:0]] <= word;
    head <= words[read_next[INDEX_BITS-1:0]];
    if (!rst_n) begin
      written    <= '0;
      read       <= '0;
      head_valid <= 1'b0;
    end else begin
      written    <= written + (INDEX_BITS + 1)'(push && !full);
      read       <= read_next;
      head_valid <= read_next != written;
    end
  end

endmodule
