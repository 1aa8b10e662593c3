// lookup_table: bytes that post-processing looks words up in.
//
// Contract. A write puts write_count bytes, the low ones of write_data, at write_address and behind it; it takes effect at the
//   rising edge. Each lane gets the byte at its address at once, without a clock.
//   Bytes outside of the table are undefined; the caller checks addresses.

module lookup_table #(
    parameter int BYTES      = 256,  // 0: there is none, and what is read is 0
    parameter int LANES      = 8,
    parameter int PORT_BYTES = 8,
    localparam int COUNT_BITS = $clog2(PORT_BYTES) + 1
) (
    input  logic                    clk,
    input  logic                    write_valid,
    input  logic [23:0]             write_address,
    input  logic [COUNT_BITS-1:0]   write_count,
    input  logic [PORT_BYTES*8-1:0] write_data,
    input  logic [LANES*16-1:0]     read_address,
    output logic [LANES*8-1:0]      read_data
);

  if (BYTES > 1 << 16) $error("lookup_table: BYTES must be addressed by 16 bits");

  if (BYTES > 1) begin : filled
    localparam int PLACE_BITS = $clog2(BYTES);
    logic [7:0] bytes[BYTES];
    always_ff @(posedge clk) begin
      for (int b = 0; b < PORT_BYTES; b++) begin
        if (write_valid && b < 32'(write_count)) bytes[PLACE_BITS'(write_address+24'(b))] <= write_data[b*8+:8];
      end
    end
    for (genvar l = 0; l < LANES; l++) begin : lane
      assign read_data[l*8+:8] = bytes[read_address[l*16+:PLACE_BITS]];
    end
    wire unused = &{1'b0, write_address, read_address};
  end else begin : none
    assign read_data = '0;
    wire unused = &{1'b0, clk, write_valid, write_address, write_count, write_data, read_address};
  end

endmodule
