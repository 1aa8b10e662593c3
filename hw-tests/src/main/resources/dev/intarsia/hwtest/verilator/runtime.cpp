// Verilator's own runtime, compiled once for all designs, without the functions that print to the standard output or end
// the process: shim.cpp has its own.

#define VL_USER_FINISH
#define VL_USER_STOP
#define VL_USER_FATAL
#define VL_PRINTF intarsia_print

extern int intarsia_print(const char* format, ...);

#include "verilated.cpp"
#include "verilated_threads.cpp"
