// tap_step: from one tap of a window to the next: through the channels, then the kernel's columns, then its rows. Combinational.

module tap_step (
    input  logic [15:0] depth,
    input  logic [15:0] columns,
    input  logic [23:0] column_stride,
    input  logic [23:0] row_stride,
    input  logic        wide,            // an element has 2 bytes
    input  logic [15:0] channel,
    input  logic [15:0] column,
    input  logic [23:0] row_offset,      // of the kernel row's first element
    input  logic [23:0] column_offset,   // of the tap position's first element
    input  logic [23:0] offset,          // of the tap
    output logic [15:0] next_channel,
    output logic [15:0] next_column,
    output logic [23:0] next_row_offset,
    output logic [23:0] next_column_offset,
    output logic [23:0] next_offset
);

  always_comb begin
    next_channel       = channel + 16'd1;
    next_column        = column;
    next_row_offset    = row_offset;
    next_column_offset = column_offset;
    next_offset        = offset + (wide ? 24'd2 : 24'd1);
    if (next_channel == depth) begin
      next_channel       = '0;
      next_column        = column + 16'd1;
      next_column_offset = column_offset + column_stride;
      if (next_column == columns) begin
        next_column        = '0;
        next_row_offset    = row_offset + row_stride;
        next_column_offset = row_offset + row_stride;
      end
      next_offset = next_column_offset;
    end
  end

endmodule
