# A tool that takes ac_types; clock and device are the tool's own settings.
solution file add ./@name@.cpp
solution file add ./testbench.cpp -exclude true
directive set -DESIGN_HIERARCHY @name@
directive set -CLOCKS {clk {-CLOCK_PERIOD @period@}}
go assembly
