// run_walk: walks over rows of runs of neighbouring bytes in memory, a port word's part at a time; what load and store have in common.
//
// In a cycle with `begins`, the walk is at the first part of the run that the inputs describe; in others, where the last `step`
// has left it. address, count and the flags are those of the part at hand; `step` goes on to the next.

module run_walk #(
    parameter int PORT_BYTES = 8,
    localparam int COUNT_BITS = $clog2(PORT_BYTES) + 1
) (
    input  logic                  clk,
    input  logic                  begins,
    input  logic                  step,
    input  logic [30:0]           memory,
    input  logic [15:0]           rows,
    input  logic [31:0]           row_stride,
    input  logic [23:0]           runs,
    input  logic [31:0]           run_stride,
    input  logic [23:0]           bytes,
    output logic [31:0]           address,
    output logic [COUNT_BITS-1:0] count,
    output logic                  ends_row,
    output logic                  ends_all
);

  logic [15:0] rows_kept, rows_left;
  logic [31:0] row_kept, row_at, run_kept, run_at, address_kept;
  logic [23:0] runs_kept, runs_left, bytes_kept, bytes_left;

  logic [COUNT_BITS-1:0] room;
  logic                  ends_run;
  always_comb begin
    rows_left  = begins ? rows : rows_kept;
    row_at     = begins ? {1'b0, memory} : row_kept;
    run_at     = begins ? {1'b0, memory} : run_kept;
    address    = begins ? {1'b0, memory} : address_kept;
    runs_left  = begins ? runs : runs_kept;
    bytes_left = begins ? bytes : bytes_kept;

    room     = COUNT_BITS'(PORT_BYTES) - COUNT_BITS'(address & 32'(PORT_BYTES - 1));
    ends_run = bytes_left <= 24'(room);
    count    = ends_run ? bytes_left[COUNT_BITS-1:0] : room;
    ends_row = ends_run && runs_left == 24'd1;
    ends_all = ends_row && rows_left == 16'd1;
  end

  always_ff @(posedge clk) begin
    if (begins || step) begin
      rows_kept    <= rows_left;
      row_kept     <= row_at;
      run_kept     <= run_at;
      address_kept <= address;
      runs_kept    <= runs_left;
      bytes_kept   <= bytes_left;
      if (step) begin
        if (!ends_run) begin
          address_kept <= address + 32'(count);
          bytes_kept   <= bytes_left - 24'(count);
        end else begin
          bytes_kept <= bytes;
          if (runs_left != 24'd1) begin
            runs_kept    <= runs_left - 24'd1;
            run_kept     <= run_at + run_stride;
            address_kept <= run_at + run_stride;
          end else begin
            rows_kept    <= rows_left - 16'd1;
            runs_kept    <= runs;
            row_kept     <= row_at + row_stride;
            run_kept     <= row_at + row_stride;
            address_kept <= row_at + row_stride;
          end
        end
      end
    end
  end

endmodule
