package dev.intarsia.hwtest.engine;

import dev.intarsia.ir.target.Target;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The list of engines. The first is the one that the others are held against; where nobody chooses, the first that takes a target runs. */
public final class Engines {

    /** Every engine of integers, the plainest first. */
    public static final List<EngineKind> ALL = Stream.concat(
                    Stream.of(
                            new OracleEngine(),
                            SimulatorEngine.generated(),
                            SimulatorEngine.direct(),
                            new LayerwiseEngine(),
                            new RtlEngine(),
                            new CEngine(),
                            new HlsEngine()),
                    QemuEngine.shipped().stream())
            .toList();

    private Engines() {}

    /** Their names, as the command line has them. */
    public static List<String> names() {
        return ALL.stream().map(EngineKind::name).toList();
    }

    /** The engine of that name. */
    public static Optional<EngineKind> named(String name) {
        return ALL.stream().filter(engine -> engine.name().equals(name)).findFirst();
    }

    /** The engine that runs for a target where none is asked for; without a target, the first of all. */
    public static EngineKind standard(Optional<Target> target) {
        return target.map(t -> ALL.stream()
                        .filter(engine -> engine.takes(t))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no engine runs for " + t.name())))
                .orElse(ALL.getFirst());
    }
}
