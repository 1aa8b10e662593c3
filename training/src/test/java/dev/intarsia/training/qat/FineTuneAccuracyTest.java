package dev.intarsia.training.qat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import dev.intarsia.cli.size.CertificateChecker;
import dev.intarsia.cli.size.WidthCertificate;
import dev.intarsia.ir.graph.QuantizedGraph;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What training gets back on all 10,000 test images, by the command after one pass over the 60,000 others. */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
class FineTuneAccuracyTest {

    /** Ten minutes on a processor of its own are less than ten minutes on two, whatever else runs there. */
    private static final long MOST_SECONDS = 600;

    @TempDir
    private Path folder;

    @Test
    void twoBits() {
        trained(3, "--weights", "int2", "--epochs", "1");
    }

    @Test
    void fourBits() {
        trained(1, "--weights", "int4", "--activations", "int4", "--epochs", "1");
    }

    private void trained(double mostPoints, String... options) {
        assumeTrue(FashionRuns.isInstalled(), "Debian's dataset-fashion-mnist is not installed");
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long start = System.nanoTime();
        long busy = machine.getProcessCpuTime();
        QuantizedGraph graph = FashionRuns.trained(folder.resolve("trained.inta"), options);
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        long busySeconds = (machine.getProcessCpuTime() - busy) / 1_000_000_000;
        FashionRuns.Score score = FashionRuns.score(graph);
        System.out.println("FIGURE finetune " + String.join(" ", options) + ": " + score.text() + "; trained in "
                + seconds + " s, " + busySeconds + " s of processors");
        assertTrue(score.pointsLost() <= mostPoints, score.text());
        assertTrue(busySeconds < MOST_SECONDS, busySeconds + " s of processors");
        assertEquals(List.of(), CertificateChecker.check(WidthCertificate.of(graph), graph));
    }
}
