// store_unit: copies rows of runs from the output buffer, where they lie dense, into memory.
//
// A command at the head of the queue is taken when its tokens are there; a cycle later it may stream, once the command before it has
// streamed and the port is granted. Each cycle it reads the bytes of a memory word's part that lies in one run; in the cycle after
// they are on the port. The unit gives its tokens when memory has acknowledged the command's last part.

module store_unit #(
    parameter int PORT_BYTES  = 8,
    parameter int OUTSTANDING = 64,  // a power of two: parts that are not acknowledged yet
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

    output logic                               read_valid,
    output logic [23:0]                        read_address,
    input  logic [PORT_BYTES*8-1:0]            read_data,

    output logic                               request_valid,
    output logic [31:0]                        request_address,
    output logic [PORT_BYTES*8-1:0]            request_data,
    output logic [PORT_BYTES-1:0]              request_bytes,
    input  logic                               acknowledged,

    output logic                               starts,
    output logic                               busy
);

  localparam int INDEX_BITS = $clog2(OUTSTANDING);

  logic [inlay_format::WORD_BITS-1:0] slot;
  logic slot_valid;
  logic count_is_zero;
  assign count_is_zero = `INLAY_FIELD(head, STORE_RUN_ROWS) == '0 || `INLAY_FIELD(head, STORE_RUNS) == '0
      || `INLAY_FIELD(head, STORE_RUN_BYTES) == '0;
  assign bad = run && head_valid && count_is_zero;
  assign pop = run && head_valid && !count_is_zero && tokens_there && (!slot_valid || starts);
  always_ff @(posedge clk) begin
    if (pop) slot <= head;
    slot_valid <= rst_n && (pop || (slot_valid && !starts));
  end

  logic active;
  logic stalls;
  logic full;
  logic streams;
  logic ends_row, ends;
  logic [inlay_format::WORD_BITS-1:0] kept, now;
  assign stalls        = port_stalls || full;
  assign port_wanted   = slot_valid && !active;
  assign starts        = port_wanted && port_granted && !stalls;
  assign now           = starts ? slot : kept;
  assign streams       = (starts || active) && !stalls;
  assign port_released = streams && ends;
  always_ff @(posedge clk) begin
    kept   <= now;
    active <= rst_n && (starts || active) && !(streams && ends);
  end

  logic [31:0]           address;
  logic [COUNT_BITS-1:0] count;
  run_walk #(.PORT_BYTES(PORT_BYTES)) walk (
      .clk,
      .begins    (starts),
      .step      (streams),
      .memory    (`INLAY_FIELD(now, STORE_MEMORY)),
      .rows      (`INLAY_FIELD(now, STORE_RUN_ROWS)),
      .row_stride(`INLAY_FIELD(now, STORE_ROW_STRIDE)),
      .runs      (`INLAY_FIELD(now, STORE_RUNS)),
      .run_stride(`INLAY_FIELD(now, STORE_PIXEL_STRIDE)),
      .bytes     (`INLAY_FIELD(now, STORE_RUN_BYTES)),
      .address,
      .count,
      .ends_row,
      .ends_all  (ends)
  );

  logic [23:0] from_kept;
  assign read_valid   = streams;
  assign read_address = starts ? `INLAY_FIELD(slot, STORE_ADDRESS) : from_kept;
  always_ff @(posedge clk) from_kept <= streams ? read_address + 24'(count) : read_address;

  // ---- The part whose bytes were read stands on the port until it is accepted.

  logic [COUNT_BITS-1:0] read_count;
  logic [COUNT_BITS-1:0] read_offset;
  always_ff @(posedge clk) begin
    if (!port_stalls) begin
      request_valid   <= rst_n && streams;
      request_address <= address & ~32'(PORT_BYTES - 1);
      read_count      <= count;
      read_offset     <= COUNT_BITS'(address & 32'(PORT_BYTES - 1));
    end
    if (!rst_n) request_valid <= 1'b0;
  end
  assign request_data  = read_data << {read_offset, 3'b0};
  assign request_bytes = ~({PORT_BYTES{1'b1}} << read_count) << read_offset;

  // ---- What is to be acknowledged: whether it is a command's last part, and whom it gives tokens to.

  logic [4:0] parts[OUTSTANDING];
  logic [INDEX_BITS:0] noted, taken;
  assign full = noted == (taken ^ {1'b1, {INDEX_BITS{1'b0}}});
  always_ff @(posedge clk) begin
    if (streams) begin
      parts[noted[INDEX_BITS-1:0]] <= {
        ends,
        `INLAY_FIELD(now, GIVE_STORE),
        `INLAY_FIELD(now, GIVE_POST),
        `INLAY_FIELD(now, GIVE_COMPUTE),
        `INLAY_FIELD(now, GIVE_LOAD)
      };
    end
    noted <= rst_n ? noted + (INDEX_BITS + 1)'(streams) : '0;
    taken <= rst_n ? taken + (INDEX_BITS + 1)'(acknowledged) : '0;
  end
  logic part_ends;
  assign {part_ends, gives} = parts[taken[INDEX_BITS-1:0]];
  assign give = acknowledged && part_ends;
  assign busy = slot_valid || active || noted != taken;

  wire unused = &{1'b0, ends_row};

endmodule
