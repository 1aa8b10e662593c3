package dev.intarsia.cli.command;

import dev.intarsia.cli.Backends;
import dev.intarsia.hwtest.engine.Engines;
import dev.intarsia.ir.plan.Planners;
import dev.intarsia.ir.quantize.Quantizers;
import dev.intarsia.ir.quantize.RangeEstimators;
import java.util.Iterator;
import java.util.List;

/** The names that options take, from the lists of what there is; help texts and completion ask for them. */
abstract sealed class Names implements Iterable<String> {

    private final List<String> names;

    private Names(List<String> names) {
        this.names = names;
    }

    @Override
    public Iterator<String> iterator() {
        return names.iterator();
    }

    /** Of everything that runs words. */
    static final class OfEngines extends Names {
        OfEngines() {
            super(Engines.names());
        }
    }

    /** Of everything that is printed for a target. */
    static final class OfBackends extends Names {
        OfBackends() {
            super(Backends.names());
        }
    }

    /** Of all who decide on integers. */
    static final class OfQuantizers extends Names {
        OfQuantizers() {
            super(Quantizers.names());
        }
    }

    /** Of all ways to find the interval of an activation. */
    static final class OfRangeEstimators extends Names {
        OfRangeEstimators() {
            super(RangeEstimators.names());
        }
    }

    /** Of all who decide on tiles and places. */
    static final class OfPlanners extends Names {
        OfPlanners() {
            super(Planners.names());
        }
    }
}
