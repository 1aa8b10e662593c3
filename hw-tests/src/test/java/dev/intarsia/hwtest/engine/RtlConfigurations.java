package dev.intarsia.hwtest.engine;

import java.util.List;

/** The accelerators that are built in RTL for random networks. */
final class RtlConfigurations {

    private RtlConfigurations() {}

    /** Those of the ordinary run. */
    static List<RtlConfiguration> few() {
        return List.of(all().get(2), all().get(10));
    }

    /** Those of the full run. */
    static List<RtlConfiguration> all() {
        return List.of(
                draw(4, 4, 4, 32, false, 1024, 8, 10),
                draw(8, 5, 4, 20, false, 4096, 1, 0),
                draw(4, 8, 8, 24, true, 1024, 16, 40),
                draw(5, 4, 4, 32, false, 512, 4, 3),
                draw(8, 8, 8, 32, false, 4096, 8, 40),
                draw(12, 4, 16, 24, true, 4096, 16, 20),
                draw(4, 12, 8, 20, false, 1024, 2, 7),
                draw(2, 4, 2, 32, false, 4096, 16, 60),
                draw(5, 5, 8, 20, true, 1024, 4, 1),
                draw(3, 8, 4, 32, true, 4096, 2, 30),
                wide(4, 4, 4, 8, 10),
                wide(3, 5, 8, 16, 25),
                draw(4, 4, 4, 24, false, 1024, 4, 5).with(4, 4),
                draw(4, 5, 8, 18, true, 1024, 8, 12).with(8, 4),
                draw(2, 3, 4, 16, false, 1024, 4, 2).with(3, 2));
    }

    private static RtlConfiguration draw(
            int rows, int cols, int lanes, int accumulatorBits, boolean saturates, int bytes, int port, int latency) {
        return RtlConfiguration.of(new TargetDraw(
                rows, cols, lanes, false, accumulatorBits, saturates, bytes, bytes, bytes / 2, 64, 64, port, latency));
    }

    private static RtlConfiguration wide(int rows, int cols, int lanes, int port, int latency) {
        return RtlConfiguration.of(
                new TargetDraw(rows, cols, lanes, true, 48, false, 2048, 2048, 1024, 64, 64, port, latency));
    }
}
