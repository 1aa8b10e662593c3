// compute_unit: multiplies on the array, and vector operations on the lanes, into the accumulators.
//
// A command at the head of the queue is taken when the command before it has started. It prepares: a multiply for ROWS cycles, a vector operation for 1. It
// starts once its tokens are there and the command before it has had its last step and, if that is of the other kind, all its results are written. It gives
// its tokens when its results are written.
//
// Steps come from compute_walk, one a cycle. A step at hand in cycle t:
//   vector  reads activations and weights in t + 1, is rescaled from t + 3 on, and writes its entry in t + 6
//   multiply  as multiply_path says, a cycle later; writes its entry in t + ROWS + 4
// Post-processing takes sums by the accumulators' other port.

module compute_unit #(
    parameter int ROWS                = 8,
    parameter int COLS                = 8,
    parameter int LANES               = 8,
    parameter int ACTIVATION_BITS     = 8,
    parameter int WEIGHT_BITS         = 8,
    parameter int ACCUMULATOR_BITS    = 32,
    parameter bit SATURATES           = 1'b0,
    parameter int CHUNK               = 0,
    parameter int ACTIVATION_BYTES    = 4096,
    parameter int WEIGHT_SCRATCHPAD   = 4096,
    parameter int EXACT_SUM_BITS      = 64,   // hold any sum of products
    parameter int ACCUMULATOR_ENTRIES = 64,
    localparam int ELEMENT_BYTES = ACTIVATION_BITS > 8 ? 2 : 1,
    localparam int WEIGHT_BYTES  = WEIGHT_BITS > 8 ? 2 : 1,
    localparam int TILE_COLS     = COLS > LANES ? COLS : LANES,
    localparam int SUM_BITS = SATURATES ? EXACT_SUM_BITS : ACCUMULATOR_BITS,
    localparam int ENTRY_BITS = $clog2(ACCUMULATOR_ENTRIES)
) (
    input  logic                               clk,
    input  logic                               rst_n,
    input  logic                               run,

    input  logic                               head_valid,
    input  logic [inlay_format::WORD_BITS-1:0] head,
    output logic                               pop,
    output logic [3:0]                         waits,         // of the command that prepares: its tokens
    input  logic                               tokens_there,  // these
    output logic                               give,
    output logic [3:0]                         gives,
    output logic                               bad,
    output logic                               outside,   // an address that is not in its memory

    output logic                               activation_read,
    output logic [ROWS*24-1:0]                 activation_address,
    input  logic [ROWS*ELEMENT_BYTES*8-1:0]    activation_data,
    output logic                               lane_read,
    output logic [23:0]                        lane_address,
    input  logic [LANES*ELEMENT_BYTES*8-1:0]   lane_data,
    output logic                               weight_read,
    output logic [23:0]                        weight_address,
    input  logic [TILE_COLS*WEIGHT_BYTES*8-1:0] weight_data,
    input  logic                               take_valid,
    input  logic [ENTRY_BITS-1:0]              take_entry,
    output logic [COLS*SUM_BITS-1:0]           taken_sums,   // a cycle later

    output logic                               starts,
    output logic                               busy
);

  localparam int LANE_SUM_BITS = CHUNK > 0 ? EXACT_SUM_BITS : SUM_BITS;
  localparam int SCALED_BITS = ACCUMULATOR_BITS > 32 ? ACCUMULATOR_BITS : 32;
  localparam int ROUNDED_BITS = SCALED_BITS + 32;
  localparam logic [3:0] MULTIPLY = 4'(inlay_format::MULTIPLY);
  localparam logic [3:0] VECTOR = 4'(inlay_format::VECTOR);

  // ---- The command at the head, and whether it is one that this machine can do.

  logic [3:0] head_opcode, slot_opcode;
  logic [15:0] head_channels;
  logic fits;
  always_comb begin
    head_opcode   = `INLAY_FIELD(head, OPCODE);
    head_channels = `INLAY_FIELD(head, VECTOR_CHANNELS);
    fits = head_channels != '0 && head_channels <= 16'(COLS)
        && `INLAY_FIELD(head, VECTOR_HEIGHTS) != '0 && `INLAY_FIELD(head, VECTOR_WIDTHS) != '0
        && `INLAY_FIELD(head, VECTOR_TAPS) != '0
        && (ELEMENT_BYTES == 2 || `INLAY_FIELD(head, VECTOR_WIDE_ELEMENTS) == 0)
        && (WEIGHT_BYTES == 2 || `INLAY_FIELD(head, VECTOR_WIDE_WEIGHTS) == 0)
        && (head_opcode != MULTIPLY || `INLAY_FIELD(head, MULTIPLY_TAPS) <= 16'(ROWS));
  end
  assign bad = run && head_valid && !fits;

  logic [inlay_format::WORD_BITS-1:0] slot;
  logic slot_valid;
  logic [15:0] prepares;
  assign pop = run && head_valid && fits && (!slot_valid || starts);
  assign slot_opcode = `INLAY_FIELD(slot, OPCODE);
  assign waits = {
    `INLAY_FIELD(slot, WAIT_STORE), `INLAY_FIELD(slot, WAIT_POST), `INLAY_FIELD(slot, WAIT_COMPUTE), `INLAY_FIELD(slot, WAIT_LOAD)
  };
  always_ff @(posedge clk) begin
    if (pop) slot <= head;
    slot_valid <= rst_n && (pop || (slot_valid && !starts));
    if (pop) prepares <= head_opcode == MULTIPLY ? 16'(ROWS - 1) : 16'd0;
    else if (prepares != '0) prepares <= prepares - 16'd1;
  end

  // ---- The start, and the steps.

  logic step_valid, step_first, step_last, step_first_of_group, step_last_of_group, step_second, streams;
  logic [23:0] step_place, unused_kept, step_tap, step_weights, step_entry;
  logic [15:0] step_channel, step_channels;
  logic [inlay_format::WORD_BITS-1:0] step_word;
  logic [3:0] last_opcode;
  logic [7:0] in_flight;  // commands whose results are not all written
  assign starts = slot_valid && prepares == '0 && !streams && tokens_there && (in_flight == '0 || last_opcode == slot_opcode) && in_flight != '1;
  always_ff @(posedge clk) begin
    streams <= rst_n && step_valid && !step_last;
    in_flight <= rst_n ? in_flight + 8'(starts) - 8'(give) : '0;
    if (starts) last_opcode <= slot_opcode;
  end
  assign busy = slot_valid || in_flight != '0;

  compute_walk #(.COLS(COLS), .LANES(LANES)) walk (
      .clk,
      .rst_n,
      .starts,
      .slot,
      .now(step_word),
      .valid(step_valid),
      .first(step_first),
      .last(step_last),
      .first_of_group(step_first_of_group),
      .last_of_group(step_last_of_group),
      .place(step_place),
      .kept_place(unused_kept),
      .tap_offset(step_tap),
      .weights(step_weights),
      .entry(step_entry),
      .channel(step_channel),
      .channels(step_channels),
      .second(step_second)
  );

  // ---- Stage 1 (t + 1): memories are read.

  logic s1_multiply, s1_vector, s1_first, s1_last, s1_first_of_group, s1_last_of_group, s1_second;
  logic [23:0] s1_place, s1_tap, s1_weights, s1_entry, s1_other;
  logic [15:0] s1_channel, s1_channels;
  logic [inlay_format::WORD_BITS-1:0] s1_word;
  always_ff @(posedge clk) begin
    s1_multiply       <= rst_n && step_valid && `INLAY_FIELD(step_word, OPCODE) == MULTIPLY;
    s1_vector         <= rst_n && step_valid && `INLAY_FIELD(step_word, OPCODE) == VECTOR;
    s1_first          <= step_first;
    s1_last           <= step_last;
    s1_first_of_group <= step_first_of_group;
    s1_last_of_group  <= step_last_of_group;
    s1_second         <= step_second;
    s1_place          <= step_place;
    s1_tap            <= step_tap;
    s1_weights        <= step_weights;
    s1_entry          <= step_entry;
    s1_channel        <= step_channel;
    s1_channels       <= step_channels < 16'(LANES) ? step_channels : 16'(LANES);
    s1_word           <= step_word;
  end
  // The second operand of an addition lies as far from the first as its window does.
  assign s1_other = s1_second ? `INLAY_FIELD(s1_word, VECTOR_WEIGHTS) - `INLAY_FIELD(s1_word, VECTOR_ADDRESS) : '0;
  assign lane_read = s1_vector;
  assign lane_address = s1_place + s1_tap + s1_other;

  logic window_outside, tile_read, sums_read, sums_write, multiply_done;
  logic [23:0] tile_address;
  logic [ENTRY_BITS-1:0] sums_entry_read, sums_entry_write;
  logic [COLS-1:0] sums_columns;
  logic [COLS*SUM_BITS-1:0] entry_sums, sums_new;
  logic [3:0] multiply_gives;
  assign weight_read = s1_vector || tile_read;
  assign weight_address = s1_vector ? s1_weights : tile_address;

  multiply_path #(
      .ROWS(ROWS),
      .COLS(COLS),
      .ACTIVATION_BITS(ACTIVATION_BITS),
      .WEIGHT_BITS(WEIGHT_BITS),
      .SUM_BITS(SUM_BITS),
      .ENTRY_BITS(ENTRY_BITS),
      .ELEMENT_BYTES(ELEMENT_BYTES),
      .WEIGHT_BYTES(WEIGHT_BYTES),
      .ACTIVATION_BYTES(ACTIVATION_BYTES),
      .SATURATES(CHUNK > 0)
  ) multiply (
      .clk,
      .rst_n,
      .prepares(pop && head_opcode == MULTIPLY),
      .head,
      .slot,
      .starts(starts && slot_opcode == MULTIPLY),
      .step_valid(s1_multiply),
      .step_first(s1_first),
      .step_last(s1_last),
      .step_place(s1_place),
      .step_entry(s1_entry),
      .step_word(s1_word),
      .activation_read,
      .activation_address,
      .activation_outside(window_outside),
      .activation_data,
      .weight_read(tile_read),
      .weight_address(tile_address),
      .weight_data(weight_data[COLS*WEIGHT_BYTES*8-1:0]),
      .entry_read(sums_read),
      .entry_to_read(sums_entry_read),
      .entry_sums,
      .entry_write(sums_write),
      .entry_to_write(sums_entry_write),
      .entry_columns(sums_columns),
      .entry_new_sums(sums_new),
      .done(multiply_done),
      .gives(multiply_gives)
  );

  // ---- Stages 2 to 6: what goes beside the lanes' steps. Field k belongs to stage k + 2.

  localparam int BESIDE_BITS = 2 + 2 + 24 + 16 + 16 + 1 + 4;
  logic [5*BESIDE_BITS-1:0] beside;
  logic [4:0] vectors;
  always_ff @(posedge clk) begin
    vectors <= rst_n ? {vectors[3:0], s1_vector} : '0;
    beside  <= {
      beside[4*BESIDE_BITS-1:0],
      `INLAY_FIELD(s1_word, VECTOR_OPERATION),
      s1_first_of_group,
      s1_last_of_group,
      s1_entry,
      s1_channel,
      s1_channels,
      s1_last,
      `INLAY_FIELD(s1_word, GIVE_STORE),
      `INLAY_FIELD(s1_word, GIVE_POST),
      `INLAY_FIELD(s1_word, GIVE_COMPUTE),
      `INLAY_FIELD(s1_word, GIVE_LOAD)
    };
  end

  // Stage 2 (t + 2): what was read arrives.

  logic [1:0] s2_operation;
  logic s2_wide, s2_wide_weights, s2_signed;
  logic [16:0] s2_zero;
  logic [4:0] s2_left_shift;
  logic [31:0] s2_multiplier;
  logic [5:0] s2_shift;
  logic [2:0] s2_mode, s3_mode;
  assign s2_operation = beside[BESIDE_BITS-1-:2];
  always_ff @(posedge clk) begin
    s2_wide         <= `INLAY_FIELD(s1_word, VECTOR_WIDE_ELEMENTS);
    s2_wide_weights <= `INLAY_FIELD(s1_word, VECTOR_WIDE_WEIGHTS);
    s2_signed       <= `INLAY_FIELD(s1_word, VECTOR_SIGNED_ELEMENTS);
    s2_zero         <= s1_second ? `INLAY_FIELD(s1_word, VECTOR_SECOND_ZERO) : `INLAY_FIELD(s1_word, VECTOR_FIRST_ZERO);
    s2_left_shift   <= `INLAY_FIELD(s1_word, VECTOR_LEFT_SHIFT);
    s2_multiplier   <= s1_second ? `INLAY_FIELD(s1_word, VECTOR_SECOND_MULTIPLIER) : `INLAY_FIELD(s1_word, VECTOR_FIRST_MULTIPLIER);
    s2_shift        <= s1_second ? 6'(`INLAY_FIELD(s1_word, VECTOR_SECOND_SHIFT)) : 6'(`INLAY_FIELD(s1_word, VECTOR_FIRST_SHIFT));
    s2_mode         <= `INLAY_FIELD(s1_word, VECTOR_MODE);
    s3_mode         <= s2_mode;
  end

  // Stage 6 (t + 6): a step's result.

  logic [1:0] s6_operation;
  logic s6_first, s6_last_of_group, s6_last;
  logic [23:0] s6_entry;
  logic [15:0] s6_channel, s6_channels;
  logic [3:0] s6_gives;
  assign {s6_operation, s6_first, s6_last_of_group, s6_entry, s6_channel, s6_channels, s6_last, s6_gives} =
      beside[4*BESIDE_BITS+:BESIDE_BITS];

  logic [LANES*SUM_BITS-1:0] results;

  for (genvar l = 0; l < LANES; l++) begin : lane

    logic [ELEMENT_BYTES*8-1:0] activation_bytes;
    logic [WEIGHT_BYTES*8-1:0] weight_bytes;
    if (ELEMENT_BYTES == 2) begin : wide_activation
      assign activation_bytes = s2_wide ? lane_data[l*16+:16] : {8'b0, lane_data[l*8+:8]};
    end else begin : narrow_activation
      assign activation_bytes = lane_data[l*8+:8];
    end
    if (WEIGHT_BYTES == 2) begin : wide_weight
      assign weight_bytes = s2_wide_weights ? weight_data[l*16+:16] : {8'b0, weight_data[l*8+:8]};
    end else begin : narrow_weight
      assign weight_bytes = weight_data[l*8+:8];
    end
    logic [ACTIVATION_BITS-1:0] activation;
    logic [WEIGHT_BITS-1:0] weight;
    element #(.BITS(ACTIVATION_BITS), .BYTES(ELEMENT_BYTES)) activation_element (
        .bytes(activation_bytes),
        .wide(s2_wide),
        .is_signed(s2_signed),
        .word(activation)
    );
    element #(.BITS(WEIGHT_BITS), .BYTES(WEIGHT_BYTES)) weight_element (
        .bytes(weight_bytes),
        .wide(s2_wide_weights),
        .is_signed(1'b1),
        .word(weight)
    );

    logic signed [SCALED_BITS-1:0] scaled;
    logic signed [LANE_SUM_BITS-1:0] result;
    logic signed [ROUNDED_BITS-1:0] rounded;
    logic [31:0] s3_multiplier;
    logic [5:0] s3_shift;
    logic [7:0] word;
    logic word_valid;
    vector_lane #(
        .ACTIVATION_BITS(ACTIVATION_BITS),
        .WEIGHT_BITS(WEIGHT_BITS),
        .SUM_BITS(LANE_SUM_BITS),
        .SCALED_BITS(SCALED_BITS),
        .CHUNK(CHUNK),
        .ACCUMULATOR_BITS(ACCUMULATOR_BITS)
    ) vector (
        .clk,
        .in_operation(s2_operation),
        .in_signed(s2_signed),
        .in_activation(activation),
        .in_weight(weight),
        .in_zero(s2_zero),
        .in_left_shift(s2_left_shift),
        .scaled,
        .operation(s6_operation),
        .first(s6_first),
        .valid(vectors[4]),
        .rescaled(LANE_SUM_BITS'(rounded)),
        .result
    );
    assign results[l*SUM_BITS+:SUM_BITS] = result[SUM_BITS-1:0];

    always_ff @(posedge clk) begin
      s3_multiplier <= s2_multiplier;
      s3_shift      <= s2_shift;
    end
    requantizer #(
        .ACCUMULATOR_BITS(SCALED_BITS),
        .MULTIPLIER_BITS(32),
        .SHIFT_BITS(6),
        .OUTPUT_BITS(8)
    ) requantizer (
        .clk,
        .rst_n,
        .in_valid(1'b0),
        .in_mode(s3_mode),
        .in_x(scaled),
        .in_multiplier(s3_multiplier),
        .in_shift(s3_shift),
        .in_zero_point('0),
        .in_lo('0),
        .in_hi('0),
        .out_valid(word_valid),
        .out_data(word),
        .out_rounded(rounded)
    );
    wire lane_unused = &{1'b0, rounded, word_valid, word, result};
  end

  // ---- The accumulator memory: multiplies write whole entries, vector operations a group's columns.

  logic vector_writes;
  logic [COLS-1:0] vector_columns;
  logic [COLS*SUM_BITS-1:0] vector_sums;
  assign vector_writes = vectors[4] && s6_last_of_group;
  for (genvar c = 0; c < COLS; c++) begin : vector_column
    assign vector_columns[c] = s6_channel == 16'(c / LANES * LANES) && 16'(c % LANES) < s6_channels;
    assign vector_sums[c*SUM_BITS+:SUM_BITS] = results[(c%LANES)*SUM_BITS+:SUM_BITS];
  end
  accumulator_memory #(
      .ENTRIES (ACCUMULATOR_ENTRIES),
      .COLS    (COLS),
      .SUM_BITS(SUM_BITS)
  ) accumulators (
      .clk,
      .write_valid  (sums_write || vector_writes),
      .write_entry  (sums_write ? sums_entry_write : s6_entry[ENTRY_BITS-1:0]),
      .write_columns(sums_write ? sums_columns : vector_columns),
      .write_sums   (sums_write ? sums_new : vector_sums),
      .read_valid   (sums_read),
      .read_entry   (sums_entry_read),
      .read_sums    (entry_sums),
      .take_valid,
      .take_entry,
      .taken_sums
  );

  assign outside = window_outside
      || (s1_vector && lane_address > 24'(ACTIVATION_BYTES - 1))
      || (weight_read && weight_address > 24'(WEIGHT_SCRATCHPAD - 1) && (!s1_vector || `INLAY_FIELD(s1_word, VECTOR_OPERATION) == 2'd0))
      || ((s1_vector || s1_multiply) && s1_entry > 24'(ACCUMULATOR_ENTRIES - 1));

  // ---- The end of a command.

  logic vector_done;
  always_comb begin
    vector_done = vectors[4] && s6_last;
    give        = multiply_done || vector_done;
    gives       = multiply_done ? multiply_gives : s6_gives;
  end

  wire unused = &{1'b0, slot, s1_word, s6_entry, weight_data, vectors, results, unused_kept};

endmodule
