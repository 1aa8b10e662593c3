package dev.intarsia.cli;

import dev.intarsia.frontend.data.Dataset;
import dev.intarsia.ir.diagnostic.InvalidInputException;
import java.util.Optional;

/**
 * Data to calibrate with and data to score with, which have no sample in common.
 *
 * @param calibration ranges of activations come from these
 * @param scored accuracy comes from these
 * @param remark where the first come from, for people
 */
public record HeldOut(Dataset calibration, Dataset scored, String remark) {

    private static final int MOST = 256;

    /**
     * Uses data of its own for calibration, or holds the last fifth of the scored data out for it, at most 256 samples.
     *
     * @throws InvalidInputException when there is nothing to hold out
     */
    public static HeldOut of(Dataset data, Optional<Dataset> calibration) {
        if (calibration.isPresent()) {
            return new HeldOut(
                    calibration.get(),
                    data,
                    "calibrated on " + calibration.get().size() + " samples of their own");
        }
        if (data.size() < 2) {
            throw InvalidInputException.of(
                    data.source(),
                    "there is one sample, and none to calibrate with",
                    "give samples to calibrate with: --calibration C");
        }
        int held = Math.clamp(data.size() / 5, 1, MOST);
        int scored = data.size() - held;
        return new HeldOut(
                data.range(scored, data.size()),
                data.range(0, scored),
                "calibrated on the last " + held + " of " + data.size()
                        + " samples, which are held out and not scored; --calibration C uses other data");
    }
}
