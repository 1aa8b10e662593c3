// inlay_bench: the accelerator with a memory behind its port, as the tests run it. The host reads and writes memory by port words.

module inlay_bench #(
    parameter int ROWS                = 8,
    parameter int COLS                = 8,
    parameter int LANES               = 8,
    parameter int ACTIVATION_BITS     = 8,
    parameter int WEIGHT_BITS         = 8,
    parameter int ACCUMULATOR_BITS    = 32,
    parameter int SATURATES           = 0,
    parameter int CHUNK               = 0,
    parameter int ACTIVATION_BYTES    = 32768,
    parameter int WEIGHT_BYTES        = 16384,
    parameter int OUTPUT_BYTES        = 8192,
    parameter int PARAMETER_ENTRIES   = 1024,
    parameter int TABLE_BYTES         = 256,
    parameter int ACCUMULATOR_ENTRIES = 4096,
    parameter int PORT_BYTES          = 8,
    parameter int QUEUE_DEPTH         = 1024,
    parameter int MEMORY_WORDS        = 1024
) (
    input  logic                    clk,
    input  logic                    rst_n,
    input  logic [15:0]             latency,
    input  logic                    stalls,
    input  logic                    register_write,
    input  logic [4:0]              register_number,
    input  logic [31:0]             register_data,
    output logic [31:0]             register_value,
    input  logic                    host_write,
    input  logic [31:0]             host_address,
    input  logic [PORT_BYTES*8-1:0] host_data,
    output logic [PORT_BYTES*8-1:0] host_word,
    output logic [3:0]              starts,
    output logic [3:0]              dones,
    output logic                    done,
    output logic                    memory_outside
);

  logic request_valid, request_ready, request_write, response_valid, response_ready, acknowledged;
  logic [31:0] request_address;
  logic [PORT_BYTES*8-1:0] request_data, response_data;
  logic [PORT_BYTES-1:0] request_bytes;

  inlay #(
      .ROWS(ROWS),
      .COLS(COLS),
      .LANES(LANES),
      .ACTIVATION_BITS(ACTIVATION_BITS),
      .WEIGHT_BITS(WEIGHT_BITS),
      .ACCUMULATOR_BITS(ACCUMULATOR_BITS),
      .SATURATES(SATURATES != 0),
      .CHUNK(CHUNK),
      .ACTIVATION_BYTES(ACTIVATION_BYTES),
      .WEIGHT_BYTES(WEIGHT_BYTES),
      .OUTPUT_BYTES(OUTPUT_BYTES),
      .PARAMETER_ENTRIES(PARAMETER_ENTRIES),
      .TABLE_BYTES(TABLE_BYTES),
      .ACCUMULATOR_ENTRIES(ACCUMULATOR_ENTRIES),
      .PORT_BYTES(PORT_BYTES),
      .QUEUE_DEPTH(QUEUE_DEPTH)
  ) accelerator (
      .clk,
      .rst_n,
      .register_write,
      .register_number,
      .register_data,
      .register_value,
      .request_valid,
      .request_ready,
      .request_write,
      .request_address,
      .request_data,
      .request_bytes,
      .response_valid,
      .response_ready,
      .response_data,
      .acknowledged,
      .starts,
      .dones,
      .done
  );

  test_memory #(.WORDS(MEMORY_WORDS), .PORT_BYTES(PORT_BYTES)) memory (
      .clk,
      .rst_n,
      .latency,
      .stalls,
      .host_write,
      .host_address,
      .host_data,
      .host_word,
      .request_valid,
      .request_ready,
      .request_write,
      .request_address,
      .request_data,
      .request_bytes,
      .response_valid,
      .response_ready,
      .response_data,
      .acknowledged,
      .outside(memory_outside)
  );

endmodule
