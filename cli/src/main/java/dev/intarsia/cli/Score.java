package dev.intarsia.cli;

import dev.intarsia.ir.type.RawTensor;
import dev.intarsia.ir.type.RealTensor;
import java.util.List;

/** How many answers were right. */
public record Score(int right, int answers) {

    /** Compares answers with labels, one for one. */
    public static Score of(List<Integer> answers, List<Integer> labels) {
        int right = 0;
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).equals(labels.get(i))) {
                right++;
            }
        }
        return new Score(right, answers.size());
    }

    /** From 0 to 1. */
    public double accuracy() {
        return (double) right / answers;
    }

    /** The class that a network's output stands for: the place of the greatest word, of equal ones the first. */
    public static int answer(RawTensor output) {
        int best = 0;
        for (int i = 1; i < output.shape().elements(); i++) {
            if (output.at(i) > output.at(best)) {
                best = i;
            }
        }
        return best;
    }

    /** The same for real numbers. */
    public static int answer(RealTensor output) {
        int best = 0;
        for (int i = 1; i < output.shape().elements(); i++) {
            if (output.at(i) > output.at(best)) {
                best = i;
            }
        }
        return best;
    }
}
