// scratchpad: a memory that is addressed in bytes, written and read at any of them.
//
// Contract. A write puts write_count bytes, the low ones of write_data, at write_address and behind it; it takes effect at the
//   rising edge. Each read port gives READ_BYTES bytes from its address on, after the next rising edge, and keeps them until it
//   reads again. A read and a write at one edge: the read gives what was there before.
//   Bytes outside of the memory are undefined; the caller checks addresses.
//
// How it works. Lines of LINE bytes lie in two memories, the even and the odd ones. Any LINE neighbouring bytes lie in one line
//   and the next, thus in a line of each.

module scratchpad #(
    parameter int BYTES      = 4096,
    parameter int LINE       = 8,     // a power of two, at least 2
    parameter int READ_PORTS = 1,
    parameter int READ_BYTES = 8,     // at most LINE
    localparam int COUNT_BITS = $clog2(LINE) + 1
) (
    input  logic                               clk,
    input  logic                               write_valid,
    input  logic [23:0]                        write_address,
    input  logic [COUNT_BITS-1:0]              write_count,
    input  logic [LINE*8-1:0]                  write_data,
    input  logic                               read_valid,
    input  logic [READ_PORTS*24-1:0]           read_address,
    output logic [READ_PORTS*READ_BYTES*8-1:0] read_data
);

  localparam int OFFSET_BITS = $clog2(LINE);
  localparam int LINES = (BYTES + LINE - 1) / LINE;
  localparam int PAIRS = LINES / 2 + 1;
  localparam int PAIR_BITS = $clog2(PAIRS);

  if (LINE < 2 || LINE != 1 << OFFSET_BITS) $error("scratchpad: LINE must be a power of two, at least 2");
  if (READ_BYTES > LINE) $error("scratchpad: READ_BYTES must not exceed LINE");
  if (BYTES > 1 << 24) $error("scratchpad: BYTES must be addressed by 24 bits");

  logic [LINE*8-1:0] even_lines[PAIRS];
  logic [LINE*8-1:0] odd_lines [PAIRS];

  // ---- Writing: bytes move to their places in two lines; the first of them is an even or an odd one.

  logic [OFFSET_BITS-1:0] write_offset;
  logic                   write_odd;
  logic [PAIR_BITS-1:0]   write_even_pair, write_odd_pair;
  logic [2*LINE*8-1:0]    write_lines;
  logic [2*LINE-1:0]      write_places;
  logic [LINE*8-1:0]      even_data, odd_data;
  logic [LINE-1:0]        even_places, odd_places;
  always_comb begin
    write_offset    = write_address[OFFSET_BITS-1:0];
    write_odd       = write_address[OFFSET_BITS];
    write_odd_pair  = write_address[OFFSET_BITS+1+:PAIR_BITS];
    write_even_pair = write_odd_pair + PAIR_BITS'(write_odd);
    write_lines     = {{LINE * 8{1'b0}}, write_data} << {write_offset, 3'b0};
    write_places    = ~({2 * LINE{1'b1}} << write_count) << write_offset;
    if (write_odd) begin
      {even_data, odd_data}     = write_lines;
      {even_places, odd_places} = write_places;
    end else begin
      {odd_data, even_data}     = write_lines;
      {odd_places, even_places} = write_places;
    end
  end

  always_ff @(posedge clk) begin
    if (write_valid) begin
      for (int b = 0; b < LINE; b++) begin
        if (even_places[b]) even_lines[write_even_pair][b*8+:8] <= even_data[b*8+:8];
        if (odd_places[b]) odd_lines[write_odd_pair][b*8+:8] <= odd_data[b*8+:8];
      end
    end
  end

  // ---- Reading.

  for (genvar p = 0; p < READ_PORTS; p++) begin : port
    logic [OFFSET_BITS+PAIR_BITS:0] address;
    logic [PAIR_BITS-1:0]           odd_pair;
    logic [LINE*8-1:0]              even_line, odd_line;
    logic [OFFSET_BITS-1:0]         offset;
    logic                           odd;
    logic [2*LINE*8-1:0]            lines;
    assign address  = read_address[p*24+:OFFSET_BITS+PAIR_BITS+1];
    assign odd_pair = address[OFFSET_BITS+1+:PAIR_BITS];
    always_ff @(posedge clk) begin
      if (read_valid) begin
        even_line <= even_lines[odd_pair+PAIR_BITS'(address[OFFSET_BITS])];
        odd_line  <= odd_lines[odd_pair];
        offset    <= address[OFFSET_BITS-1:0];
        odd       <= address[OFFSET_BITS];
      end
    end
    assign lines = odd ? {even_line, odd_line} : {odd_line, even_line};
    assign read_data[p*READ_BYTES*8+:READ_BYTES*8] = lines[{1'b0, offset, 3'b0}+:READ_BYTES*8];
  end

  wire unused = &{1'b0, write_address, read_address};

endmodule
