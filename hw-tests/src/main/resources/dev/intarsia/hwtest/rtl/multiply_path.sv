// multiply_path: what a multiply does between the walk over its pixels and the accumulator memory.
//
// While a multiply prepares, the offsets of its taps are walked, one a cycle, into a second set of registers. Its steps then give
// each row of the array the pixel's place plus that row's offset. The rows of its weight tile are read behind its first pixel,
// one a cycle, which is just when the array wants them.
//
// With step_* in cycle t, activations are read in t, multiplied from t + 1 on, the entry is read in t + ROWS + 2 and
// written in t + ROWS + 3.

module multiply_path #(
    parameter int ROWS            = 8,
    parameter int COLS            = 8,
    parameter int ACTIVATION_BITS = 8,
    parameter int WEIGHT_BITS     = 8,
    parameter int SUM_BITS        = 32,
    parameter int ENTRY_BITS      = 8,
    parameter int ELEMENT_BYTES   = 1,
    parameter int WEIGHT_BYTES    = 1,
    parameter int ACTIVATION_BYTES = 4096,
    parameter bit SATURATES       = 1'b0  // each time that a column's sum is added; otherwise SUM_BITS bits are kept
) (
    input  logic                               clk,
    input  logic                               rst_n,

    input  logic                               prepares,   // a multiply is taken from the head
    input  logic [inlay_format::WORD_BITS-1:0] head,
    input  logic [inlay_format::WORD_BITS-1:0] slot,
    input  logic                               starts,     // the multiply in the slot starts

    input  logic                               step_valid,
    input  logic                               step_first,
    input  logic                               step_last,
    input  logic [23:0]                        step_place,
    input  logic [23:0]                        step_entry,
    input  logic [inlay_format::WORD_BITS-1:0] step_word,

    output logic                               activation_read,
    output logic [ROWS*24-1:0]                 activation_address,
    output logic                               activation_outside,  // of the scratchpad
    input  logic [ROWS*ELEMENT_BYTES*8-1:0]    activation_data,
    output logic                               weight_read,
    output logic [23:0]                        weight_address,
    input  logic [COLS*WEIGHT_BYTES*8-1:0]     weight_data,

    output logic                               entry_read,
    output logic [ENTRY_BITS-1:0]              entry_to_read,
    input  logic [COLS*SUM_BITS-1:0]           entry_sums,
    output logic                               entry_write,
    output logic [ENTRY_BITS-1:0]              entry_to_write,
    output logic [COLS-1:0]                    entry_columns,
    output logic [COLS*SUM_BITS-1:0]           entry_new_sums,
    output logic                               done,
    output logic [3:0]                         gives
);

  localparam int ROW_BITS = $clog2(ROWS);
  localparam int COLUMN_SUM_BITS = ACTIVATION_BITS + 1 + WEIGHT_BITS + ROW_BITS;

  // ---- The offsets of the rows' taps.

  logic [ROWS*24-1:0] offsets, next_offsets;
  logic [ROW_BITS:0] prepared;
  logic [15:0] channel, column, next_channel, next_column;
  logic [23:0] row_offset, column_offset, offset, next_row_offset, next_column_offset, next_offset;
  tap_step walk (
      .depth(`INLAY_FIELD(slot, MULTIPLY_DEPTH)),
      .columns(`INLAY_FIELD(slot, MULTIPLY_COLUMNS)),
      .column_stride(`INLAY_FIELD(slot, MULTIPLY_COLUMN_STRIDE)),
      .row_stride(`INLAY_FIELD(slot, MULTIPLY_ROW_STRIDE)),
      .wide(`INLAY_FIELD(slot, MULTIPLY_WIDE_ELEMENTS)),
      .channel,
      .column,
      .row_offset,
      .column_offset,
      .offset,
      .next_channel,
      .next_column,
      .next_row_offset,
      .next_column_offset,
      .next_offset
  );
  logic [23:0] first_channel_bytes;
  assign first_channel_bytes = `INLAY_FIELD(head, MULTIPLY_WIDE_ELEMENTS) != 0
      ? 24'(`INLAY_FIELD(head, MULTIPLY_FIRST_CHANNEL)) << 1 : 24'(`INLAY_FIELD(head, MULTIPLY_FIRST_CHANNEL));
  always_ff @(posedge clk) begin
    if (prepares) begin
      prepared             <= (ROW_BITS + 1)'(1);
      channel              <= `INLAY_FIELD(head, MULTIPLY_FIRST_CHANNEL);
      column               <= `INLAY_FIELD(head, MULTIPLY_FIRST_COLUMN);
      row_offset           <= `INLAY_FIELD(head, MULTIPLY_COLUMN_OFFSET);
      column_offset        <= `INLAY_FIELD(head, MULTIPLY_FIRST_OFFSET) - first_channel_bytes;
      offset               <= `INLAY_FIELD(head, MULTIPLY_FIRST_OFFSET);
      next_offsets[0+:24]  <= `INLAY_FIELD(head, MULTIPLY_FIRST_OFFSET);
    end else if (prepared != (ROW_BITS + 1)'(ROWS)) begin
      prepared                      <= prepared + (ROW_BITS + 1)'(1);
      channel                       <= next_channel;
      column                        <= next_column;
      row_offset                    <= next_row_offset;
      column_offset                 <= next_column_offset;
      offset                        <= next_offset;
      next_offsets[prepared*24+:24] <= next_offset;
    end
    if (starts) offsets <= next_offsets;
    if (!rst_n) prepared <= (ROW_BITS + 1)'(ROWS);
  end

  logic [ROWS-1:0] outside;
  assign activation_read = step_valid;
  for (genvar r = 0; r < ROWS; r++) begin : address
    assign activation_address[r*24+:24] = step_place + offsets[r*24+:24];
    assign outside[r] = 16'(r) < `INLAY_FIELD(step_word, MULTIPLY_TAPS) && activation_address[r*24+:24] > 24'(ACTIVATION_BYTES - 1);
  end
  assign activation_outside = step_valid && outside != '0;

  // ---- The rows of the weight tile, from the first step on.

  logic                tile_valid, tile_kept, tile_wide;
  logic [ROW_BITS-1:0] tile_row, tile_row_kept;
  logic [23:0]         tile_address_kept;
  logic                tile_wide_kept;
  logic                array_row_valid, array_row_wide;
  logic [ROW_BITS-1:0] array_row;
  always_comb begin
    tile_valid     = (step_valid && step_first) || tile_kept;
    tile_row       = step_first && step_valid ? '0 : tile_row_kept;
    tile_wide      = step_first && step_valid ? `INLAY_FIELD(step_word, MULTIPLY_WIDE_WEIGHTS) : tile_wide_kept;
    weight_read    = tile_valid;
    weight_address = step_first && step_valid ? `INLAY_FIELD(step_word, MULTIPLY_WEIGHTS) : tile_address_kept;
  end
  always_ff @(posedge clk) begin
    tile_kept         <= rst_n && tile_valid && tile_row != ROW_BITS'(ROWS - 1);
    tile_row_kept     <= tile_row + ROW_BITS'(1);
    tile_wide_kept    <= tile_wide;
    tile_address_kept <= weight_address + (tile_wide ? 24'(2 * COLS) : 24'(COLS));
    array_row_valid   <= rst_n && tile_valid;
    array_row_wide    <= tile_wide;
    array_row         <= tile_row;
  end

  logic [COLS*WEIGHT_BITS-1:0] array_weights;
  for (genvar c = 0; c < COLS; c++) begin : unpack_weight
    logic [WEIGHT_BYTES*8-1:0] bytes;
    if (WEIGHT_BYTES == 2) begin : either
      assign bytes = array_row_wide ? weight_data[c*16+:16] : {8'b0, weight_data[c*8+:8]};
    end else begin : narrow
      assign bytes = weight_data[c*8+:8];
    end
    element #(.BITS(WEIGHT_BITS), .BYTES(WEIGHT_BYTES)) element (
        .bytes,
        .wide(array_row_wide),
        .is_signed(1'b1),
        .word(array_weights[c*WEIGHT_BITS+:WEIGHT_BITS])
    );
  end

  // ---- The activations: rows behind the last tap get 0.

  logic        data_valid, data_wide, data_signed;
  logic [15:0] data_taps;
  always_ff @(posedge clk) begin
    data_valid  <= rst_n && step_valid;
    data_wide   <= `INLAY_FIELD(step_word, MULTIPLY_WIDE_ELEMENTS);
    data_signed <= `INLAY_FIELD(step_word, MULTIPLY_SIGNED_ELEMENTS);
    data_taps   <= `INLAY_FIELD(step_word, MULTIPLY_TAPS);
  end
  logic [ROWS*ACTIVATION_BITS-1:0] array_activations;
  for (genvar r = 0; r < ROWS; r++) begin : unpack_activation
    logic [ACTIVATION_BITS-1:0] word;
    element #(.BITS(ACTIVATION_BITS), .BYTES(ELEMENT_BYTES)) element (
        .bytes(activation_data[r*ELEMENT_BYTES*8+:ELEMENT_BYTES*8]),
        .wide(data_wide),
        .is_signed(data_signed),
        .word
    );
    assign array_activations[r*ACTIVATION_BITS+:ACTIVATION_BITS] = 16'(r) < data_taps ? word : '0;
  end

  logic [COLS*COLUMN_SUM_BITS-1:0] column_sums;
  logic sums_valid;
  mac_array #(
      .ROWS(ROWS),
      .COLS(COLS),
      .ACTIVATION_BITS(ACTIVATION_BITS),
      .WEIGHT_BITS(WEIGHT_BITS),
      .ACCUMULATOR_BITS(COLUMN_SUM_BITS)
  ) array (
      .clk,
      .rst_n,
      .weight_valid(array_row_valid),
      .weight_row(array_row),
      .weight_data(array_weights),
      .in_valid(data_valid),
      .in_signed(data_signed),
      .in_accumulate(1'b0),
      .in_activations(array_activations),
      .out_valid(sums_valid),
      .out_accumulators(column_sums)
  );

  // ---- What goes beside the array: where the sums belong. It arrives a cycle before them, so that the entry can be read.

  localparam int BESIDE_BITS = ENTRY_BITS + 1 + 16 + 1 + 4;
  logic [(ROWS+2)*BESIDE_BITS-1:0] beside;
  logic [ROWS+1:0] beside_valid;
  always_ff @(posedge clk) begin
    beside <= {
      beside[(ROWS+1)*BESIDE_BITS-1:0],
      step_entry[ENTRY_BITS-1:0],
      `INLAY_FIELD(step_word, MULTIPLY_ACCUMULATE),
      `INLAY_FIELD(step_word, MULTIPLY_CHANNELS),
      step_last,
      `INLAY_FIELD(step_word, GIVE_STORE),
      `INLAY_FIELD(step_word, GIVE_POST),
      `INLAY_FIELD(step_word, GIVE_COMPUTE),
      `INLAY_FIELD(step_word, GIVE_LOAD)
    };
    beside_valid <= rst_n ? {beside_valid[ROWS:0], step_valid} : '0;
  end

  logic read_adds, read_last, write_adds, write_last;
  logic [15:0] read_outputs, write_outputs;
  logic [3:0] read_gives;
  assign entry_read = beside_valid[ROWS+1];
  assign {entry_to_read, read_adds, read_outputs, read_last, read_gives} = beside[(ROWS+1)*BESIDE_BITS+:BESIDE_BITS];
  always_ff @(posedge clk) begin
    entry_to_write <= entry_to_read;
    write_adds     <= read_adds;
    write_outputs  <= read_outputs;
    write_last     <= read_last;
    gives          <= read_gives;
  end
  assign entry_write = sums_valid;
  assign done = sums_valid && write_last;
  for (genvar c = 0; c < COLS; c++) begin : column_sum
    logic signed [COLUMN_SUM_BITS-1:0] sum;
    logic signed [SUM_BITS-1:0] kept;
    assign sum  = column_sums[c*COLUMN_SUM_BITS+:COLUMN_SUM_BITS];
    assign kept = write_adds ? entry_sums[c*SUM_BITS+:SUM_BITS] : '0;
    assign entry_columns[c] = 16'(c) < write_outputs;
    if (SATURATES) begin : saturating
      localparam int TOTAL_BITS = (SUM_BITS > COLUMN_SUM_BITS ? SUM_BITS : COLUMN_SUM_BITS) + 1;
      saturate #(.IN_BITS(TOTAL_BITS), .OUT_BITS(SUM_BITS)) bound (
          .value(TOTAL_BITS'(kept) + TOTAL_BITS'(sum)),
          .nearest(entry_new_sums[c*SUM_BITS+:SUM_BITS])
      );
    end else begin : wrapping
      assign entry_new_sums[c*SUM_BITS+:SUM_BITS] = kept + SUM_BITS'(sum);
    end
  end

  wire unused = &{1'b0, head, slot, step_word, step_entry, array_row_wide, weight_data};

endmodule
