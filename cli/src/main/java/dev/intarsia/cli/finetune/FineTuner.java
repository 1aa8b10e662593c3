package dev.intarsia.cli.finetune;

import dev.intarsia.cli.Voice;
import java.util.Optional;
import java.util.ServiceLoader;

/** Trains networks of integers. The module that can do it is found among the Java machine's services. */
public interface FineTuner {

    /** What to type to get it. */
    String INSTALL = "bin/training";

    /** What is said where it is absent. */
    String ABSENT = "fine-tuning needs the training module (DJL with PyTorch, 115 MiB), which is not installed: run "
            + INSTALL + " once, on Linux with an x86-64 processor";

    /** The one that is there. */
    static Optional<FineTuner> installed() {
        return ServiceLoader.load(FineTuner.class).findFirst();
    }

    /** What it is made of, with versions. */
    String version();

    /**
     * Trains. A task whose checkpoint is there goes on from it; what comes out is the same, byte for byte.
     *
     * @throws dev.intarsia.ir.diagnostic.InvalidInputException for a network that cannot be trained, or a checkpoint of another task
     */
    FineTuned train(FineTuningTask task, Voice voice);
}
