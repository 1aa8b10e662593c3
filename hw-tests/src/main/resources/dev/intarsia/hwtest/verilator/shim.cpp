// A verilated design behind a C interface small enough to be called from Java.
//
// This file is compiled together with the classes that Verilator wrote for one design. Everything that differs from
// design to design is in the port table below, which is filled in from what Verilator itself lists.
//
// A port's value is one or more 64-bit words, low bits first. Inputs lose the bits above the port's width; outputs are
// extended to whole words, by their sign where the port is signed. Functions that step the design return 0, or 1 once
// the design has called $finish, $stop, $error or $fatal; intarsia_message then says so.

#include "Vdesign.h"
#include "verilated.h"

#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>

// CLOCK, INPUT and OUTPUT are called with: port number, name, bits, 1 if signed.
#define INTARSIA_PORTS(CLOCK, INPUT, OUTPUT) \
@PORTS@

#define INTARSIA_API extern "C" __attribute__((visibility("default")))

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words are copied as bytes, low byte first");

// ---- What a design says to its surroundings. The runtime was compiled without its own versions of these, which print
// ---- to the standard output and end the process.

namespace {
thread_local std::string lastPrinted;

struct DesignStopped : std::runtime_error {
  using std::runtime_error::runtime_error;
};

[[noreturn]] void stop(const char* what, const char* file, int line, const std::string& detail) {
  throw DesignStopped(std::string(what) + " at " + file + ":" + std::to_string(line)
                      + (detail.empty() ? "" : ": " + detail));
}
}  // namespace

// Prints to the standard error. $error and $fatal print their text just before they stop: the last text is kept.
int intarsia_print(const char* format, ...) {
  char text[4096];
  va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  std::fputs(text, stderr);
  lastPrinted = text;
  while (!lastPrinted.empty() && lastPrinted.back() == '\n') lastPrinted.pop_back();
  return length;
}

void vl_finish(const char* file, int line, const char*) { stop("$finish", file, line, ""); }
void vl_stop(const char* file, int line, const char*) { stop("$stop, $error or $fatal", file, line, lastPrinted); }
void vl_fatal(const char* file, int line, const char*, const char* message) {
  stop("a failure of the runtime", file, line, message);
}

// ---- Ports as words.

namespace {
constexpr int wordsFor(int bits) { return (bits + 63) / 64; }

template <int BITS, typename T>
void writePort(T& port, const uint64_t* words) {
  uint64_t clean[wordsFor(BITS)];
  std::memcpy(clean, words, sizeof clean);
  if (BITS % 64 != 0) clean[wordsFor(BITS) - 1] &= ~uint64_t{0} >> (64 - BITS % 64) % 64;
  static_assert(sizeof port <= sizeof clean, "a port is never stored in more words than its width asks for");
  std::memcpy(&port, clean, sizeof port);
}

template <int BITS, int SIGNED, typename T>
void readPort(const T& port, uint64_t* words) {
  uint64_t clean[wordsFor(BITS)] = {};
  std::memcpy(clean, &port, sizeof port);
  if (SIGNED && BITS % 64 != 0) {
    const uint64_t sign = uint64_t{1} << (BITS - 1) % 64;
    uint64_t& top = clean[wordsFor(BITS) - 1];
    top = (top ^ sign) - sign;
  }
  std::memcpy(words, clean, sizeof clean);
}

struct Model {
  VerilatedContext context;
  Vdesign* top = nullptr;
  std::string message;

  // Registers without reset start with random bits, from a fixed seed: a design must not depend on them. Inputs are 0.
  Model() {
    context.randReset(2);
    context.randSeed(20260101);
    top = new Vdesign{&context, "design"};
    setClock(0);
#define INPUT(number, name, bits, isSigned) std::memset(&top->name, 0, sizeof top->name);
#define IGNORE(number, name, bits, isSigned)
    INTARSIA_PORTS(IGNORE, INPUT, IGNORE)
#undef INPUT
  }
  ~Model() {
    enter();
    top->final();
    delete top;
    Verilated::threadContextp(nullptr);
  }

  // The runtime takes some things, such as the list of scopes, from the context that was last made in this thread; with
  // several models alive that is another model's, or one that is gone.
  void enter() { Verilated::threadContextp(&context); }

