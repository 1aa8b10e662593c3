// load_unit: copies rows of runs from memory into a scratchpad, with padding around them.
//
// A command at the head of the queue is taken when its tokens are there; a cycle later it may stream, once the command before it has
// streamed and the port is granted. It streams a part a cycle: a part of a memory word that lies in one run, which is requested from
// memory, or up to PORT_BYTES bytes of padding, which are not. Every part is noted in a list; when its word arrives, or at once for
// padding, the part at the list's head is written. The unit gives its tokens when the command's last part is written.
//
// The port stays with the command from its first cycle to its last word; with a command that only writes padding, to its last part.

module load_unit #(
    parameter int PORT_BYTES  = 8,
    parameter int OUTSTANDING = 64,  // a power of two: parts on their way at once
    localparam int COUNT_BITS = $clog2(PORT_BYTES) + 1
) (
    input  logic                               clk,
    input  logic                               rst_n,
    input  logic                               run,

    input  logic                               head_valid,
    input  logic [inlay_format::WORD_BITS-1:0] head,
    input  logic                               tokens_there,
    output logic                               pop,
    output logic                               give,
    output logic [3:0]                         gives,
    output logic                               bad,

    output logic                               port_wanted,
    input  logic                               port_granted,
    output logic                               port_released,
    input  logic                               port_stalls,
    output logic                               request_valid,
    output logic [31:0]                        request_address,

    input  logic                               response_valid,
    output logic                               response_ready,
    input  logic [PORT_BYTES*8-1:0]            response_data,

    output logic                               write_valid,
    input  logic                               write_ready,
    output logic [1:0]                         write_to,
    output logic [23:0]                        write_address,
    output logic [COUNT_BITS-1:0]              write_count,
    output logic [PORT_BYTES*8-1:0]            write_data,

    output logic                               starts,
    output logic                               busy
);

  localparam int INDEX_BITS = $clog2(OUTSTANDING);

  // ---- The command that prepares.

  logic [inlay_format::WORD_BITS-1:0] slot;
  logic slot_valid;
  logic count_is_zero;
  assign count_is_zero = `INLAY_FIELD(head, LOAD_RUN_ROWS) == '0 || `INLAY_FIELD(head, LOAD_RUNS) == '0
      || `INLAY_FIELD(head, LOAD_RUN_BYTES) == '0
      || (`INLAY_FIELD(head, LOAD_FRAME) != 0 && `INLAY_FIELD(head, LOAD_TOP_BYTES) == '0 && `INLAY_FIELD(head, LOAD_BOTTOM_BYTES) == '0
          && `INLAY_FIELD(head, LOAD_LEFT_BYTES) == '0 && `INLAY_FIELD(head, LOAD_RIGHT_BYTES) == '0);
  assign bad = run && head_valid && count_is_zero;
  assign pop = run && head_valid && !count_is_zero && tokens_there && (!slot_valid || starts);
  always_ff @(posedge clk) begin
    if (pop) slot <= head;
    slot_valid <= rst_n && (pop || (slot_valid && !starts));
  end

  // ---- The command that streams: `now` is it, from its first cycle on.

  logic active;
  logic stalls;
  logic parts_full;
  logic streams;
  logic ends;
  logic [inlay_format::WORD_BITS-1:0] kept, now;
  assign stalls      = port_stalls || parts_full;
  assign port_wanted = slot_valid && !active;
  assign starts      = port_wanted && port_granted && !stalls;
  assign now         = starts ? slot : kept;
  assign streams     = (starts || active) && !stalls;
  always_ff @(posedge clk) begin
    kept   <= now;
    active <= rst_n && (starts || active) && !(streams && ends);
  end

  logic [31:0]           address;
  logic [COUNT_BITS-1:0] word_count;
  logic                  ends_row, ends_all;
  logic                  is_word;
  run_walk #(.PORT_BYTES(PORT_BYTES)) walk (
      .clk,
      .begins    (starts),
      .step      (streams && is_word),
      .memory    (`INLAY_FIELD(now, LOAD_MEMORY)),
      .rows      (`INLAY_FIELD(now, LOAD_RUN_ROWS)),
      .row_stride(`INLAY_FIELD(now, LOAD_ROW_STRIDE)),
      .runs      (`INLAY_FIELD(now, LOAD_RUNS)),
      .run_stride(`INLAY_FIELD(now, LOAD_PIXEL_STRIDE)),
      .bytes     (`INLAY_FIELD(now, LOAD_RUN_BYTES)),
      .address,
      .count     (word_count),
      .ends_row,
      .ends_all
  );

  logic [24:0]           padding_kept, padding, padding_behind, padding_before;
  // Of a frame: rows that it still goes round, and whether nothing is behind the stretch of padding at hand.
  logic                  frame, frame_skips, frame_ends;
  logic [15:0]           frame_rows_kept, frame_rows;
  logic [24:0]           frame_between, frame_behind, frame_next;
  logic                  padding_odd_kept, padding_odd;
  logic                  behind_all_kept, behind_all;  // all words are behind us
  logic [23:0]           to_kept, to_now;
  logic [COUNT_BITS-1:0] count;
  always_comb begin
    frame          = `INLAY_FIELD(now, LOAD_FRAME) != 0;
    frame_between  = 25'(`INLAY_FIELD(now, LOAD_RIGHT_BYTES)) + 25'(`INLAY_FIELD(now, LOAD_LEFT_BYTES));
    frame_behind   = 25'(`INLAY_FIELD(now, LOAD_RIGHT_BYTES)) + 25'(`INLAY_FIELD(now, LOAD_BOTTOM_BYTES));
    padding_before = 25'(`INLAY_FIELD(slot, LOAD_TOP_BYTES)) + 25'(`INLAY_FIELD(slot, LOAD_LEFT_BYTES));
    // Without padding before the first row, a frame begins behind it.
    frame_skips    = starts && frame && padding_before == '0;
    frame_rows     = !starts ? frame_rows_kept : `INLAY_FIELD(slot, LOAD_RUN_ROWS) - 16'(frame_skips);
    padding        = !starts ? padding_kept
        : !frame_skips ? padding_before : frame_rows == '0 ? frame_behind : frame_between;
    frame_next     = frame_rows == 16'd1 ? frame_behind : frame_between;
    frame_ends     = frame_rows == '0 || frame_next == '0;
    padding_odd    = !starts && padding_odd_kept;
    behind_all     = !starts && behind_all_kept;
    to_now         = !starts ? to_kept
        : `INLAY_FIELD(slot, LOAD_ADDRESS) + (frame_skips ? `INLAY_FIELD(slot, LOAD_RUN_BYTES) : '0);
    is_word        = padding == '0;
    count          = is_word ? word_count : padding < 25'(PORT_BYTES) ? padding[COUNT_BITS-1:0] : COUNT_BITS'(PORT_BYTES);
    padding_behind = 25'(`INLAY_FIELD(now, LOAD_RIGHT_BYTES))
        + (ends_all ? 25'(`INLAY_FIELD(now, LOAD_BOTTOM_BYTES)) : 25'(`INLAY_FIELD(now, LOAD_LEFT_BYTES)));
    ends = is_word ? ends_all && padding_behind == '0 : (frame ? frame_ends : behind_all) && padding == 25'(count);
  end
  always_ff @(posedge clk) begin
    padding_kept     <= padding;
    padding_odd_kept <= padding_odd;
    behind_all_kept  <= behind_all;
    to_kept          <= to_now;
    frame_rows_kept  <= frame_rows;
    if (streams) begin
      to_kept <= to_now + 24'(count);
      if (is_word) begin
        padding_kept     <= ends_row ? padding_behind : '0;
        padding_odd_kept <= 1'b0;
        behind_all_kept  <= ends_all;
      end else begin
        padding_kept     <= padding - 25'(count);
        padding_odd_kept <= padding_odd ^ count[0];
        if (frame && padding == 25'(count)) begin
          padding_kept     <= frame_next;
          padding_odd_kept <= 1'b0;
          frame_rows_kept  <= frame_rows - 16'd1;
          to_kept          <= to_now + 24'(count) + `INLAY_FIELD(now, LOAD_RUN_BYTES);
        end
      end
    end
  end

  always_comb begin
    request_valid   = streams && is_word;
    request_address = address & ~32'(PORT_BYTES - 1);
    port_released   = streams && (frame ? ends : is_word && ends_all);
  end

  // ---- The parts on their way.

  localparam int PART_BITS = 1 + 1 + 4 + 2 + 24 + COUNT_BITS + 32;
  logic [PART_BITS-1:0] parts[OUTSTANDING];
  logic [INDEX_BITS:0] noted, taken;
  logic [15:0] word;
  assign word = 16'(`INLAY_FIELD(now, LOAD_WORD));
  logic [15:0] fill;
  assign fill = `INLAY_FIELD(now, LOAD_WIDE_WORD) != 0 ? padding_odd ? {word[7:0], word[15:8]} : word : {2{word[7:0]}};
  assign parts_full = noted == (taken ^ {1'b1, {INDEX_BITS{1'b0}}});

  logic part_valid, part_is_word, part_ends, part_taken;
  logic [3:0] part_gives;
  logic [31:0] part_place;
  logic [COUNT_BITS-1:0] part_offset;
  assign part_valid = noted != taken;
  assign {part_is_word, part_ends, part_gives, write_to, write_address, write_count, part_place} =
      parts[taken[INDEX_BITS-1:0]];
  assign part_offset = COUNT_BITS'(part_place & 32'(PORT_BYTES - 1));
  always_ff @(posedge clk) begin
    if (streams) begin
      parts[noted[INDEX_BITS-1:0]] <= {
        is_word,
        ends,
        `INLAY_FIELD(now, GIVE_STORE),
        `INLAY_FIELD(now, GIVE_POST),
        `INLAY_FIELD(now, GIVE_COMPUTE),
        `INLAY_FIELD(now, GIVE_LOAD),
        `INLAY_FIELD(now, LOAD_TO),
        to_now,
        count,
        is_word ? address : {16'b0, fill}
      };
    end
    noted <= rst_n ? noted + (INDEX_BITS + 1)'(streams) : '0;
    taken <= rst_n ? taken + (INDEX_BITS + 1)'(part_taken) : '0;
  end

  localparam int FILLS = (PORT_BYTES + 1) / 2;
  logic [FILLS*16-1:0] filled;
  assign filled = {FILLS{part_place[15:0]}};
  wire unused = &{1'b0, filled};
  always_comb begin
    write_valid    = part_valid && (!part_is_word || response_valid);
    part_taken     = write_valid && write_ready;
    response_ready = part_valid && part_is_word && write_ready;
    write_data     = part_is_word ? response_data >> {part_offset, 3'b0} : (PORT_BYTES * 8)'(filled);
    give           = part_taken && part_ends;
    gives          = part_gives;
    busy           = slot_valid || active || part_valid;
  end

endmodule
