// compute_walk: the steps of a computing command, one a cycle: pixel by pixel; for the lanes, a pixel's channels in groups of LANES,
// and a group's taps.
//
// A multiply has one step a pixel. Post-processing is a row of pixels without taps; its places are those of the words that it
// writes, and of those that it keeps among the activations, in rows. In the cycle with `starts`, the step is the first one of the command in `slot`.

module compute_walk #(
    parameter int COLS  = 8,
    parameter int LANES = 8
) (
    input  logic                               clk,
    input  logic                               rst_n,
    input  logic                               starts,
    input  logic [inlay_format::WORD_BITS-1:0] slot,
    output logic [inlay_format::WORD_BITS-1:0] now,      // the command whose step it is

    output logic                               valid,
    output logic                               first,    // of the command
    output logic                               last,     // of the command
    output logic                               first_of_group,
    output logic                               last_of_group,
    output logic [23:0]                        place,    // of the pixel and the group
    output logic [23:0]                        kept_place,
    output logic [23:0]                        tap_offset,
    output logic [23:0]                        weights,
    output logic [23:0]                        entry,
    output logic [15:0]                        channel,  // the group's first
    output logic [15:0]                        channels, // from there on
    output logic                               second    // of an addition's two operands
);

  localparam logic [3:0] MULTIPLY = 4'(inlay_format::MULTIPLY);
  localparam logic [3:0] VECTOR = 4'(inlay_format::VECTOR);
  localparam logic [3:0] POST = 4'(inlay_format::POST);

  logic [inlay_format::WORD_BITS-1:0] kept;
  logic active;
  assign now   = starts ? slot : kept;
  assign valid = starts || active;
  assign first = starts;
  always_ff @(posedge clk) begin
    kept   <= now;
    active <= rst_n && valid && !last;
  end

  logic [3:0] opcode;
  logic is_post, adds, wide;
  logic [15:0] heights, steps, all_channels;
  logic [23:0] widths, start_place, width_stride, height_stride, start_entry, start_weights, tap_weights, group_weights, group_bytes;
  always_comb begin
    opcode        = `INLAY_FIELD(now, OPCODE);
    is_post       = opcode == POST;
    adds          = opcode == VECTOR && `INLAY_FIELD(now, VECTOR_OPERATION) == 2'd3;
    wide          = is_post ? `INLAY_FIELD(now, POST_WIDE) : `INLAY_FIELD(now, VECTOR_WIDE_ELEMENTS);
    heights       = is_post ? 16'd1 : `INLAY_FIELD(now, VECTOR_HEIGHTS);
    widths        = is_post ? `INLAY_FIELD(now, POST_PIXELS) : 24'(`INLAY_FIELD(now, VECTOR_WIDTHS));
    start_place   = is_post ? `INLAY_FIELD(now, POST_ADDRESS) : `INLAY_FIELD(now, VECTOR_ADDRESS);
    width_stride  = is_post ? `INLAY_FIELD(now, POST_PIXEL_STRIDE) : `INLAY_FIELD(now, VECTOR_WIDTH_STRIDE);
    height_stride = `INLAY_FIELD(now, VECTOR_HEIGHT_STRIDE);
    start_entry   = is_post ? `INLAY_FIELD(now, POST_ACCUMULATORS) : `INLAY_FIELD(now, VECTOR_ACCUMULATORS);
    all_channels  = is_post ? `INLAY_FIELD(now, POST_CHANNELS) : `INLAY_FIELD(now, VECTOR_CHANNELS);
    steps         = opcode != VECTOR ? 16'd1 : adds ? 16'd2 : `INLAY_FIELD(now, VECTOR_TAPS);
    start_weights = `INLAY_FIELD(now, VECTOR_WEIGHTS);
    tap_weights   = `INLAY_FIELD(now, VECTOR_WIDE_WEIGHTS) != 0 ? 24'(2 * COLS) : 24'(COLS);
    group_weights = `INLAY_FIELD(now, VECTOR_WIDE_WEIGHTS) != 0 ? 24'(2 * LANES) : 24'(LANES);
    group_bytes   = wide ? 24'(2 * LANES) : 24'(LANES);
  end

  // ---- The loops: values of this step, and, kept, of the next.

  logic [15:0] heights_kept, heights_left, steps_kept, steps_left, channel_kept, channels_kept;
  logic [23:0] widths_kept, widths_left, row_kept, row, pixel_kept, pixel, place_kept, entry_kept;
  logic [23:0] group_kept, group, weights_kept;
  logic [15:0] tap_channel_kept, tap_channel, tap_column_kept, tap_column;
  logic [23:0] tap_row_kept, tap_row, tap_position_kept, tap_position, tap_kept;
  logic [23:0] first_position;
  logic ends_group, ends_pixel, ends_row;
  always_comb begin
    first_position = `INLAY_FIELD(now, VECTOR_FIRST_OFFSET)
        - (wide ? 24'(`INLAY_FIELD(now, VECTOR_FIRST_CHANNEL)) << 1 : 24'(`INLAY_FIELD(now, VECTOR_FIRST_CHANNEL)));
    heights_left = starts ? heights : heights_kept;
    widths_left  = starts ? widths : widths_kept;
    row          = starts ? start_place : row_kept;
    pixel        = starts ? start_place : pixel_kept;
    place        = starts ? start_place : place_kept;
    entry        = starts ? start_entry : entry_kept;
    channel      = starts ? '0 : channel_kept;
    channels     = starts ? all_channels : channels_kept;
    steps_left   = starts ? steps : steps_kept;
    group        = starts ? start_weights : group_kept;
    weights      = starts ? start_weights : weights_kept;
    tap_channel  = starts ? `INLAY_FIELD(now, VECTOR_FIRST_CHANNEL) : tap_channel_kept;
    tap_column   = starts ? `INLAY_FIELD(now, VECTOR_FIRST_COLUMN) : tap_column_kept;
    tap_row      = starts ? `INLAY_FIELD(now, VECTOR_COLUMN_OFFSET) : tap_row_kept;
    tap_position = starts ? first_position : tap_position_kept;
    tap_offset   = starts ? `INLAY_FIELD(now, VECTOR_FIRST_OFFSET) : tap_kept;

    ends_group     = steps_left == 16'd1;
    ends_pixel     = ends_group && (opcode == MULTIPLY || channels <= 16'(LANES));
    ends_row       = ends_pixel && widths_left == 24'd1;
    last           = ends_row && heights_left == 16'd1;
    first_of_group = steps_left == steps;
    last_of_group  = ends_group;
    second         = adds && !first_of_group;
  end

  // ---- Where the words of a post are kept: rows of its own.

  logic [23:0] kept_columns_kept, kept_columns_left, kept_row_kept, kept_row, kept_pixel_kept, kept_pixel, kept_place_kept;
  logic [23:0] kept_pixel_stride, kept_row_stride;
  always_comb begin
    kept_pixel_stride = `INLAY_FIELD(now, POST_KEPT_PIXEL_STRIDE);
    kept_row_stride   = `INLAY_FIELD(now, POST_KEPT_ROW_STRIDE);
    kept_columns_left = starts ? `INLAY_FIELD(now, POST_KEPT_COLUMNS) : kept_columns_kept;
    kept_row          = starts ? `INLAY_FIELD(now, POST_KEPT_ADDRESS) : kept_row_kept;
    kept_pixel        = starts ? `INLAY_FIELD(now, POST_KEPT_ADDRESS) : kept_pixel_kept;
    kept_place        = starts ? `INLAY_FIELD(now, POST_KEPT_ADDRESS) : kept_place_kept;
  end
  always_ff @(posedge clk) begin
    kept_columns_kept <= kept_columns_left;
    kept_row_kept     <= kept_row;
    kept_pixel_kept   <= kept_pixel;
    kept_place_kept   <= ends_group ? kept_place + group_bytes : kept_place;
    if (ends_pixel) begin
      kept_columns_kept <= kept_columns_left - 24'd1;
      kept_pixel_kept   <= kept_pixel + kept_pixel_stride;
      kept_place_kept   <= kept_pixel + kept_pixel_stride;
      if (kept_columns_left == 24'd1) begin
        kept_columns_kept <= `INLAY_FIELD(now, POST_KEPT_COLUMNS);
        kept_row_kept     <= kept_row + kept_row_stride;
        kept_pixel_kept   <= kept_row + kept_row_stride;
        kept_place_kept   <= kept_row + kept_row_stride;
      end
    end
  end

  logic [15:0] next_tap_channel, next_tap_column;
  logic [23:0] next_tap_row, next_tap_position, next_tap;
  tap_step step (
      .depth(`INLAY_FIELD(now, VECTOR_DEPTH)),
      .columns(`INLAY_FIELD(now, VECTOR_COLUMNS)),
      .column_stride(`INLAY_FIELD(now, VECTOR_COLUMN_STRIDE)),
      .row_stride(`INLAY_FIELD(now, VECTOR_ROW_STRIDE)),
      .wide,
      .channel(tap_channel),
      .column(tap_column),
      .row_offset(tap_row),
      .column_offset(tap_position),
      .offset(tap_offset),
      .next_channel(next_tap_channel),
      .next_column(next_tap_column),
      .next_row_offset(next_tap_row),
      .next_column_offset(next_tap_position),
      .next_offset(next_tap)
  );

  always_ff @(posedge clk) begin
    heights_kept      <= heights_left;
    widths_kept       <= widths_left;
    row_kept          <= row;
    pixel_kept        <= pixel;
    place_kept        <= place;
    entry_kept        <= entry;
    channel_kept      <= channel;
    channels_kept     <= channels;
    steps_kept        <= steps_left - 16'd1;
    group_kept        <= group;
    weights_kept      <= weights + tap_weights;
    // An addition reads its two operands at the same tap.
    tap_channel_kept  <= adds ? tap_channel : next_tap_channel;
    tap_column_kept   <= adds ? tap_column : next_tap_column;
    tap_row_kept      <= adds ? tap_row : next_tap_row;
    tap_position_kept <= adds ? tap_position : next_tap_position;
    tap_kept          <= adds ? tap_offset : next_tap;
    if (ends_group) begin
      steps_kept        <= steps;
      tap_channel_kept  <= `INLAY_FIELD(now, VECTOR_FIRST_CHANNEL);
      tap_column_kept   <= `INLAY_FIELD(now, VECTOR_FIRST_COLUMN);
      tap_row_kept      <= `INLAY_FIELD(now, VECTOR_COLUMN_OFFSET);
      tap_position_kept <= first_position;
      tap_kept          <= `INLAY_FIELD(now, VECTOR_FIRST_OFFSET);
      group_kept        <= group + group_weights;
      weights_kept      <= group + group_weights;
      place_kept        <= place + group_bytes;
      channel_kept      <= channel + 16'(LANES);
      channels_kept     <= channels - 16'(LANES);
    end
    if (ends_pixel) begin
      group_kept    <= start_weights;
      weights_kept  <= start_weights;
      entry_kept    <= entry + 24'd1;
      channel_kept  <= '0;
      channels_kept <= all_channels;
      widths_kept   <= widths_left - 24'd1;
      pixel_kept    <= pixel + width_stride;
      place_kept    <= pixel + width_stride;
    end
    if (ends_row) begin
      widths_kept  <= widths;
      heights_kept <= heights_left - 16'd1;
      row_kept     <= row + height_stride;
      pixel_kept   <= row + height_stride;
      place_kept   <= row + height_stride;
    end
  end

endmodule
