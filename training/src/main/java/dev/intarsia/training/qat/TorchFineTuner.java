package dev.intarsia.training.qat;

import dev.intarsia.cli.Voice;
import dev.intarsia.cli.finetune.FineTuned;
import dev.intarsia.cli.finetune.FineTuner;
import dev.intarsia.cli.finetune.FineTuningTask;

/** Trains on PyTorch, through DJL, on one thread of it: sums are formed in one order, so equal tasks give equal bytes. */
public final class TorchFineTuner implements FineTuner {

    @Override
    public String version() {
        return "DJL 0.36.0, PyTorch 2.7.1";
    }

    @Override
    public FineTuned train(FineTuningTask task, Voice voice) {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        return new Training(task).run(voice);
    }
}
