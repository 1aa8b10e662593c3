package dev.intarsia.simulator.lanes;

import java.util.List;

/** Where the elements of tensors of one shape lie: stretches in which they follow one another in all of them. */
final class Elementwise {

    private final List<Integer> operands;
    private final int result;
    private final int run;
    private final int[][] starts;

    /**
     * @param operands the tensors that are read
     * @param result the tensor that is written
     * @param layouts of the operands in order, and of the result
     */
    Elementwise(List<Integer> operands, int result, List<Layout> layouts) {
        this.operands = List.copyOf(operands);
        this.result = result;
        run = layouts.stream().mapToInt(Layout::run).min().orElseThrow();
        starts = layouts.stream().map(layout -> layout.starts(run)).toArray(int[][]::new);
    }

    int from(int operand) {
        return operands.get(operand);
    }

    int to() {
        return result;
    }

    /** The elements of a stretch. */
    int run() {
        return run;
    }

    /** How many stretches there are. */
    int runs() {
        return starts[0].length;
    }

    /** Where a stretch of an operand begins. */
    int start(int operand, int index) {
        return starts[operand][index];
    }

    /** Where a stretch of the result begins. */
    int start(int index) {
        return starts[operands.size()][index];
    }
}
