package dev.intarsia.cli.command;

import dev.intarsia.cli.DesignText;
import dev.intarsia.cli.ExitStatus;
import dev.intarsia.cli.OutputFile;
import dev.intarsia.cli.Voice;
import dev.intarsia.hwtest.foreign.Binding;
import dev.intarsia.hwtest.foreign.DesignBench;
import dev.intarsia.hwtest.foreign.DesignCheck;
import dev.intarsia.hwtest.foreign.DesignPack;
import dev.intarsia.hwtest.foreign.Pace;
import dev.intarsia.hwtest.foreign.Transaction;
import dev.intarsia.hwtest.foreign.TransactionDraw;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code verify --rtl}: a design of the user's, held against the arithmetic.
 *
 * @param random how many transactions; null: {@link #STANDARD}
 * @param record where the transactions and their words are written; null: nowhere
 * @param replay where recorded ones are; null: they are drawn
 * @param reproducer where a small case is written when there is a difference
 */
record DesignVerification(Binding binding, Integer random, long seed, Path record, Path replay, Path reproducer) {

    private static final int STANDARD = 1000;

    ExitStatus run(DesignOptions options, Voice voice) {
        Voice.Stopwatch watch = voice.stopwatch();
        List<Transaction> transactions;
        List<Pace> paces;
        String origin;
        if (replay != null) {
            DesignPack pack = DesignPack.read(replay, binding);
            transactions = pack.transactions();
            paces = List.of(pack.pace());
            origin = transactions.size() + " recorded transactions";
        } else {
            int count = random == null ? STANDARD : random;
            transactions = TransactionDraw.of(binding, count, seed);
            paces = DesignCheck.paces(binding, seed);
            origin = count + " transactions of corner and random words, seed " + seed;
        }
        DesignBench bench = options.bench(binding);
        DesignCheck.Verdict verdict = DesignCheck.run(bench, transactions, paces);
        try (OutputFile files = new OutputFile()) {
            verdict.first().ifPresent(finding -> write(files, reproducer, finding.small()));
            if (record != null) {
                write(files, record, DesignCheck.pack(bench, transactions));
            }
            files.commit();
        }
        DesignText text = new DesignText(binding, origin, verdict, reproducer, options.again());
        text.lines().forEach(voice::result);
        if (record != null) {
            voice.result("recorded in " + record);
        }
        voice.result(text.json(watch.seconds()));
        return verdict.first().isEmpty() ? ExitStatus.DONE : ExitStatus.DIFFERENCE;
    }

    private static void write(OutputFile files, Path folder, DesignPack pack) {
        pack.files().forEach((name, content) -> files.write(folder.resolve(name), out -> out.write(content)));
    }
}
