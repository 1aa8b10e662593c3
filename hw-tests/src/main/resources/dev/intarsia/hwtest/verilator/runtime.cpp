// Verilator's own runtime, compiled once for all designs, without the functions that would end the process.

#include "verilated.cpp"
#include "verilated_threads.cpp"
