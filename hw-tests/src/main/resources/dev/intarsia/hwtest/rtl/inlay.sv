// inlay: the accelerator. Load, compute, post-processing and store units, each with a queue of commands, between a memory port and scratchpads.
//
// Registers, 32 bits each, by their number:
//   0 … 15  a command word, its low bits first
//   16      write: the command word goes to the queue of its unit
//   17      write: bit 0 starts the units, bit 1 clears tokens, error and cycles, with queues that are empty
//   18      read: bit 0 runs, bit 1 is done (queues are empty, all results are written), bits 11:8 error
//   19      read: cycles from the start to the last result
//   20      read: version of the command words
//   21      read: columns in the high half, rows in the low half
//
// Errors: 1 a word of another version or without a known opcode, 2 a full queue, 3, 4, 5 a command that the load, compute or store unit
// cannot do, 6 an address outside of its memory, 7 a command that post-processing cannot do. With the first error the units take no more commands; it stands in the register
// until the design is reset or cleared.
//
// Memory port. A request is taken at a rising edge with request_valid and request_ready; addresses are those of whole port words.
// Read words come back in order with response_valid and are taken with response_ready; each write is acknowledged, in order, by a
// cycle of acknowledged.

module inlay #(
    parameter int ROWS                = 8,
    parameter int COLS                = 8,
    parameter int LANES               = 8,
    parameter int ACTIVATION_BITS     = 8,
    parameter int WEIGHT_BITS         = 8,
    parameter int ACCUMULATOR_BITS    = 32,
    parameter bit SATURATES           = 1'b0,   // at the end
    parameter int CHUNK               = 0,      // or at every addition of so many products: ROWS; without both, sums wrap
    parameter int ACTIVATION_BYTES    = 32768,
    parameter int WEIGHT_BYTES        = 16384,
    parameter int OUTPUT_BYTES        = 8192,
    parameter int PARAMETER_ENTRIES   = 1024,
    parameter int ACCUMULATOR_ENTRIES = 4096,
    parameter int TABLE_BYTES         = 256,
    parameter int PORT_BYTES          = 8,
    parameter int QUEUE_DEPTH         = 16,
    parameter int OUTSTANDING         = 64
) (
    input  logic                    clk,
    input  logic                    rst_n,

    input  logic                    register_write,
    input  logic [4:0]              register_number,
    input  logic [31:0]             register_data,
    output logic [31:0]             register_value,

    output logic                    request_valid,
    input  logic                    request_ready,
    output logic                    request_write,
    output logic [31:0]             request_address,
    output logic [PORT_BYTES*8-1:0] request_data,
    output logic [PORT_BYTES-1:0]   request_bytes,
    input  logic                    response_valid,
    output logic                    response_ready,
    input  logic [PORT_BYTES*8-1:0] response_data,
    input  logic                    acknowledged,

    // For observers: a command starts to stream, a command's results are written; load, compute, post-processing, store.
    output logic [3:0]              starts,
    output logic [3:0]              dones,
    output logic                    done
);

  localparam int WORD_BITS = inlay_format::WORD_BITS;
  localparam int ELEMENT_BYTES = ACTIVATION_BITS > 8 ? 2 : 1;
  localparam int WEIGHT_ELEMENT_BYTES = WEIGHT_BITS > 8 ? 2 : 1;
  localparam int TILE_COLS = COLS > LANES ? COLS : LANES;
  localparam int LANE_BYTES = LANES * ELEMENT_BYTES;
  localparam int TILE_BYTES = TILE_COLS * WEIGHT_ELEMENT_BYTES;
  localparam int PORT_COUNT_BITS = $clog2(PORT_BYTES) + 1;
  localparam int LANE_COUNT_BITS = $clog2(LANE_BYTES) + 1;
  localparam int ACTIVATION_LINE = 1 << $clog2(LANE_BYTES > PORT_BYTES ? LANE_BYTES : PORT_BYTES);
  localparam int WEIGHT_LINE = 1 << $clog2(TILE_BYTES > PORT_BYTES ? TILE_BYTES : PORT_BYTES);
  localparam int PARAMETER_LINE = PORT_BYTES > 16 ? PORT_BYTES : 16;
  localparam int ACTIVATION_COUNT_BITS = $clog2(ACTIVATION_LINE) + 1;
  localparam int WEIGHT_COUNT_BITS = $clog2(WEIGHT_LINE) + 1;
  localparam int PARAMETER_COUNT_BITS = $clog2(PARAMETER_LINE) + 1;
  localparam int PARAMETER_BYTES = 12 * PARAMETER_ENTRIES;
  localparam int ENTRY_BITS = $clog2(ACCUMULATOR_ENTRIES);

  // Sums of up to 2^24 products, exactly; what saturates at the end is kept so.
  localparam int PRODUCT_SUM_BITS = ACTIVATION_BITS + 1 + WEIGHT_BITS + 24;
  localparam int WIDEST_BITS = PRODUCT_SUM_BITS > 40 ? PRODUCT_SUM_BITS : 40;
  localparam int EXACT_SUM_BITS = WIDEST_BITS > ACCUMULATOR_BITS ? WIDEST_BITS : ACCUMULATOR_BITS + 1;
  localparam int SUM_BITS = SATURATES ? EXACT_SUM_BITS : ACCUMULATOR_BITS;

  localparam int UNITS = 4;  // in this order
  localparam int LOADS = 0;
  localparam int COMPUTES = 1;
  localparam int POSTS = 2;
  localparam int STORES = 3;

  if (ROWS < 2) $error("inlay: ROWS must be at least 2");
  if (ACTIVATION_BITS > 16 || WEIGHT_BITS > 16) $error("inlay: ACTIVATION_BITS and WEIGHT_BITS must be at most 16");
  if (ACCUMULATOR_BITS < 2 || ACCUMULATOR_BITS > 62) $error("inlay: ACCUMULATOR_BITS must be 2 ... 62");
  if (CHUNK != 0 && (CHUNK != ROWS || SATURATES)) $error("inlay: CHUNK must be 0 or ROWS, and 0 with SATURATES");
  if (PORT_BYTES != 1 << $clog2(PORT_BYTES)) $error("inlay: PORT_BYTES must be a power of two");

  // ---- Registers.

  logic [WORD_BITS-1:0] word;
  logic running;
  logic [3:0] error;
  logic [31:0] cycles;
  logic pushes, clears;
  logic [UNITS-1:0] push, full;
  logic known;
  always_comb begin
    pushes = register_write && register_number == 5'd16;
    clears = register_write && register_number == 5'd17 && register_data[1];
    push   = '0;
    known  = `INLAY_FIELD(word, VERSION) == 8'(inlay_format::VERSION);
    case (32'(`INLAY_FIELD(word, OPCODE)))
      inlay_format::LOAD: push[LOADS] = pushes && known;
      inlay_format::MULTIPLY, inlay_format::VECTOR: push[COMPUTES] = pushes && known;
      inlay_format::POST: push[POSTS] = pushes && known;
      inlay_format::STORE: push[STORES] = pushes && known;
      default: known = 1'b0;
    endcase
    case (register_number)
      5'd18: register_value = {20'b0, error, 6'b0, done, running};
      5'd19: register_value = cycles;
      5'd20: register_value = 32'(inlay_format::VERSION);
      5'd21: register_value = {16'(COLS), 16'(ROWS)};
      default: register_value = '0;
    endcase
  end
  for (genvar w = 0; w < WORD_BITS / 32; w++) begin : word_part
    always_ff @(posedge clk) begin
      if (register_write && register_number == 5'(w)) word[w*32+:32] <= register_data;
    end
  end

  logic outside;
  logic [UNITS-1:0] bad, head_valid, busy;
  assign done = running && head_valid == '0 && busy == '0;
  always_ff @(posedge clk) begin
    if (!rst_n || clears) begin
      running <= 1'b0;
      error   <= '0;
      cycles  <= '0;
    end else begin
      if (register_write && register_number == 5'd17 && register_data[0]) running <= 1'b1;
      if (running && !done) cycles <= cycles + 32'd1;
      if (error == '0) begin
        if (pushes && !known) error <= 4'd1;
        else if ((push & full) != '0) error <= 4'd2;
        else if (bad[LOADS]) error <= 4'd3;
        else if (bad[COMPUTES]) error <= 4'd4;
        else if (bad[POSTS]) error <= 4'd7;
        else if (bad[STORES]) error <= 4'd5;
        else if (outside) error <= 4'd6;
      end
    end
  end
  logic run;
  assign run = running && error == '0;

  // ---- Queues and tokens. Counter f * UNITS + t holds the tokens given by unit f to unit t. Load and store take theirs with a command from the
  // queue; compute when a command starts; post-processing those of loads with the command, and the others when it starts.

  logic [WORD_BITS-1:0] load_head, compute_head, post_head, store_head;
  logic [UNITS-1:0] pop, give, tokens_there;
  logic [UNITS-1:0] compute_waits, post_waits;
  logic [UNITS*UNITS-1:0] gives, waits, takes, given, missing;
  command_queue #(.DEPTH(QUEUE_DEPTH)) load_queue (
      .clk, .rst_n, .push(push[LOADS]), .word, .full(full[LOADS]), .pop(pop[LOADS]), .head_valid(head_valid[LOADS]), .head(load_head)
  );
  command_queue #(.DEPTH(QUEUE_DEPTH)) compute_queue (
      .clk, .rst_n, .push(push[COMPUTES]), .word, .full(full[COMPUTES]), .pop(pop[COMPUTES]), .head_valid(head_valid[COMPUTES]), .head(compute_head)
  );
  command_queue #(.DEPTH(QUEUE_DEPTH)) post_queue (
      .clk, .rst_n, .push(push[POSTS]), .word, .full(full[POSTS]), .pop(pop[POSTS]), .head_valid(head_valid[POSTS]), .head(post_head)
  );
  command_queue #(.DEPTH(QUEUE_DEPTH)) store_queue (
      .clk, .rst_n, .push(push[STORES]), .word, .full(full[STORES]), .pop(pop[STORES]), .head_valid(head_valid[STORES]), .head(store_head)
  );
  assign waits = {
    `INLAY_FIELD(store_head, WAIT_STORE),
    `INLAY_FIELD(store_head, WAIT_POST),
    `INLAY_FIELD(store_head, WAIT_COMPUTE),
    `INLAY_FIELD(store_head, WAIT_LOAD),
    post_waits[UNITS-1:1],
    `INLAY_FIELD(post_head, WAIT_LOAD),
    compute_waits,
    `INLAY_FIELD(load_head, WAIT_STORE),
    `INLAY_FIELD(load_head, WAIT_POST),
    `INLAY_FIELD(load_head, WAIT_COMPUTE),
    `INLAY_FIELD(load_head, WAIT_LOAD)
  };
  for (genvar f = 0; f < UNITS; f++) begin : giver
    for (genvar t = 0; t < UNITS; t++) begin : taker
      localparam bit AT_START = t == COMPUTES || (t == POSTS && f != LOADS);
      logic [15:0] tokens;
      assign missing[t*UNITS+f] = waits[t*UNITS+f] && tokens == '0;
      assign given[f*UNITS+t] = give[f] && gives[f*UNITS+t];
      assign takes[t*UNITS+f] = (AT_START ? starts[t] : pop[t]) && waits[t*UNITS+f];
      always_ff @(posedge clk) begin
        if (!rst_n || clears) tokens <= '0;
        else tokens <= tokens + 16'(given[f*UNITS+t]) - 16'(takes[t*UNITS+f]);
      end
    end
  end
  for (genvar t = 0; t < UNITS; t++) begin : unit_tokens
    assign tokens_there[t] = missing[t*UNITS+:UNITS] == '0;
  end
  logic post_loaded, post_tokens_there;
  assign post_loaded = !missing[POSTS*UNITS+LOADS];
  assign post_tokens_there = missing[POSTS*UNITS+1+:UNITS-1] == '0;
  assign dones = give;

  // ---- The memory port: it belongs to a command from its first cycle to its last word. Who wanted it first gets it, load on a tie.

  logic load_wants, store_wants, load_releases, store_releases, load_granted, store_granted;
  logic port_taken, store_older, port_stalls;
  always_comb begin
    load_granted  = !port_taken && !(store_wants && store_older);
    store_granted = !port_taken && !(load_wants && !store_older);
  end
  always_ff @(posedge clk) begin
    if (!rst_n) begin
      port_taken  <= 1'b0;
      store_older <= 1'b0;
    end else begin
      port_taken  <= (port_taken || starts[LOADS] || starts[STORES]) && !load_releases && !store_releases;
      // Whichever load comes next wants the port later than a store that waits for the load at hand.
      store_older <= store_wants && !starts[STORES] && (store_older || !load_wants || starts[LOADS]);
    end
  end

  logic load_request, load_request_waits, store_request;
  logic [31:0] load_address, load_address_waits, store_address;
  assign port_stalls = request_valid && !request_ready;
  always_ff @(posedge clk) begin
    if (!port_stalls) begin
      load_request_waits <= load_request;
      load_address_waits <= load_address;
    end
    if (!rst_n) load_request_waits <= 1'b0;
  end
  assign request_valid   = load_request_waits || store_request;
  assign request_write   = !load_request_waits;
  assign request_address = load_request_waits ? load_address_waits : store_address;

  // ---- Units.

  logic load_write, load_write_ready;
  logic [1:0] load_to, post_to;
  logic [23:0] load_place, post_place, kept_place;
  logic [PORT_COUNT_BITS-1:0] load_count;
  logic [PORT_BYTES*8-1:0] load_data;
  load_unit #(.PORT_BYTES(PORT_BYTES), .OUTSTANDING(OUTSTANDING)) load (
      .clk,
      .rst_n,
      .run,
      .head_valid(head_valid[LOADS]),
      .head(load_head),
      .tokens_there(tokens_there[LOADS]),
      .pop(pop[LOADS]),
      .give(give[LOADS]),
      .gives(gives[LOADS*UNITS+:UNITS]),
      .bad(bad[LOADS]),
      .port_wanted(load_wants),
      .port_granted(load_granted),
      .port_released(load_releases),
      .port_stalls,
      .request_valid(load_request),
      .request_address(load_address),
      .response_valid,
      .response_ready,
      .response_data,
      .write_valid(load_write),
      .write_ready(load_write_ready),
      .write_to(load_to),
      .write_address(load_place),
      .write_count(load_count),
      .write_data(load_data),
      .starts(starts[LOADS]),
      .busy(busy[LOADS])
  );

  logic store_read;
  logic [23:0] store_place;
  logic [PORT_BYTES*8-1:0] store_data;
  store_unit #(.PORT_BYTES(PORT_BYTES), .OUTSTANDING(OUTSTANDING)) store (
      .clk,
      .rst_n,
      .run,
      .head_valid(head_valid[STORES]),
      .head(store_head),
      .tokens_there(tokens_there[STORES]),
      .pop(pop[STORES]),
      .give(give[STORES]),
      .gives(gives[STORES*UNITS+:UNITS]),
      .bad(bad[STORES]),
      .port_wanted(store_wants),
      .port_granted(store_granted),
      .port_released(store_releases),
      .port_stalls,
      .read_valid(store_read),
      .read_address(store_place),
      .read_data(store_data),
      .request_valid(store_request),
      .request_address(store_address),
      .request_data,
      .request_bytes,
      .acknowledged,
      .starts(starts[STORES]),
      .busy(busy[STORES])
  );

  logic activation_read, lane_read, weight_read, parameter_read, post_write, post_keeps, compute_outside, post_outside;
  logic [ROWS*24-1:0] activation_address;
  logic [23:0] lane_address, weight_address, parameter_address;
  logic [ROWS*ELEMENT_BYTES*8-1:0] activation_data;
  logic [LANE_BYTES*8-1:0] lane_data, post_data;
  logic [TILE_BYTES*8-1:0] weight_data;
  logic [95:0] parameter_data;
  logic [LANE_COUNT_BITS-1:0] post_count;
  logic [LANES*16-1:0] table_address;
  logic [LANES*8-1:0] table_data;
  logic take_valid;
  logic [ENTRY_BITS-1:0] take_entry;
  logic [COLS*SUM_BITS-1:0] taken_sums;
  compute_unit #(
      .ROWS(ROWS),
      .COLS(COLS),
      .LANES(LANES),
      .ACTIVATION_BITS(ACTIVATION_BITS),
      .WEIGHT_BITS(WEIGHT_BITS),
      .ACCUMULATOR_BITS(ACCUMULATOR_BITS),
      .SATURATES(SATURATES),
      .CHUNK(CHUNK),
      .ACTIVATION_BYTES(ACTIVATION_BYTES),
      .WEIGHT_SCRATCHPAD(WEIGHT_BYTES),
      .EXACT_SUM_BITS(EXACT_SUM_BITS),
      .ACCUMULATOR_ENTRIES(ACCUMULATOR_ENTRIES)
  ) compute (
      .clk,
      .rst_n,
      .run,
      .head_valid(head_valid[COMPUTES]),
      .head(compute_head),
      .pop(pop[COMPUTES]),
      .waits(compute_waits),
      .tokens_there(tokens_there[COMPUTES]),
      .give(give[COMPUTES]),
      .gives(gives[COMPUTES*UNITS+:UNITS]),
      .bad(bad[COMPUTES]),
      .outside(compute_outside),
      .activation_read,
      .activation_address,
      .activation_data,
      .lane_read,
      .lane_address,
      .lane_data,
      .weight_read,
      .weight_address,
      .weight_data,
      .take_valid,
      .take_entry,
      .taken_sums,
      .starts(starts[COMPUTES]),
      .busy(busy[COMPUTES])
  );

  post_unit #(
      .COLS(COLS),
      .LANES(LANES),
      .ACTIVATION_BITS(ACTIVATION_BITS),
      .ACCUMULATOR_BITS(ACCUMULATOR_BITS),
      .SATURATES(SATURATES),
      .CHUNK(CHUNK),
      .EXACT_SUM_BITS(EXACT_SUM_BITS),
      .ACCUMULATOR_ENTRIES(ACCUMULATOR_ENTRIES),
      .TABLE_BYTES(TABLE_BYTES)
  ) post (
      .clk,
      .rst_n,
      .run,
      .head_valid(head_valid[POSTS]),
      .head(post_head),
      .loaded(post_loaded),
      .pop(pop[POSTS]),
      .waits(post_waits),
      .tokens_there(post_tokens_there),
      .give(give[POSTS]),
      .gives(gives[POSTS*UNITS+:UNITS]),
      .bad(bad[POSTS]),
      .outside(post_outside),
      .take_valid,
      .take_entry,
      .taken_sums,
      .parameter_read,
      .parameter_address,
      .parameter_data,
      .table_address,
      .table_data,
      .write_valid(post_write),
      .write_to(post_to),
      .write_address(post_place),
      .write_count(post_count),
      .write_data(post_data),
      .keep_valid(post_keeps),
      .keep_address(kept_place),
      .starts(starts[POSTS]),
      .busy(busy[POSTS])
  );

  // ---- Scratchpads. Words of post-processing go before those of a load.

  localparam logic [1:0] ACTIVATIONS = 2'd0;
  localparam logic [1:0] WEIGHTS = 2'd1;
  localparam logic [1:0] TABLES = 2'd2;  // of a load
  localparam logic [1:0] OUTPUT = 2'd2;  // of a word
  localparam logic [1:0] PARAMETERS = 2'd3;

  logic post_to_activations, to_activations;
  logic [23:0] post_activation_place, activation_write_address;
  logic [ACTIVATION_COUNT_BITS-1:0] activation_write_count;
  logic [ACTIVATION_LINE*8-1:0] activation_write_data;
  assign post_to_activations = post_keeps || (post_write && post_to == ACTIVATIONS);
  assign post_activation_place = post_keeps ? kept_place : post_place;
  assign load_write_ready = !(post_to_activations && load_to == ACTIVATIONS);
  assign to_activations = post_to_activations || (load_write && load_to == ACTIVATIONS);
  assign activation_write_address = post_to_activations ? post_activation_place : load_place;
  assign activation_write_count = post_to_activations ? ACTIVATION_COUNT_BITS'(post_count) : ACTIVATION_COUNT_BITS'(load_count);
  assign activation_write_data = post_to_activations ? (ACTIVATION_LINE * 8)'(post_data) : (ACTIVATION_LINE * 8)'(load_data);

  // Each row of the array reads its own tap, anywhere: a read port a row. The lanes read neighbours.
  scratchpad #(.BYTES(ACTIVATION_BYTES), .LINE(ACTIVATION_LINE), .READ_PORTS(ROWS), .READ_BYTES(ELEMENT_BYTES)) row_activations (
      .clk,
      .write_valid(to_activations),
      .write_address(activation_write_address),
      .write_count(activation_write_count),
      .write_data(activation_write_data),
      .read_valid(activation_read),
      .read_address(activation_address),
      .read_data(activation_data)
  );
  scratchpad #(.BYTES(ACTIVATION_BYTES), .LINE(ACTIVATION_LINE), .READ_PORTS(1), .READ_BYTES(LANE_BYTES)) lane_activations (
      .clk,
      .write_valid(to_activations),
      .write_address(activation_write_address),
      .write_count(activation_write_count),
      .write_data(activation_write_data),
      .read_valid(lane_read),
      .read_address(lane_address),
      .read_data(lane_data)
  );
  scratchpad #(.BYTES(WEIGHT_BYTES), .LINE(WEIGHT_LINE), .READ_PORTS(1), .READ_BYTES(TILE_BYTES)) weights (
      .clk,
      .write_valid(load_write && load_to == WEIGHTS),
      .write_address(load_place),
      .write_count(WEIGHT_COUNT_BITS'(load_count)),
      .write_data((WEIGHT_LINE * 8)'(load_data)),
      .read_valid(weight_read),
      .read_address(weight_address),
      .read_data(weight_data)
  );
  scratchpad #(.BYTES(PARAMETER_BYTES), .LINE(PARAMETER_LINE), .READ_PORTS(1), .READ_BYTES(12)) parameters (
      .clk,
      .write_valid(load_write && load_to == PARAMETERS),
      .write_address(load_place),
      .write_count(PARAMETER_COUNT_BITS'(load_count)),
      .write_data((PARAMETER_LINE * 8)'(load_data)),
      .read_valid(parameter_read),
      .read_address(parameter_address),
      .read_data(parameter_data)
  );
  lookup_table #(.BYTES(TABLE_BYTES), .LANES(LANES), .PORT_BYTES(PORT_BYTES)) tables (
      .clk,
      .write_valid(load_write && load_to == TABLES),
      .write_address(load_place),
      .write_count(load_count),
      .write_data(load_data),
      .read_address(table_address),
      .read_data(table_data)
  );
  scratchpad #(.BYTES(OUTPUT_BYTES), .LINE(ACTIVATION_LINE), .READ_PORTS(1), .READ_BYTES(PORT_BYTES)) words (
      .clk,
      .write_valid(post_write && post_to == OUTPUT),
      .write_address(post_place),
      .write_count(ACTIVATION_COUNT_BITS'(post_count)),
      .write_data((ACTIVATION_LINE * 8)'(post_data)),
      .read_valid(store_read),
      .read_address(store_place),
      .read_data(store_data)
  );

  logic [24:0] load_end, post_end, kept_end;
  always_comb begin
    load_end = 25'(load_place) + 25'(load_count);
    post_end = 25'(post_place) + 25'(post_count);
    kept_end = 25'(kept_place) + 25'(post_count);
    outside = compute_outside
        || post_outside
        || (load_write && load_to == ACTIVATIONS && load_end > 25'(ACTIVATION_BYTES))
        || (load_write && load_to == WEIGHTS && load_end > 25'(WEIGHT_BYTES))
        || (load_write && load_to == PARAMETERS && load_end > 25'(PARAMETER_BYTES))
        || (load_write && load_to == TABLES && load_end > 25'(TABLE_BYTES))
        || (post_write && post_to == ACTIVATIONS && post_end > 25'(ACTIVATION_BYTES))
        || (post_write && post_to == OUTPUT && post_end > 25'(OUTPUT_BYTES))
        || (post_write && post_to != ACTIVATIONS && post_to != OUTPUT)
        || (post_keeps && kept_end > 25'(ACTIVATION_BYTES))
        || (parameter_read && parameter_address > 24'(PARAMETER_BYTES - 12))
        || (store_read && store_place > 24'(OUTPUT_BYTES - 1));
  end

  wire unused = &{1'b0, tokens_there, post_waits};

endmodule
