package dev.intarsia.hwtest.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What TensorFlow Lite Micro with the kernels of CMSIS-NN takes for one inference, measured with QEMU 7.2 and gcc 12.2 at the flags of its own
 * release, and what is to be reached.
 *
 * @param file the model's
 * @param pruned whether ours is compared without dead channels
 * @param instructions of one inference
 * @param goal the share of them that is the goal
 * @param codeBytes of flash without the model's file; 0 where it was not measured
 * @param arenaBytes of RAM; 0 where it was not measured
 * @param ramGoal bytes of RAM that are the goal; 0 where there is none
 * @param published cycles of the best published engine on a Cortex-M4; 0 for another processor
 * @param publishedGoal the share of them that is the goal
 */
record FirmwarePeer(
        String file,
        String target,
        boolean pruned,
        long instructions,
        double goal,
        long codeBytes,
        long arenaBytes,
        long ramGoal,
        long published,
        double publishedGoal) {

    private static final String KWS = "kws_ref_model.tflite";
    private static final String IC = "pretrainedResnet_quant.tflite";
    private static final String AD = "ad01_int8.tflite";
    private static final String VWW = "vww_96_int8.tflite";

    /** Shares of a peer's code, and of the bytes of weights, biases and multipliers, that are the goals. */
    private static final double CODE_GOAL = 0.25;

    private static final double CONSTANTS_GOAL = 1.2;

    static final List<FirmwarePeer> ALL = List.of(
            new FirmwarePeer(KWS, "cortex-m4", false, 7_578_630, 0.36, 55_636, 22_820, 17_115, 5_180_000, 0.75),
            new FirmwarePeer(IC, "cortex-m4", false, 29_728_496, 0.36, 53_344, 54_996, 41_247, 19_800_000, 0.8),
            new FirmwarePeer(AD, "cortex-m4", false, 582_257, 0.45, 30_172, 2_580, 1_935, 490_000, 1),
            // TinyEngine's RAM.
            new FirmwarePeer(VWW, "cortex-m4", true, 23_775_772, 0.22, 55_636, 100_708, 60_864, 10_700_000, 1),
            new FirmwarePeer(KWS, "cortex-m0plus", false, 29_003_185, 0.55, 0, 0, 0, 0, 0),
            new FirmwarePeer(IC, "cortex-m0plus", false, 97_562_090, 0.55, 0, 0, 0, 0, 0),
            new FirmwarePeer(AD, "cortex-m0plus", false, 1_763_079, 0.55, 0, 0, 0, 0, 0),
            new FirmwarePeer(VWW, "cortex-m0plus", false, 86_878_443, 0.55, 0, 0, 0, 0, 0),
            new FirmwarePeer(KWS, "cortex-m55", false, 1_785_173, 0.65, 47_140, 27_348, 20_511, 0, 0),
            new FirmwarePeer(IC, "cortex-m55", false, 4_809_314, 0.65, 45_588, 55_028, 41_271, 0, 0),
            new FirmwarePeer(AD, "cortex-m55", false, 149_912, 0.65, 20_700, 9_268, 6_951, 0, 0),
            new FirmwarePeer(VWW, "cortex-m55", false, 6_433_144, 0.65, 47_140, 100_772, 60_864, 0, 0));

    static Optional<FirmwarePeer> of(String file, String target, boolean pruned) {
        return ALL.stream()
                .filter(p -> p.file.equals(file) && p.target.equals(target) && p.pruned == pruned)
                .findFirst();
    }

    /**
     * What one network takes on one target.
     *
     * @param cycles by the static estimate, which is for a Cortex-M4
     * @param live bytes of its weights, biases and multipliers
     */
    record Ours(long instructions, long cycles, long code, long constants, long live, long ram) {

        /** A row of a table: figures with their shares, goals in brackets. */
        String row(String network, String target, Optional<FirmwarePeer> peer) {
            boolean timed = target.equals("cortex-m4");
            return "| " + target + " | " + network + " | "
                    + share(instructions, peer.map(FirmwarePeer::instructions), peer.map(FirmwarePeer::goal)) + " | "
                    + (timed
                            ? share(cycles, peer.map(FirmwarePeer::published), peer.map(FirmwarePeer::publishedGoal))
                            : "")
                    + " | "
                    + share(code, peer.map(FirmwarePeer::codeBytes), Optional.of(CODE_GOAL)) + " | "
                    + share(constants, Optional.of(live), Optional.of(CONSTANTS_GOAL)) + " | "
                    + share(
                            ram,
                            peer.map(FirmwarePeer::arenaBytes),
                            peer.map(p -> p.ramGoal / (double) Math.max(1, p.arenaBytes)))
                    + " |";
        }

        private static String share(long ours, Optional<Long> theirs, Optional<Double> goal) {
            return String.format(Locale.ROOT, "%,d", ours)
                    + theirs.filter(t -> t > 0)
                            .map(t ->
                                    String.format(Locale.ROOT, ", %.3f (%.2f)", ours / (double) t, goal.orElseThrow()))
                            .orElse("");
        }
    }
}
