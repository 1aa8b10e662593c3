# Vitis HLS: vitis_hls -f project.tcl
open_project -reset @name@_project
set_top @name@
add_files @name@.cpp
add_files -tb testbench.cpp -cflags "-DINTARSIA_TAP -I."
add_files -tb golden.txt
open_solution -reset solution -flow_target vivado
set_part {@part@}
create_clock -period @period@ -name default
csynth_design
exit
