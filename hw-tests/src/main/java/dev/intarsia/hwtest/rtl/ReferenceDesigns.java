package dev.intarsia.hwtest.rtl;

import java.util.List;
import java.util.Map;

/** The designs that ship with Intarsia. Each method's parameters are those of the module of the same name. */
public final class ReferenceDesigns {

    /** All files of the accelerator and its bench, in the order in which they need each other. */
    private static final List<String> INLAY = List.of(
            "inlay_format",
            "saturate",
            "mac_array",
            "requantizer",
            "scratchpad",
            "command_queue",
            "run_walk",
            "load_unit",
            "store_unit",
            "tap_step",
            "element",
            "accumulator_memory",
            "compute_walk",
            "multiply_path",
            "post_parameters",
            "vector_lane",
            "post_lane",
            "lookup_table",
            "compute_unit",
            "post_unit",
            "inlay",
            "test_memory",
            "inlay_bench");

    private ReferenceDesigns() {}

    /** {@code mac_array.sv}: weight-stationary array of multipliers with an accumulator under every column. */
    public static RtlDesign macArray(int rows, int cols, int activationBits, int weightBits, int accumulatorBits) {
        return new RtlDesign(
                "mac_array",
                List.of(RtlSource.shipped("mac_array.sv")),
                Map.of(
                        "ROWS", rows,
                        "COLS", cols,
                        "ACTIVATION_BITS", activationBits,
                        "WEIGHT_BITS", weightBits,
                        "ACCUMULATOR_BITS", accumulatorBits));
    }

    /** {@code requantizer.sv}: multiply, round in one of eight ways, add the zero point, clamp. */
    public static RtlDesign requantizer(int accumulatorBits, int multiplierBits, int shiftBits, int outputBits) {
        return new RtlDesign(
                "requantizer",
                List.of(RtlSource.shipped("requantizer.sv")),
                Map.of(
                        "ACCUMULATOR_BITS", accumulatorBits,
                        "MULTIPLIER_BITS", multiplierBits,
                        "SHIFT_BITS", shiftBits,
                        "OUTPUT_BITS", outputBits));
    }

    /** {@code inlay_bench.sv}: the whole accelerator with a memory behind its port. */
    public static RtlDesign inlayBench(Map<String, Integer> parameters) {
        return new RtlDesign("inlay_bench", sources(INLAY), parameters);
    }

    /**
     * A module of the accelerator by itself.
     *
     * @param top one of the files that {@link #inlayBench} takes, without its suffix
     */
    public static RtlDesign module(String top, Map<String, Integer> parameters) {
        return new RtlDesign(top, sources(INLAY), parameters);
    }

    private static List<RtlSource> sources(List<String> names) {
        return names.stream().map(name -> RtlSource.shipped(name + ".sv")).toList();
    }
}
