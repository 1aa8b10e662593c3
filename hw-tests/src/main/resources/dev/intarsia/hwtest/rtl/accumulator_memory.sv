// accumulator_memory: entries of COLS sums. A write takes the sums whose bit of write_columns is set; it takes effect at the rising
// edge. A read gives a whole entry after the next rising edge; at one edge with a write, it gives what was there before. Sums are read to be
// added to, and taken by post-processing, each by a port of its own.

module accumulator_memory #(
    parameter int ENTRIES  = 64,
    parameter int COLS     = 8,
    parameter int SUM_BITS = 32,
    localparam int ENTRY_BITS = $clog2(ENTRIES)
) (
    input  logic                     clk,
    input  logic                     write_valid,
    input  logic [ENTRY_BITS-1:0]    write_entry,
    input  logic [COLS-1:0]          write_columns,
    input  logic [COLS*SUM_BITS-1:0] write_sums,
    input  logic                     read_valid,
    input  logic [ENTRY_BITS-1:0]    read_entry,
    output logic [COLS*SUM_BITS-1:0] read_sums,
    input  logic                     take_valid,
    input  logic [ENTRY_BITS-1:0]    take_entry,
    output logic [COLS*SUM_BITS-1:0] taken_sums
);

  logic [COLS*SUM_BITS-1:0] entries[ENTRIES];

  always_ff @(posedge clk) begin
    if (write_valid) begin
      for (int c = 0; c < COLS; c++) begin
        if (write_columns[c]) entries[write_entry][c*SUM_BITS+:SUM_BITS] <= write_sums[c*SUM_BITS+:SUM_BITS];
      end
    end
    if (read_valid) read_sums <= entries[read_entry];
    if (take_valid) taken_sums <= entries[take_entry];
  end

endmodule
