// test_memory: the memory behind the port, for tests. In order; a word comes `latency` + 1 cycles after its request was taken.
// With stalls, request_ready is low and responses are held back at random.

module test_memory #(
    parameter int WORDS       = 1024,
    parameter int PORT_BYTES  = 8,
    parameter int OUTSTANDING = 128
) (
    input  logic                     clk,
    input  logic                     rst_n,
    input  logic [15:0]              latency,
    input  logic                     stalls,

    input  logic                     host_write,
    input  logic [31:0]              host_address,
    input  logic [PORT_BYTES*8-1:0]  host_data,
    output logic [PORT_BYTES*8-1:0]  host_word,

    input  logic                     request_valid,
    output logic                     request_ready,
    input  logic                     request_write,
    input  logic [31:0]              request_address,
    input  logic [PORT_BYTES*8-1:0]  request_data,
    input  logic [PORT_BYTES-1:0]    request_bytes,
    output logic                     response_valid,
    input  logic                     response_ready,
    output logic [PORT_BYTES*8-1:0]  response_data,
    output logic                     acknowledged,
    output logic                     outside
);

  localparam int SHIFT = $clog2(PORT_BYTES);
  localparam int WORD_BITS = $clog2(WORDS);
  localparam int INDEX_BITS = $clog2(OUTSTANDING);

  logic [PORT_BYTES*8-1:0] words[WORDS];
  logic [31:0] now;
  logic [31:0] noise;
  logic [INDEX_BITS:0] taken, given;
  logic [PORT_BYTES*8-1:0] data[OUTSTANDING];
  logic [31:0] due[OUTSTANDING];
  logic is_write[OUTSTANDING];

  logic accepts, answers, ready_now;
  logic [31:0] index;
  assign index         = request_address >> SHIFT;
  assign outside       = accepts && index >= 32'(WORDS);
  assign request_ready = taken != (given ^ {1'b1, {INDEX_BITS{1'b0}}}) && !(stalls && noise[1:0] == 2'b00);
  assign accepts       = request_valid && request_ready;
  assign ready_now     = taken != given && due[given[INDEX_BITS-1:0]] <= now && !(stalls && noise[4:3] == 2'b00);
  assign response_valid = ready_now && !is_write[given[INDEX_BITS-1:0]];
  assign response_data  = data[given[INDEX_BITS-1:0]];
  assign acknowledged   = ready_now && is_write[given[INDEX_BITS-1:0]];
  assign answers        = acknowledged || (response_valid && response_ready);

  always_ff @(posedge clk) begin
    if (!rst_n) begin
      now   <= '0;
      noise <= 32'h2545F491;
      taken <= '0;
      given <= '0;
    end else begin
      now   <= now + 32'd1;
      noise <= {noise[30:0], noise[31] ^ noise[21] ^ noise[1] ^ noise[0]};
      taken <= taken + (INDEX_BITS + 1)'(accepts);
      given <= given + (INDEX_BITS + 1)'(answers);
    end
    if (accepts) begin
      data[taken[INDEX_BITS-1:0]]     <= words[index[WORD_BITS-1:0]];
      due[taken[INDEX_BITS-1:0]]      <= now + 32'(latency) + 32'd1;
      is_write[taken[INDEX_BITS-1:0]] <= request_write;
      if (request_write) begin
        for (int b = 0; b < PORT_BYTES; b++) begin
          if (request_bytes[b]) words[index[WORD_BITS-1:0]][b*8+:8] <= request_data[b*8+:8];
        end
      end
    end
    if (host_write) words[host_address[WORD_BITS-1:0]] <= host_data;
    host_word <= words[host_address[WORD_BITS-1:0]];
  end

  wire unused = &{1'b0, host_address};

endmodule
