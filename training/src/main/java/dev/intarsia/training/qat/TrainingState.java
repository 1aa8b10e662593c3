package dev.intarsia.training.qat;

import dev.intarsia.cli.finetune.FineTuned;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** How far a training has come. */
final class TrainingState {

    /** An epoch has to be better than no training by more than chance: with one of 20 that are as good as the start, the mean would be as far off. */
    private static final double SURE = 1.645;

    private final Parameters parameters;
    private final SequencedMap<String, double[]> best = new LinkedHashMap<>();
    private final List<FineTuned.Epoch> epochs = new ArrayList<>();
    private int epoch = 1;
    private int step;
    private double loss;
    private int bestEpoch;

    TrainingState(Parameters parameters) {
        this.parameters = parameters;
        keepBest();
    }

    Parameters parameters() {
        return parameters;
    }

    /** The values of the best epoch. */
    SequencedMap<String, double[]> best() {
        return best;
    }

    /** What came of the epochs that are done, the state before training first. */
    List<FineTuned.Epoch> epochs() {
        return epochs;
    }

    /** The epoch that runs, from 1. */
    int epoch() {
        return epoch;
    }

    /** How many of its steps are done. */
    int step() {
        return step;
    }

    /** The sum of the losses of these steps. */
    double loss() {
        return loss;
    }

    /** The best epoch until now. */
    int bestEpoch() {
        return bestEpoch;
    }

    /** A step is done. */
    void stepped(double itsLoss) {
        step++;
        loss += itsLoss;
    }

    /** An epoch is done; or, before the first one, the start was looked at. */
    void finished(FineTuned.Epoch done) {
        epochs.add(done);
        int number = epochs.size() - 1;
        boolean isBest = bestEpoch == 0
                ? done.gain() > SURE
                : done.validation() < epochs.get(bestEpoch).validation() && done.gain() > SURE;
        if (number == 0 || isBest) {
            bestEpoch = number;
            keepBest();
        }
        epoch = number + 1;
        step = 0;
        loss = 0;
    }

    private void keepBest() {
        parameters.all().forEach((name, parameter) -> best.put(name, parameter.values.clone()));
    }

    /** Puts the best epoch's values in place. */
    void takeBest() {
        best.forEach((name, values) -> System.arraycopy(values, 0, parameters.get(name).values, 0, values.length));
    }

    void goOn(int fromEpoch, int fromStep, double lossUntilNow, int bestUntilNow) {
        epoch = fromEpoch;
        step = fromStep;
        loss = lossUntilNow;
        bestEpoch = bestUntilNow;
    }
}