  void setClock(int level) {
#define CLOCK(number, name, bits, isSigned) top->name = level;
    INTARSIA_PORTS(CLOCK, IGNORE, IGNORE)
#undef CLOCK
  }

  // One clock cycle: a falling edge, which lets new inputs through to the registers, and the rising edge. Without a
  // clock, the outputs simply follow the inputs.
  void cycle() {
    setClock(0);
    top->eval();
#define CLOCK(number, name, bits, isSigned) setClock(1), top->eval();
    INTARSIA_PORTS(CLOCK, IGNORE, IGNORE)
#undef CLOCK
  }

  const uint64_t* writeRow(const uint64_t* words) {
#define INPUT(number, name, bits, isSigned) writePort<bits>(top->name, words), words += wordsFor(bits);
    INTARSIA_PORTS(IGNORE, INPUT, IGNORE)
#undef INPUT
    return words;
  }

  uint64_t* readRow(uint64_t* words) const {
#define OUTPUT(number, name, bits, isSigned) readPort<bits, isSigned>(top->name, words), words += wordsFor(bits);
    INTARSIA_PORTS(IGNORE, IGNORE, OUTPUT)
#undef OUTPUT
    return words;
  }

  template <typename Action>
  int guarded(Action action) {
    if (!message.empty()) return 1;
    enter();
    lastPrinted.clear();
    try {
      action();
      return 0;
    } catch (const std::exception& stopped) {
      message = stopped.what();
      return 1;
    }
  }
};
}  // namespace

// ---- The interface.

// One line a port, in the order of their numbers: name, direction, bits, sign.
INTARSIA_API const char* intarsia_ports() {
#define CLOCK(number, name, bits, isSigned) #name " clock " #bits " " #isSigned "\n"
#define INPUT(number, name, bits, isSigned) #name " input " #bits " " #isSigned "\n"
#define OUTPUT(number, name, bits, isSigned) #name " output " #bits " " #isSigned "\n"
  return INTARSIA_PORTS(CLOCK, INPUT, OUTPUT);
#undef CLOCK
#undef INPUT
#undef OUTPUT
}

INTARSIA_API void* intarsia_create() { return new Model; }

INTARSIA_API void intarsia_free(void* model) { delete static_cast<Model*>(model); }

INTARSIA_API const char* intarsia_message(const void* model) {
  return static_cast<const Model*>(model)->message.c_str();
}

INTARSIA_API void intarsia_set(void* model, int port, const uint64_t* words) {
  Vdesign* const top = static_cast<Model*>(model)->top;
  switch (port) {
#define WRITE(number, name, bits, isSigned) case number: writePort<bits>(top->name, words); break;
    INTARSIA_PORTS(WRITE, WRITE, IGNORE)
#undef WRITE
  }
}

INTARSIA_API void intarsia_get(const void* model, int port, uint64_t* words) {
  const Vdesign* const top = static_cast<const Model*>(model)->top;
  switch (port) {
#define READ(number, name, bits, isSigned) case number: readPort<bits, isSigned>(top->name, words); break;
    INTARSIA_PORTS(READ, READ, READ)
#undef READ
  }
}

INTARSIA_API int intarsia_eval(void* model) {
  Model* const m = static_cast<Model*>(model);
  return m->guarded([m] { m->top->eval(); });
}

INTARSIA_API int intarsia_tick(void* model, int64_t cycles) {
  Model* const m = static_cast<Model*>(model);
  return m->guarded([m, cycles] {
    for (int64_t i = 0; i < cycles; i++) m->cycle();
  });
}

// Row i of `stimulus` holds all inputs but the clock, row i of `response` all outputs as they are after the rising edge
// that took those inputs.
INTARSIA_API int intarsia_run(void* model, int64_t cycles, const uint64_t* stimulus, uint64_t* response) {
  Model* const m = static_cast<Model*>(model);
  return m->guarded([=] {
    const uint64_t* in = stimulus;
    uint64_t* out = response;
    for (int64_t i = 0; i < cycles; i++) {
      in = m->writeRow(in);
      m->cycle();
      out = m->readRow(out);
    }
  });
}
