package dev.intarsia.cli.accuracy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The same as {@link BudgetedWidthsTest} on pictures, by itself because it takes long. */
@EnabledIfSystemProperty(named = "intarsia.tests", matches = "full")
@Timeout(value = 28, unit = TimeUnit.MINUTES)
class BudgetedPicturesTest {

    @Test
    void pictures() throws IOException {
        assumeTrue(LabelledModel.hasCorpus(), "the corpus of models is not there");
        BudgetedWidthsTest.compare(LabelledModel.pictures(), BudgetedWidthsTest.NEAREST);
    }
}
