// post_unit: post-processing, beside the array: takes sums from the accumulators, adds biases, rescales, clamps, looks up, and writes words.
//
// A command at the head of the queue is taken when its tokens from the load unit are there and the command before it has started. It
// prepares for its channels + 2 cycles, in which its parameters are read; it starts once its other tokens are there and the command before it has had its last
// step. It gives its tokens when its words are written.
//
// Steps come from compute_walk, one a cycle. A step at hand in cycle t reads its entry in t + 1, is rescaled from t + 3 on, looks its words up
// if it does, and writes them in t + 7.

module post_unit #(
    parameter int COLS                = 8,
    parameter int LANES               = 8,
    parameter int ACTIVATION_BITS     = 8,
    parameter int ACCUMULATOR_BITS    = 32,
    parameter bit SATURATES           = 1'b0,
    parameter int CHUNK               = 0,
    parameter int EXACT_SUM_BITS      = 64,
    parameter int ACCUMULATOR_ENTRIES = 64,
    parameter int TABLE_BYTES         = 256,
    localparam int ELEMENT_BYTES = ACTIVATION_BITS > 8 ? 2 : 1,
    localparam int SUM_BITS = SATURATES ? EXACT_SUM_BITS : ACCUMULATOR_BITS,
    localparam int ENTRY_BITS = $clog2(ACCUMULATOR_ENTRIES),
    localparam int WORD_COUNT_BITS = $clog2(LANES * ELEMENT_BYTES) + 1
) (
    input  logic                               clk,
    input  logic                               rst_n,
    input  logic                               run,

    input  logic                               head_valid,
    input  logic [inlay_format::WORD_BITS-1:0] head,
    input  logic                               loaded,        // the head's tokens from the load unit are there
    output logic                               pop,
    output logic [3:0]                         waits,         // of the command that prepares: its other tokens
    input  logic                               tokens_there,  // these
    output logic                               give,
    output logic [3:0]                         gives,
    output logic                               bad,
    output logic                               outside,       // an entry that is not there

    output logic                               take_valid,
    output logic [ENTRY_BITS-1:0]              take_entry,
    input  logic [COLS*SUM_BITS-1:0]           taken_sums,
    output logic                               parameter_read,
    output logic [23:0]                        parameter_address,
    input  logic [12*8-1:0]                    parameter_data,
    output logic [LANES*16-1:0]                table_address,
    input  logic [LANES*8-1:0]                 table_data,    // at once

    output logic                               write_valid,
    output logic [1:0]                         write_to,
    output logic [23:0]                        write_address,
    output logic [WORD_COUNT_BITS-1:0]         write_count,
    output logic [LANES*ELEMENT_BYTES*8-1:0]   write_data,
    output logic                               keep_valid,    // the same words go to an activation address as well
    output logic [23:0]                        keep_address,

    output logic                               starts,
    output logic                               busy
);

  localparam int SCALED_BITS = ACCUMULATOR_BITS > 32 ? ACCUMULATOR_BITS : 32;
  localparam int OUTPUT_BITS = 8 * ELEMENT_BYTES;

  // ---- The command at the head, and whether it is one that this machine can do.

  logic [15:0] head_channels;
  logic [17:0] low, high, zero;
  logic fits, looks_up;
  always_comb begin
    head_channels = `INLAY_FIELD(head, POST_CHANNELS);
    zero     = `INLAY_FIELD(head, POST_ZERO_POINT);
    low      = `INLAY_FIELD(head, POST_LOW);
    high     = `INLAY_FIELD(head, POST_HIGH);
    looks_up = `INLAY_FIELD(head, POST_LOOK_UP);
    fits     = head_channels != '0 && head_channels <= 16'(COLS) && `INLAY_FIELD(head, POST_PIXELS) != '0
        && zero[17:OUTPUT_BITS] == {18 - OUTPUT_BITS{zero[OUTPUT_BITS]}}
        && low[17:OUTPUT_BITS] == {18 - OUTPUT_BITS{low[OUTPUT_BITS]}}
        && high[17:OUTPUT_BITS] == {18 - OUTPUT_BITS{high[OUTPUT_BITS]}}
        && (ELEMENT_BYTES == 2 || `INLAY_FIELD(head, POST_WIDE) == 0)
        && (`INLAY_FIELD(head, POST_KEPT_COLUMNS) == '0 || `INLAY_FIELD(head, POST_TO) != 2'd0)
        && (!looks_up || (`INLAY_FIELD(head, POST_WIDE) == 0 && !low[17] && high[17:8] == '0
            && 19'(`INLAY_FIELD(head, POST_TABLE)) + 19'(high) + 19'd1 <= 19'(TABLE_BYTES)));
  end
  logic bad_shift;
  assign bad = (run && head_valid && !fits) || bad_shift;

  logic [inlay_format::WORD_BITS-1:0] slot;
  logic slot_valid;
  logic [15:0] prepares;
  assign pop = run && head_valid && fits && loaded && (!slot_valid || starts);
  assign waits = {`INLAY_FIELD(slot, WAIT_STORE), `INLAY_FIELD(slot, WAIT_POST), `INLAY_FIELD(slot, WAIT_COMPUTE), 1'b0};
  always_ff @(posedge clk) begin
    if (pop) slot <= head;
    slot_valid <= rst_n && (pop || (slot_valid && !starts));
    if (pop) prepares <= head_channels + 16'd1;
    else if (prepares != '0) prepares <= prepares - 16'd1;
  end

  // ---- The start, and the steps.

  logic step_valid, step_first, step_last, streams;
  logic [23:0] step_place, step_kept, step_entry;
  logic [15:0] step_channel, step_channels;
  logic [inlay_format::WORD_BITS-1:0] step_word;
  logic [3:0] in_flight;  // commands whose words are not all written: at most one a cycle of the pipeline
  assign starts = slot_valid && prepares == '0 && !streams && tokens_there;
  always_ff @(posedge clk) begin
    streams   <= rst_n && step_valid && !step_last;
    in_flight <= rst_n ? in_flight + 4'(starts) - 4'(give) : '0;
  end
  assign busy = slot_valid || in_flight != '0;

  logic unused_first_of_group, unused_last_of_group, unused_second;
  logic [23:0] unused_tap, unused_weights;
  compute_walk #(.COLS(COLS), .LANES(LANES)) walk (
      .clk,
      .rst_n,
      .starts,
      .slot,
      .now(step_word),
      .valid(step_valid),
      .first(step_first),
      .last(step_last),
      .first_of_group(unused_first_of_group),
      .last_of_group(unused_last_of_group),
      .place(step_place),
      .kept_place(step_kept),
      .tap_offset(unused_tap),
      .weights(unused_weights),
      .entry(step_entry),
      .channel(step_channel),
      .channels(step_channels),
      .second(unused_second)
  );

  // ---- Stage 1 (t + 1): sums are read.

  logic s1_valid, s1_first, s1_last;
  logic [23:0] s1_place, s1_kept, s1_entry;
  logic [15:0] s1_channel, s1_channels;
  logic [inlay_format::WORD_BITS-1:0] s1_word;
  always_ff @(posedge clk) begin
    s1_valid    <= rst_n && step_valid;
    s1_first    <= step_first;
    s1_last     <= step_last;
    s1_place    <= step_place;
    s1_kept     <= step_kept;
    s1_entry    <= step_entry;
    s1_channel  <= step_channel;
    s1_channels <= step_channels < 16'(LANES) ? step_channels : 16'(LANES);
    s1_word     <= step_word;
  end
  assign take_valid = s1_valid;
  assign take_entry = s1_entry[ENTRY_BITS-1:0];
  assign outside = s1_valid && s1_entry > 24'(ACCUMULATOR_ENTRIES - 1);

  logic [COLS*32-1:0] bias, multiplier;
  logic [COLS*6-1:0] shift;
  post_parameters #(.COLS(COLS), .ENTRY_BYTES(12)) parameters (
      .clk,
      .rst_n,
      .prepares(pop),
      .head,
      .takes(s1_valid && s1_first),
      .read_valid(parameter_read),
      .read_address(parameter_address),
      .read_data(parameter_data),
      .bias,
      .multiplier,
      .shift,
      .bad(bad_shift)
  );

  // ---- Stages 2 to 7: what goes beside the words. Field k belongs to stage k + 2.

  localparam int BESIDE_BITS = 16 + 1 + 4 + 24 + 2 + 1 + 1 + 16 + 1 + 24;
  logic [6*BESIDE_BITS-1:0] beside;
  logic [5:0] valids;
  always_ff @(posedge clk) begin
    valids <= rst_n ? {valids[4:0], s1_valid} : '0;
    beside <= {
      beside[5*BESIDE_BITS-1:0],
      s1_channels,
      s1_last,
      `INLAY_FIELD(s1_word, GIVE_STORE),
      `INLAY_FIELD(s1_word, GIVE_POST),
      `INLAY_FIELD(s1_word, GIVE_COMPUTE),
      `INLAY_FIELD(s1_word, GIVE_LOAD),
      s1_place,
      `INLAY_FIELD(s1_word, POST_TO),
      `INLAY_FIELD(s1_word, POST_WIDE),
      `INLAY_FIELD(s1_word, POST_LOOK_UP),
      `INLAY_FIELD(s1_word, POST_TABLE),
      `INLAY_FIELD(s1_word, POST_KEPT_COLUMNS) != '0,
      s1_kept
    };
  end

  // Stage 2 (t + 2): sums arrive; stage 3 (t + 3): into the requantizers.

  logic [15:0] s2_channel;
  logic [2:0] s2_mode, s3_mode;
  logic [OUTPUT_BITS:0] s2_zero_point, s2_low, s2_high, s3_zero_point, s3_low, s3_high;
  always_ff @(posedge clk) begin
    s2_channel    <= s1_channel;
    s2_mode       <= `INLAY_FIELD(s1_word, POST_MODE);
    s2_zero_point <= (OUTPUT_BITS + 1)'(`INLAY_FIELD(s1_word, POST_ZERO_POINT));
    s2_low        <= (OUTPUT_BITS + 1)'(`INLAY_FIELD(s1_word, POST_LOW));
    s2_high       <= (OUTPUT_BITS + 1)'(`INLAY_FIELD(s1_word, POST_HIGH));
    s3_mode       <= s2_mode;
    s3_zero_point <= s2_zero_point;
    s3_low        <= s2_low;
    s3_high       <= s2_high;
  end

  // Stage 7 (t + 7): words.

  logic s7_last, s7_wide, s7_looks_up, s7_keeps;
  logic [1:0] s7_to;
  logic [3:0] s7_gives;
  logic [15:0] s7_channels, s7_table;
  logic [23:0] s7_place, s7_kept;
  assign {s7_channels, s7_last, s7_gives, s7_place, s7_to, s7_wide, s7_looks_up, s7_table, s7_keeps, s7_kept} =
      beside[5*BESIDE_BITS+:BESIDE_BITS];

  localparam int GROUPS = (COLS + LANES - 1) / LANES;
  logic [GROUPS*LANES*SUM_BITS-1:0] padded_sums;
  logic [GROUPS*LANES*32-1:0] padded_bias, padded_multiplier;
  logic [GROUPS*LANES*6-1:0] padded_shift;
  assign padded_sums       = (GROUPS * LANES * SUM_BITS)'(taken_sums);
  assign padded_bias       = (GROUPS * LANES * 32)'(bias);
  assign padded_multiplier = (GROUPS * LANES * 32)'(multiplier);
  assign padded_shift      = (GROUPS * LANES * 6)'(shift);

  for (genvar l = 0; l < LANES; l++) begin : lane

    // Of the group at hand, the lane's sum and parameters.
    logic [SUM_BITS-1:0] sum;
    logic [31:0] its_bias, its_multiplier;
    logic [5:0] its_shift;
    always_comb begin
      sum            = padded_sums[l*SUM_BITS+:SUM_BITS];
      its_bias       = padded_bias[l*32+:32];
      its_multiplier = padded_multiplier[l*32+:32];
      its_shift      = padded_shift[l*6+:6];
      for (int g = 1; g < GROUPS; g++) begin
        if (s2_channel == 16'(g * LANES)) begin
          sum            = padded_sums[(g*LANES+l)*SUM_BITS+:SUM_BITS];
          its_bias       = padded_bias[(g*LANES+l)*32+:32];
          its_multiplier = padded_multiplier[(g*LANES+l)*32+:32];
          its_shift      = padded_shift[(g*LANES+l)*6+:6];
        end
      end
    end

    logic [ACCUMULATOR_BITS-1:0] finished;
    post_lane #(
        .ACCUMULATOR_BITS(ACCUMULATOR_BITS),
        .SUM_BITS(SUM_BITS),
        .SATURATES(SATURATES || CHUNK > 0)
    ) post (
        .sum,
        .bias(its_bias),
        .finished
    );

    logic signed [SCALED_BITS-1:0] s3_finished;
    logic [31:0] s3_multiplier;
    logic [5:0] s3_shift;
    logic [OUTPUT_BITS-1:0] rescaled, word;
    logic word_valid;
    logic signed [SCALED_BITS+31:0] rounded;
    always_ff @(posedge clk) begin
      s3_finished   <= SCALED_BITS'($signed(finished));
      s3_multiplier <= its_multiplier;
      s3_shift      <= its_shift;
    end
    requantizer #(
        .ACCUMULATOR_BITS(SCALED_BITS),
        .MULTIPLIER_BITS(32),
        .SHIFT_BITS(6),
        .OUTPUT_BITS(OUTPUT_BITS)
    ) requantizer (
        .clk,
        .rst_n,
        .in_valid(valids[1]),
        .in_mode(s3_mode),
        .in_x(s3_finished),
        .in_multiplier(s3_multiplier),
        .in_shift(s3_shift),
        .in_zero_point(s3_zero_point),
        .in_lo(s3_low),
        .in_hi(s3_high),
        .out_valid(word_valid),
        .out_data(rescaled),
        .out_rounded(rounded)
    );
    assign table_address[l*16+:16] = s7_table + 16'(rescaled[7:0]);
    assign word = s7_looks_up ? OUTPUT_BITS'(table_data[l*8+:8]) : rescaled;
    if (ELEMENT_BYTES == 2) begin : either
      assign write_data[l*16+:16] = s7_wide ? word : l < LANES / 2 ? narrow_words[l%(LANES/2)*16+:16] : 16'b0;
    end else begin : narrow
      assign write_data[l*8+:8] = word;
    end
    if (ELEMENT_BYTES == 2) begin : pack
      assign narrow_words[l*8+:8] = word[7:0];
    end
    wire lane_unused = &{1'b0, rounded, word_valid};
  end

  // Words of one byte side by side, on a machine whose words may have two.
  logic [LANES*8-1:0] narrow_words;
  if (ELEMENT_BYTES == 1) begin : no_narrow_words
    assign narrow_words = '0;
  end

  always_comb begin
    write_valid   = valids[5];
    write_to      = s7_to;
    write_address = s7_place;
    keep_valid    = valids[5] && s7_keeps;
    keep_address  = s7_kept;
    write_count   = s7_wide ? WORD_COUNT_BITS'(s7_channels << 1) : WORD_COUNT_BITS'(s7_channels);
    give          = valids[5] && s7_last;
    gives         = s7_gives;
  end

  wire unused = &{1'b0, slot, s1_word, s1_entry, low, high, zero, narrow_words, valids, unused_first_of_group, unused_last_of_group,
      unused_second, unused_tap, unused_weights};

endmodule
