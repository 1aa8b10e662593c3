package dev.intarsia.simulator.lanes;

/** Looks each word, or each pair of words, up. */
record TableStage(WordTable table, Elementwise places) implements Stage {

    @Override
    public void run(Tensors tensors) {
        float[] x = tensors.floats(places.from(0));
        float[] z = tensors.floats(places.to());
        for (int i = 0; i < places.runs(); i++) {
            int from = places.start(0, i);
            int to = places.start(i);
            if (table.isOfPairs()) {
                float[] y = tensors.floats(places.from(1));
                int other = places.start(1, i);
                for (int j = 0; j < places.run(); j++) {
                    z[to + j] = table.at(x[from + j], y[other + j]);
                }
            } else {
                for (int j = 0; j < places.run(); j++) {
                    z[to + j] = table.at(x[from + j]);
                }
            }
        }
        tensors.written(places.to());
    }
}
